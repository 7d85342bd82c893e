"""Items are found by id, whatever their order and script."""

import pyarrow as pa
import pytest

from assay.core.errors import WorkspaceError
from assay.labeling.shown_items import ShownItems

IDS = ["b", "a", "é", "中", "😀", "\uffee", "10", "9", ""]


def shown(known: pa.Table | None) -> ShownItems:
    ids = pa.chunked_array([IDS[:4], IDS[4:]])
    return ShownItems(ids, pa.table({"text": [f"text of {each}" for each in IDS], "n": range(len(IDS))}), known)


def test_each_row_and_hash_is_found_by_id() -> None:
    known = pa.table({"item": list(reversed(IDS)), "item_hash": [f"hash of {each}" for each in reversed(IDS)]})
    items = shown(known)
    assert [items.row(each)["text"] for each in IDS] == [f"text of {each}" for each in IDS]
    assert [items.item_hash(each) for each in IDS] == [f"hash of {each}" for each in IDS]
    assert items.row("中") == {"text": "text of 中", "n": 3}


@pytest.mark.parametrize("item", ["c", "zz", "0", "😁"])
def test_an_item_that_is_not_there_is_told(item: str) -> None:
    with pytest.raises(WorkspaceError, match="is not in its dataset"):
        shown(None).row(item)


def test_an_item_without_a_hash_is_told() -> None:
    with pytest.raises(WorkspaceError):
        shown(None).item_hash("a")
    with pytest.raises(WorkspaceError):
        shown(pa.table({"item": ["b"], "item_hash": ["x"]})).item_hash("a")
