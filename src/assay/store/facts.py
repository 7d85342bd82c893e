"""The facts table that a metric sees: items of a dataset version, their reference and the answers of each system.

DuckDB joins what was read from blobs whose bytes were checked; it has no access to files, hosts or extensions.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import compute

from assay.core.errors import InputError, WorkspaceError
from assay.core.facts import ITEM, REFERENCE, SHARE, answer_column, score_column, status_column
from assay.core.item import DatasetVersion, Role
from assay.core.judgment import Status
from assay.store.answers import AnswersOf, first_answers, items_of, standing_judgments
from assay.store.judgments import REFERENCE_DISTRIBUTION, REFERENCE_TABLE
from assay.store.parts import read_part, read_parts

if TYPE_CHECKING:
    from assay.store.open import Store

pc: Any = compute
"""Arrow's functions; their stubs refuse the plain Python values that they take."""


def facts_table(
    store: "Store",
    manifest: DatasetVersion,
    reference_table: str | None,
    answers: Sequence[AnswersOf],
    columns: Sequence[str],
    *,
    version: str,
    position: int,
) -> pa.Table:
    """One row an item, in the order of the dataset version.

    Parameters
    ----------
    manifest : the dataset version; one of its columns has the role id
    reference_table : SHA-256 of the blob with ``item`` and ``answer``, and ``probability`` for a soft reference,
        whose items have a row for each answer; None leaves every reference absent
    answers : which judgments are the answers of each system
    columns : columns of the dataset to keep (slices, clusters, weights), as they are
    version : the version that the appended items name
    position : number of log entries that count; later ones are not seen

    Returns
    -------
    ``__item``, ``__reference``, then for each system ``__answer:<system>`` and ``__score:<system>`` as it gives them
    (see `assay.core.facts`), then ``columns``.
    Where the items of the version were appended to the ledger, a judgment counts only if it was made on that content.

    Raises
    ------
    InputError
        ``facts.no_item_column``, ``facts.two_systems``, ``facts.reserved_column``, ``reference.not_one_answer``,
        ``reference.duplicate_item``.
    WorkspaceError
        ``dataset.no_column``, ``blob.missing``.
    LedgerAltered
        ``blob.altered``, ``segment.unreadable``.
    """
    _check_names(answers, columns)
    tables = {"items": _items(store, manifest, columns)}
    if reference_table is not None:
        tables["reference"] = _reference(store, reference_table)
    known = items_of(store, version, position=position)
    if known is not None:
        tables["known"] = known
    is_soft = "probability" in tables["reference"].column_names if reference_table else False
    selected = ['i."item" AS ' + _quoted(ITEM), _reference_column(reference_table)]
    selected += [f'r."probability" AS {_quoted(SHARE)}'] if is_soft else []
    joined = ['"items" i', *_join("reference", "r", on_content=False)] if reference_table else ['"items" i']
    joined += _join("known", "k", on_content=False) if known is not None else []
    for number, wanted in enumerate(answers):
        tables |= _answer_tables(store, wanted, number, position)
        for table, alias, expression, name in _answer_columns(wanted, number):
            joined += _join(table, alias, on_content=known is not None)
            selected.append(f"{expression} AS {_quoted(name)}")
    selected += [f"i.{_quoted(f'column:{name}')} AS {_quoted(name)}" for name in columns]
    order = 'i."row", r."answer"' if is_soft else 'i."row"'
    return _run(f"SELECT {', '.join(selected)} FROM {' '.join(joined)} ORDER BY {order}", tables)  # noqa: S608 - quoted


def _items(store: "Store", manifest: DatasetVersion, columns: Sequence[str]) -> pa.Table:
    ids = [column.name for column in manifest.columns if column.role is Role.ID]
    if len(ids) != 1:
        what = f"Dataset '{manifest.name}' has {len(ids)} columns with the role id."
        raise InputError("facts.no_item_column", what, "Import it again and name the one column of ids.")
    table = read_parts(store.blobs, manifest.parts, list(dict.fromkeys((ids[0], *columns))))
    arrays: dict[str, Any] = {
        "item": table[ids[0]].cast(pa.string()),
        "row": pa.array(range(table.num_rows), pa.int64()),
    }
    arrays |= {f"column:{name}": table[name] for name in columns}
    return pa.table(arrays)


def _reference(store: "Store", blob: str) -> pa.Table:
    table = read_part(store.blobs, blob, None)
    if table.column_names == REFERENCE_DISTRIBUTION.names:
        return table.cast(REFERENCE_DISTRIBUTION)
    if table.column_names != REFERENCE_TABLE.names:
        what = f"The reference {blob[:12]} has the columns {', '.join(table.column_names)}."
        raise InputError(
            "reference.not_one_answer", what, "Facts need the columns item and answer, and probability for a soft one."
        )
    table = table.cast(REFERENCE_TABLE)
    if pc.count_distinct(table["item"]).as_py() != table.num_rows:
        counts = table.group_by("item").aggregate([([], "count_all")])
        item = counts.filter(pc.greater(counts["count_all"], 1))["item"][0].as_py()
        what = f"The reference {blob[:12]} has several answers to one item."
        raise InputError("reference.duplicate_item", what, "Keep one answer an item.", item=item)
    return table


def _answer_tables(store: "Store", wanted: AnswersOf, number: int, position: int) -> Mapping[str, pa.Table]:
    standing = standing_judgments(store, wanted, position=position)
    asked = (
        ("label", "label", wanted.label_question),
        ("score", "number", wanted.score_question),
        ("status", "status", wanted.label_question if wanted.called else None),
    )
    return {
        f"{kind}{number}": first_answers(standing, question, column)
        for kind, column, question in asked
        if question is not None
    }


def _answer_columns(wanted: AnswersOf, number: int) -> list[tuple[str, str, str, str]]:
    """For each answer: table, alias, SQL of the value, name in the facts."""
    found = []
    if wanted.label_question is not None:
        found.append((f"label{number}", f"l{number}", f'l{number}."label"', answer_column(wanted.system)))
    if wanted.score_question is not None:
        found.append((f"score{number}", f"s{number}", f's{number}."number"', score_column(wanted.system)))
    if wanted.called and wanted.label_question is not None:
        status = f"NULLIF(t{number}.\"status\", '{Status.GIVEN.value}')"
        found.append((f"status{number}", f"t{number}", status, status_column(wanted.system)))
    return found


def _reference_column(reference_table: str | None) -> str:
    return f"{'r.answer' if reference_table else 'CAST(NULL AS VARCHAR)'} AS {_quoted(REFERENCE)}"


def _join(table: str, alias: str, *, on_content: bool) -> list[str]:
    content = f' AND {alias}."item_hash" = k."item_hash"' if on_content else ""
    return [f'LEFT JOIN "{table}" {alias} ON {alias}."item" = i."item"{content}']


def _check_names(answers: Sequence[AnswersOf], columns: Sequence[str]) -> None:
    systems = [wanted.system for wanted in answers]
    twice = sorted({name for name in systems if systems.count(name) > 1})
    if twice:
        raise InputError("facts.two_systems", f"Two systems are called '{twice[0]}'.", "Give each its own name.")
    ours = [ITEM, REFERENCE, *map(answer_column, systems), *map(score_column, systems)]
    reserved = next((name for name in columns if name in ours), None)
    if reserved is not None:
        what = f"The dataset has a column '{reserved}', which is a name of the facts table."
        raise InputError("facts.reserved_column", what, "Rename the column and import again.")
    if len(set(columns)) != len(columns):
        raise WorkspaceError("facts.column_twice", "A column is asked for twice.", "Name each column once.")


def _run(query: str, tables: Mapping[str, pa.Table]) -> pa.Table:
    import duckdb

    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "python_enable_replacements": "false",
        },
    )
    with connection:
        for name, table in tables.items():
            connection.register(name, table)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        found: pa.Table = connection.sql(query).to_arrow_table()
    return found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
