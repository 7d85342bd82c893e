"""What a machine judge is shown: the question and the guideline in force, and of each item what people see of it."""

import json
from collections.abc import Mapping, Sequence

import pyarrow as pa

from assay.core.errors import InputError, WorkspaceError, did_you_mean
from assay.core.item import Column, DatasetVersion, Role
from assay.core.to_judge import Instruction, ToJudge
from assay.labeling.kept import find_question, guideline_versions, in_force
from assay.labeling.showing import NEVER, check_columns, parts_of, shown_columns
from assay.store.answers import items_of
from assay.store.open import Store

REFERENCE = "reference answer"
"""What a judge reads above the answer that is held to be right."""
MOST_CLAIM = 2_000
"""Characters of one claim."""


def instructions_of(store: Store, questions: Sequence[str], *, dataset: str) -> tuple[Instruction, ...]:
    """Questions of a dataset with the guideline by which people answer them now.

    Raises
    ------
    WorkspaceError
        ``question.unknown``; ``judging.guideline`` where there are guidelines and none of them is approved.
    """
    return tuple(_instruction(store, name, dataset) for name in questions)


def items_to_judge(
    store: Store,
    manifest: DatasetVersion,
    instructions: Sequence[Instruction],
    *,
    version: str,
    reference: str | None = None,
    claims: str | None = None,
) -> list[ToJudge]:
    """Every item of a dataset version as a judge reads it, in file order.

    Parameters
    ----------
    reference, claims : columns of the answer that is held to be right, and of the claims of an item

    Raises
    ------
    InputError
        ``question.unknown_column``, ``question.hidden_column``, ``judging.column``, ``judging.hidden_column``,
        ``judging.media``.
    """
    for each in instructions:
        check_columns(each.question, manifest.columns, dataset=manifest.name)
    columns = [name for each in instructions for name in shown_columns(each.question, manifest.columns)]
    _check_texts(columns, manifest.columns)
    more = [_of_dataset(name, manifest.columns) for name in (reference, claims) if name is not None]
    ids = manifest.id_column
    wanted = list(dict.fromkeys([ids, *columns, *more]))
    table = store.dataset_table(manifest, wanted)
    known = items_of(store, version, position=store.ledger.size())
    pairs = [] if known is None else zip(known["item"].to_pylist(), known["item_hash"].to_pylist(), strict=True)
    hashes = {str(item): str(digest) for item, digest in pairs}
    shown = [name for name in dict.fromkeys(columns) if name != claims]
    return to_judge(table, instructions, item=ids, shown=shown, hashes=hashes, reference=reference, claims=claims)


def to_judge(
    table: pa.Table,
    instructions: Sequence[Instruction],
    *,
    item: str,
    shown: Sequence[str],
    hashes: Mapping[str, str] | None = None,
    reference: str | None = None,
    claims: str | None = None,
) -> list[ToJudge]:
    """Rows as a judge reads them; ``shown`` are the columns, in order, and ``item`` that of the ids."""
    question, found = instructions[0].question, []
    for row in table.to_pylist():
        parts = parts_of(question, {name: row[name] for name in shown})
        texts = [(each.name, each.text) for each in parts if not each.is_side]
        if reference is not None:
            texts.insert(0, (REFERENCE, _text(row[reference])))
        left, right = [each.text for each in parts if each.is_side] or ("", "")
        sides = (left, right) if any(each.is_side for each in parts) else None
        id_, told = str(row[item]), claims_in(row[claims]) if claims is not None else ()
        found.append(ToJudge(id_, (hashes or {}).get(id_, ""), tuple(texts), sides, told))
    return found


def claims_in(value: object) -> tuple[str, ...]:
    """The claims of an item: a JSON list of texts, else one a line; each without a mark of a list before it."""
    text = _text(value)
    if text.lstrip().startswith("["):
        try:
            read = json.loads(text)
        except (ValueError, RecursionError):
            read = None
        if isinstance(read, list) and all(isinstance(each, str) for each in read):
            return tuple(each.strip()[:MOST_CLAIM] for each in read if each.strip())
    lines = (line.strip().lstrip("-*• ").strip() for line in text.splitlines())
    return tuple(line[:MOST_CLAIM] for line in lines if line)


def _check_texts(shown: Sequence[str], columns: Sequence[Column]) -> None:
    """Nothing when all that is shown can be read: pictures, sounds and films are not sent."""
    played = [column.name for column in columns if column.name in shown and column.role is Role.MEDIA]
    if played:
        what = f"The question shows '{played[0]}', which is no text; a machine judge is sent texts alone here."
        raise InputError("judging.media", what, "Ask a question that shows texts, with show: [COLUMN].")


def _instruction(store: Store, name: str, dataset: str) -> Instruction:
    asked = find_question(store, name, dataset=dataset)
    versions = guideline_versions(store, asked.key)
    current = in_force(versions)
    if versions and current is None:
        what = f"No version of the guideline of '{name}' is approved."
        raise WorkspaceError("judging.guideline", what, f"Approve one: assay guideline approve --question {name}.")
    if current is None:
        return Instruction(asked.question, "", None)
    return Instruction(asked.question, current.guideline.text, current.guideline.version)


def _of_dataset(name: str, columns: Sequence[Column]) -> str:
    known = {column.name: column for column in columns}
    if name not in known:
        what = f"The judge asks for the column '{name[:60]}', which the dataset does not have."
        raise InputError("judging.column", what, did_you_mean(name, known))
    if known[name].role in NEVER:
        what = f"The judge asks for the column '{name}', whose role is {known[name].role.value}."
        fix = "Import what the judge may see as --text, apart from the labels that the judge is held against."
        raise InputError("judging.hidden_column", what, fix)
    return name


def _text(value: object) -> str:
    return "" if value is None else str(value)
