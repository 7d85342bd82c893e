"""Files of other tools on the command line: how they are read, and who is who in them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assay.core.exchange import Brought
    from assay.core.question import Question
    from assay.workflows.workspace import Workspace

QUESTION_FILES = (".yaml", ".yml")
Format = Annotated[
    str | None,
    typer.Option("--format", help="The file is of label-studio, argilla, doccano or prodigy; or a table as exported."),
]
Config = Annotated[
    list[Path] | None,
    typer.Option(help="With --format: the tool's labeling config or settings, or questions as YAML. Repeatable."),
]
People = Annotated[
    Path | None,
    typer.Option(help="With --format: JSON file of names and pseudonyms, outside of the workspace; made where absent."),
]
JudgeName = Annotated[str | None, typer.Option(help="With --format: who judged, where the file does not say.")]
QuestionName = Annotated[
    str | None, typer.Option("--question", help="With --format: name of the question, where the file has none.")
]
Offsets = Annotated[
    str | None, typer.Option(help="What passages are counted in: code-points or utf-16; usually as the tool does.")
]


def check_offsets(offsets: str | None) -> None:
    """``code-points``, ``utf-16`` or nothing."""
    from assay.core.exchange import OFFSETS

    if offsets is not None and offsets not in OFFSETS:
        raise typer.BadParameter(f"--offsets takes {' or '.join(OFFSETS)}; found {offsets!r}")


def brought_from(
    file: Path,
    *,
    format: str,
    config: "Sequence[Path]" = (),
    item: str | None = None,
    question: str | None = None,
    judge: str | None = None,
    offsets: str | None = None,
    known: "Sequence[Question]" = (),
    column: str | None = None,
) -> "Brought":
    """What the file of another tool holds."""
    from assay.core.exchange import Reading
    from assay.integrations.named import integration
    from assay.labeling.question_file import parse_question
    from assay.texts.reading import read_text

    check_offsets(offsets)
    own = [path for path in config if path.suffix.lower() not in QUESTION_FILES]
    if len(own) > 1:
        raise typer.BadParameter("--config takes one file of the tool, and any number of questions as .yaml")
    told = [parse_question(read_text(path), str(path)) for path in config if path not in own]
    how = Reading(
        questions=(*told, *known),
        config=read_text(own[0]) if own else None,
        config_file=str(own[0]) if own else "the configuration",
        item=item,
        column=column,
        question=question,
        judge=judge,
        offsets=offsets,
    )
    return integration(format).read(file, how)


def brought_for(opened: "Workspace", dataset: str, file: Path, **told: Any) -> "Brought":
    """The same for a dataset that is there: its questions and its column of ids are known."""
    from assay.workflows.questions import questions

    manifest = opened.dataset(dataset).manifest
    known = [each.question for each in questions(opened, manifest.name)]
    return brought_from(file, known=known, column=manifest.id_column, **told)


def keep(
    opened: "Workspace", file: Path, brought: "Brought", *, dataset: str, people: Path | None, by: str, json: bool
) -> None:
    """The judgments of another tool's file on a dataset that is there."""
    from assay.cli.progress import progress_line
    from assay.cli.show import show
    from assay.reports.carried import carried_json, carried_summary
    from assay.workflows.judgments import import_carried

    brought = pseudonymous(opened, brought, people)
    with progress_line() as progress:
        kept = import_carried(opened, file, brought, dataset=dataset, actor=by, progress=progress)
    show(carried_json(brought, kept) if json else carried_summary(brought, kept))


def pseudonymous(opened: "Workspace", brought: "Brought", people: Path | None, *, dry_run: bool = False) -> "Brought":
    """The same with pseudonyms; the file that says who is who is written before anything is kept."""
    if people is None:
        return brought
    from assay.cli.outputs import check_place, write_whole
    from assay.labeling.pseudonyms import parse_people, people_text
    from assay.texts.reading import read_text
    from assay.workflows.judgments import with_pseudonyms

    check_place(people)
    if people.resolve().is_relative_to(opened.folder.resolve()):
        raise typer.BadParameter("--people names a file outside of the workspace: the ledger must not know who is who")
    before = parse_people(read_text(people), str(people)) if people.exists() else {}
    found, known = with_pseudonyms(opened, brought, before)
    if known != before and not dry_run:
        write_whole(people, people_text(known), mode=0o600)
    return found
