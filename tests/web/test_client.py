"""The Python client against the real server: it reads page by page, asks again after a fault, and writes once."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from tests.labeling_support.queues import add_queue
from tests.web.conftest import Site

import assay
from assay.core.errors import InputError, NotPermitted, WorkspaceError
from assay.workflows.api_tokens import make_token

WAITED: list[float] = []


@pytest.fixture
def address(site: Site, tmp_path: Path) -> Iterator[str]:
    add_queue(site.workspace, tmp_path, overlap=2, rules=None)
    with site.serve() as address:
        yield address


def client(site: Site, address: str, name: str, *scopes: str) -> assay.Client:
    account = site.workspace.store.accounts.named(name)
    assert account is not None
    made = make_token(site.workspace, account, name="a script", scopes=scopes)
    return assay.Client(address, made.secret, sleep=WAITED.append)


def test_a_queue_is_worked_off_and_read_back_page_by_page(site: Site, address: str) -> None:
    labeler, lead = client(site, address, "labeler", "label"), client(site, address, "lead", "lead")
    offer, n = labeler.claim("first"), 0
    while offer is not None:
        following = labeler.submit(offer["assignment"], "yes")
        again = labeler.submit(offer["assignment"], "yes")
        assert (again or {}).get("assignment") == (following or {}).get("assignment")
        offer, n = following, n + 1
    [dataset] = lead.datasets()
    pages = lead.judgments(dataset["name"], page=2)
    assert len(pages) == n == len({each["item"] for each in pages})
    assert pages == lead.judgments(dataset["name"])
    assert pa.Table.from_pylist(pages).num_rows == n
    assert lead.queue("first")["queue"]["name"] == "first"
    assert [each["name"] for each in lead.queues()] == ["first"]


def test_rows_come_in_once_and_what_is_refused_is_told_in_the_words_of_the_server(site: Site, address: str) -> None:
    lead, labeler = client(site, address, "lead", "lead"), client(site, address, "labeler", "label")
    rows = [{"id": "a", "text": "好"}, {"id": "b", "text": "سيئ"}]
    assert lead.import_rows("tiny", rows, id="id", text=["text"]) == lead.import_rows(
        "tiny", rows, id="id", text=["text"]
    )
    with pytest.raises(InputError):
        lead.import_rows("tiny", rows, id="no such column")
    with pytest.raises(NotPermitted) as refused:
        labeler.datasets()
    assert refused.value.code == "access.not_permitted"
    with pytest.raises(WorkspaceError) as unknown:
        lead.judgments("no-such")
    assert unknown.value.code == "dataset.unknown"


def test_it_asks_again_when_nobody_answers_and_then_says_so() -> None:
    waited: list[float] = []
    with pytest.raises(WorkspaceError, match="did not answer"):
        assay.Client("http://127.0.0.1:9", "assay_x", sleep=waited.append, tries=3).me()
    assert waited == [1.0, 2.0]


def test_a_token_is_not_sent_in_clear_nor_shown() -> None:
    with pytest.raises(InputError, match="in clear"):
        assay.Client("http://assay.example.org", "assay_x")
    assert "assay_x" not in repr(assay.Client("https://assay.example.org", "assay_x"))


def test_the_example_of_the_page_runs(site: Site, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    labeler, lead = client(site, address, "labeler", "label"), site.workspace.store.accounts.named("lead")
    offer = labeler.claim("first")
    assert offer is not None
    labeler.submit(offer["assignment"], "yes")
    assert lead is not None
    [known] = {each.manifest.name for each in site.workspace.datasets()}
    page = Path("docs/how-to/call-the-api.md").read_text(encoding="utf-8")
    example = page.partition("```python\n")[2].partition("```")[0].replace('"comments"', repr(known))
    token = make_token(site.workspace, lead, name="a page", scopes=["lead"]).secret
    exec(example, {"assay": assay, "pyarrow": pa, "address": address, "token": token})  # noqa: S102 - our own page
    assert capsys.readouterr().out.splitlines()[-1] == "1 ['item', 'judge', 'answer']"
