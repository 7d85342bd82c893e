"""What is said to the database, by SQLAlchemy and by statements that are prepared; not a test itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from assay.store import prepared
from assay.store.open import Store


@contextmanager
def statements(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """Each statement with its values, as the driver gets them."""
    seen: list[tuple[str, Any]] = []
    values_of = prepared._Prepared.values

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        seen.append((statement, values))

    def note_prepared(one: Any, given: Any) -> Any:
        values = values_of(one, given)
        seen.append((one.text, values))
        return values

    event.listen(store.database.engine, "before_cursor_execute", note)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prepared._Prepared, "values", note_prepared)
        yield seen
    event.remove(store.database.engine, "before_cursor_execute", note)
