"""``assay judge``: machine judges are asked, and what each is worth against people."""

from pathlib import Path
from typing import Annotated, Any

import typer

from assay.cli import asking, logs, options

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Ask machine judges, and see what they are worth.",
)
Column = str | None
KNOWN_THERE = {
    "--item": "the items are those of the dataset: leave it out",
    "--answer": "the answers are those of --judge on the ledger: leave it out",
    "--sides": "the sides are those of the question: leave it out",
    "--second": "every judgment says which side was shown first: leave it out",
    "--shown": "every judgment says which side was shown first: leave it out",
    "--cost": "the costs are those of the judgments: leave it out",
    "--currency": "the currency is that of the judgments: leave it out",
    "--seconds": "the seconds are those of the judgments: leave it out",
    "--why": "why there is no answer is kept beside the judgments: leave it out",
    "--version": "the version is that of the judgments: name another one by --judge NAME@VERSION",
    "--people": "every labeler is one of the people: leave it out",
    "--format": "nothing is read from a file: leave it out",
}
"""Options for files alone, and what is done on the ledger instead."""
OfJudge = Annotated[str, typer.Option("--judge", help="Name of the judge.")]


@app.command()
def run(
    file: options.MaybeVotes = None,
    *,
    judge: Annotated[Path, typer.Option("--judge", help="File of the judge (YAML).")],
    dataset: Annotated[Column, typer.Option(help="Dataset whose items are judged.")] = None,
    queue: Annotated[Column, typer.Option(help="Queue whose items are judged.")] = None,
    sample: Annotated[Column, typer.Option(help="With --dataset: a sample whose items alone are judged.")] = None,
    question: Annotated[list[Path] | None, typer.Option(help="With FILE: file of the question. Repeatable.")] = None,
    guideline: Annotated[
        list[Path] | None, typer.Option(help="With FILE: guideline of each question, in order. Repeatable.")
    ] = None,
    item: Annotated[str, typer.Option(help="With FILE: column of item ids.")] = "item",
    journal: Annotated[Path, typer.Option(help="With FILE: keeps answers as they come.")] = Path("judge-run.journal"),
    out: options.Out = None,
    limit: asking.Limit = None,
    repeat: asking.Repeat = 1,
    again: asking.Again = False,
    at_once: asking.AtOnce = 16,
    tries: asking.Tries = 5,
    most_seconds: asking.MostSeconds = None,
    budget: asking.Budget = None,
    by: options.Person = "judge",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Ask a judge every item and keep what it says; the same command goes on where it was interrupted.

    With --dataset or --queue its judgments are on the ledger; with FILE they are rows of --out.

    Example: assay judge run --judge strict.yaml --dataset answers
    """
    from assay.cli.outputs import check_table, write_table
    from assay.cli.progress import progress_line
    from assay.cli.show import show
    from assay.core.safe_text import shell_word
    from assay.harness.runner import Limits
    from assay.reports.judge_runs import ran_json, ran_summary
    from assay.workflows import judge_run
    from assay.workflows.samples import kept_sample
    from assay.workflows.system_runs import shared_folder
    from assay.workflows.workspace import open_workspace

    if sum(each is not None for each in (file, dataset, queue)) != 1:
        raise typer.BadParameter("name a FILE, or --dataset NAME, or --queue NAME")
    if (file is None) != (out is None) or (sample is not None and dataset is None):
        raise typer.BadParameter("--out goes with FILE, and --sample with --dataset")
    check_table(out, apart_from=(file, journal))
    limits = Limits(at_once=at_once, tries=tries, most_seconds=most_seconds, budget=budget)
    with progress_line() as progress:
        if file is not None:
            found = judge_run.judge_rows(
                file,
                judge,
                questions=question or (),
                guidelines=guideline or (),
                item=item,
                limit=limit,
                repeat=repeat,
                again=again,
                journal=journal,
                limits=limits,
                shared=shared_folder(),
                progress=progress,
            )
        else:
            opened = open_workspace(workspace)
            drawn = None if sample is None or dataset is None else kept_sample(opened, sample, dataset=dataset)
            found = judge_run.run_judge(
                opened,
                judge,
                dataset=dataset,
                queue=queue,
                sample=drawn,
                limit=limit,
                repeat=repeat,
                again=again,
                limits=limits,
                shared=shared_folder(),
                actor=by,
                progress=progress,
            )
    if out is not None and found.table is not None:
        write_table(out, found.table)
    where = f"--dataset {shell_word(dataset)}" if dataset else None
    show(ran_json(found) if json else ran_summary(found, out=out, where=where))
    asking.end_as(found.calls.ended)


@app.command()
def calibrate(
    file: options.MaybeVotes = None,
    *,
    judge: OfJudge,
    item: Annotated[
        Column, typer.Option(help="With FILE: column of item ids (of pairs, where pairs are judged), if not 'item'.")
    ] = None,
    answer: Annotated[
        Column, typer.Option(help="With FILE: column of the judge's answers; empty where none could be read.")
    ] = None,
    reference: Annotated[
        Column, typer.Option(help="Column of people's answers; with --dataset, name of a reference set.")
    ] = None,
    sides: Annotated[
        Column, typer.Option(help="With FILE, for pairs: the two sides as verdicts name them: left,right.")
    ] = None,
    second: Annotated[
        Column, typer.Option(help="With FILE, for pairs: column of the verdict with the right side first.")
    ] = None,
    shown: Annotated[
        Column, typer.Option(help="With FILE, for pairs: column of the side shown first, where a row is one verdict.")
    ] = None,
    own: Annotated[
        Column,
        typer.Option(help="Column of the side that the judge's own system wrote; not of pairs: yes where it did."),
    ] = None,
    length: Annotated[
        Column, typer.Option(help="Column of the length of what was judged; for pairs two, with a comma.")
    ] = None,
    canary: Annotated[
        Column, typer.Option(help="Column of the answer that an instruction planted in the item demands.")
    ] = None,
    cost: Annotated[
        Column, typer.Option(help="With FILE: column of what a verdict cost, in the smallest unit (cents).")
    ] = None,
    currency: Annotated[Column, typer.Option(help="With --cost: its currency, such as EUR.")] = None,
    seconds: Annotated[Column, typer.Option(help="With FILE: column of the seconds a verdict took.")] = None,
    why: Annotated[
        Column, typer.Option(help="With FILE: column of why there is no answer, as assay judge run writes it.")
    ] = None,
    slices: Annotated[
        list[str] | None,
        typer.Option("--slice", help="Column whose levels are slices; two with a comma cross. Repeatable."),
    ] = None,
    version: Annotated[str | None, typer.Option("--version", help="With FILE: model and prompt of the judge.")] = None,
    days: Annotated[int, typer.Option(help="Days the card holds.")] = 90,
    people: Annotated[
        Column,
        typer.Option(help="With FILE: columns of the answers of single people, with commas: may it stand in for them?"),
    ] = None,
    epsilon: Annotated[float, typer.Option(help="By how much it may be worse than a person it stands in for.")] = 0.1,
    tuned_on: Annotated[
        Path | None, typer.Option(help="File of the items that the judge was tuned on, one id a line.")
    ] = None,
    level: options.Level = 0.95,
    dataset: options.OfDataset = None,
    question: options.OfQuestion = None,
    by: options.Person = "judge",
    workspace: options.WorkspaceFolder = None,
    format: logs.Format = None,
    json: options.Json = False,
) -> None:
    """What a judge is worth: agreement with people, confusion, consistency, biases, and answers that need no reading.

    With --dataset the judgments are those on the ledger, and the card is kept; columns are those of the dataset.

    Example: assay judge calibrate verdicts.csv --judge gpt --answer said --reference human --length words --slice topic
    """
    from assay.cli.show import show
    from assay.core.judge_card import About
    from assay.datasets.verdict_columns import Columns, OfItems
    from assay.reports.judge_cards import card_json, card_summary
    from assay.store.clock import system_now
    from assay.workflows import judge_cards
    from assay.workflows.workspace import open_workspace

    if (file is None) == (dataset is None):
        raise typer.BadParameter("name a FILE of verdicts, or --dataset NAME for judgments on the ledger")
    log = logs.log_in(file, format)
    of_items = OfItems(own=own, lengths=_listed(length), canary=canary)
    if dataset is not None:
        given = (item, answer, sides, second, shown, cost, currency, seconds, why, version, people, format)
        _refuse_with_dataset(dict(zip(KNOWN_THERE, given, strict=True)))
        found = judge_cards.calibrate(
            open_workspace(workspace),
            dataset=dataset,
            judge=judge,
            question=question,
            reference=reference,
            days=days,
            tuned_on=_lines(tuned_on),
            epsilon=epsilon,
            by=slices or (),
            level=level,
            columns=of_items,
            actor=by,
        )
    else:
        if answer is None or reference is None:
            raise typer.BadParameter(
                "name the columns of the judge's and of people's answers: --answer and --reference"
            )
        if (second or shown) and sides is None:
            raise typer.BadParameter("--second and --shown are for pairs: name their sides by --sides left,right")
        if currency is not None and cost is None:
            raise typer.BadParameter("--currency is that of a column of costs: name it by --cost")
        of_items.check(is_pair=sides is not None)
        columns = Columns(
            item=item or "item",
            said=answer,
            right=reference,
            sides=_listed(sides),
            second=second,
            shown=shown,
            own=own,
            lengths=of_items.lengths,
            canary=canary,
            cost=cost,
            currency=currency,
            seconds=seconds,
            why=why,
            people=_listed(people),
        )
        about = About(
            judge=judge,
            version=version or "",
            question=question or "",
            days=days,
            tuned_on=_lines(tuned_on),
            epsilon=epsilon,
        )
        data = logs.judged_in(log, file)
        found = judge_cards.judge_card(data, columns, about, now=system_now(), by=slices or (), level=level)
    show(logs.told(card_json(found) if json else card_summary(found), (log,) if log else ()))


@app.command()
def check(
    judge: Annotated[str, typer.Argument(help="Name of the judge.")],
    *,
    question: Annotated[Column, typer.Option(help="Which question, where it has cards for several.")] = None,
    dataset: Annotated[Column, typer.Option(help="Dataset that it judged, where several have the question.")] = None,
    tolerance: Annotated[float, typer.Option(help="By how much accuracy may be lower and still be as good.")] = 0.05,
    level: options.Level = 0.95,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Whether the card of a judge still holds: its date, its version, and how good the judge was since.

    Ends with 0 where it holds, 1 where it is over, of another version or the judge has drifted, 2 where too little
    was judged since to say.

    Example: assay judge check strict
    """
    from assay.cli.show import show
    from assay.core.judge_check import Standing
    from assay.reports.judge_cards import check_json, check_summary
    from assay.workflows import judge_cards
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    found = judge_cards.check(opened, judge, question=question, dataset=dataset, tolerance=tolerance, level=level)
    show(check_json(found) if json else check_summary(found))
    raise typer.Exit({Standing.HOLDS: 0, Standing.UNSURE: 2}.get(found.worst, 1))


@app.command()
def reasons(
    judge: Annotated[str, typer.Argument(help="Name of the judge, or NAME@VERSION.")],
    *,
    dataset: Annotated[str, typer.Option(help="Dataset that it judged.")],
    question: Annotated[Column, typer.Option(help="Which question, where judgments answer several.")] = None,
    reference: Annotated[Column, typer.Option(help="Reference set that is right; else the majority of people.")] = None,
    item: Annotated[Column, typer.Option(help="One item alone.")] = None,
    most: Annotated[int, typer.Option(help="Show so many at most.")] = 20,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """What a judge said and why: first where people say something else.

    Example: assay judge reasons strict --dataset answers
    """
    from assay.cli.show import show
    from assay.reports.judge_runs import reasons_json, reasons_summary
    from assay.workflows import judge_reasons
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    said, found = judge_reasons.reasons(
        opened, judge, dataset=dataset, question=question, reference=reference, item=item
    )
    made = reasons_json if json else reasons_summary
    show(made(said.judge, said.question, found, most=max(most, 1)))


@app.command("list")
def list_(*, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """The newest card of each judge, and until when it holds.

    Example: assay judge list
    """
    from assay.cli.show import show
    from assay.reports.judge_cards import cards_json, cards_summary
    from assay.workflows.judge_cards import cards
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    found = [each.card for each in cards(opened)]
    show(cards_json(found, opened.now()) if json else cards_summary(found, opened.now()))


@app.command("show")
def show_(
    judge: Annotated[str, typer.Argument(help="Name of the judge.")],
    *,
    question: Annotated[Column, typer.Option(help="Which question, where it has cards for several.")] = None,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """The newest card of a judge.

    Example: assay judge show gpt
    """
    from assay.cli.show import show
    from assay.reports.judge_cards import card_json, card_summary
    from assay.workflows.judge_cards import card_of
    from assay.workflows.workspace import open_workspace

    found = card_of(open_workspace(workspace), judge, question).card
    show(card_json(found) if json else card_summary(found))


def _refuse_with_dataset(given: dict[str, Any]) -> None:
    """Nothing when no option is named that only a file of verdicts needs."""
    for option, value in given.items():
        if value is not None:
            raise typer.BadParameter(f"{option} is for a FILE of verdicts; with --dataset {KNOWN_THERE[option]}")


def _listed(names: str | None) -> tuple[str, ...]:
    return () if names is None else tuple(options.listed([names]))


def _lines(file: Path | None) -> tuple[str, ...]:
    from assay.texts.reading import read_text

    return () if file is None else tuple(line.strip() for line in read_text(file).splitlines() if line.strip())
