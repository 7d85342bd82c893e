"""``assay agent``: annotation agents label items or suggest answers to people, and are compared with each other."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import asking, options

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Let annotation agents label or suggest, and compare their versions.",
)
Name = str | None


@app.command()
def run(
    *,
    agent: Annotated[Path, typer.Option("--agent", help="File of the agent (YAML).")],
    queue: Annotated[Name, typer.Option(help="Queue whose items it labels.")] = None,
    dataset: Annotated[Name, typer.Option(help="Instead: dataset whose items it labels.")] = None,
    sample: Annotated[Name, typer.Option(help="With --dataset: a sample whose items alone it labels.")] = None,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="With --queue: show labelers what it says, but for a random share.")
    ] = False,
    hidden: Annotated[float, typer.Option(help="With --suggest: share of the assignments without.")] = 0.3,
    limit: asking.Limit = None,
    repeat: asking.Repeat = 1,
    again: asking.Again = False,
    at_once: asking.AtOnce = 16,
    tries: asking.Tries = 5,
    most_seconds: asking.MostSeconds = None,
    budget: asking.Budget = None,
    by: options.Person = "agent",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Let an agent label items; the same command goes on where it was interrupted.

    Its answers are judgments on the ledger. With --suggest labelers of the queue see them too, but for a random
    share, so that it is known how far they pull.

    Example: assay agent run --agent tagger.yaml --queue topics-1 --suggest
    """
    from assay.cli.progress import progress_line
    from assay.cli.show import show
    from assay.harness.runner import Limits
    from assay.reports.judge_runs import ran_json, ran_summary
    from assay.reports.suggestions import suggestions_json, suggestions_summary
    from assay.workflows.judge_run import run_judge
    from assay.workflows.samples import kept_sample
    from assay.workflows.suggestions import suggest as suggest_in
    from assay.workflows.system_runs import shared_folder
    from assay.workflows.workspace import open_workspace

    if (queue is None) == (dataset is None):
        raise typer.BadParameter("name --queue NAME, or --dataset NAME")
    if (suggest and queue is None) or (sample is not None and dataset is None):
        raise typer.BadParameter("--suggest goes with --queue, and --sample with --dataset")
    opened = open_workspace(workspace)
    drawn = None if sample is None or dataset is None else kept_sample(opened, sample, dataset=dataset)
    with progress_line() as progress:
        found = run_judge(
            opened,
            agent,
            dataset=dataset,
            queue=queue,
            sample=drawn,
            limit=limit,
            repeat=repeat,
            again=again,
            agent=True,
            limits=Limits(at_once=at_once, tries=tries, most_seconds=most_seconds, budget=budget),
            shared=shared_folder(),
            actor=by,
            progress=progress,
        )
    is_cut = found.calls.ended == "interrupted"
    shown = (
        suggest_in(opened, queue, judge=found.judge.id, hidden=hidden, actor=by)
        if suggest and queue and not is_cut
        else None
    )
    if json:
        show(ran_json(found) | (suggestions_json(shown) if shown else {}))
    else:
        show(ran_summary(found, out=None, where=f"--dataset {dataset}" if dataset else None))
    if shown is not None and not json:
        show(suggestions_summary(shown))
    asking.end_as(found.calls.ended)


@app.command()
def compare(
    first: Annotated[str, typer.Argument(help="What is compared with: NAME, or NAME@VERSION.")],
    second: Annotated[str, typer.Argument(help="What is proposed: NAME, or NAME@VERSION.")],
    *,
    dataset: Annotated[str, typer.Option(help="Dataset whose items both judged.")],
    question: Annotated[Name, typer.Option(help="Which question, where judgments answer several.")] = None,
    reference: Annotated[Name, typer.Option(help="Reference set that is right; else the majority of people.")] = None,
    level: options.Level = 0.95,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Two versions of an agent on the same items, paired: which is more often right, at what cost and time.

    Example: assay agent compare tagger@1f2e3d4c tagger --dataset messages
    """
    from assay.cli.show import show
    from assay.reports.agents import compared_json, compared_summary
    from assay.workflows.agents import compare_agents
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    found = compare_agents(opened, first, second, dataset=dataset, question=question, reference=reference, level=level)
    show(compared_json(found) if json else compared_summary(found))


@app.command("list")
def list_(*, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Every version of every agent that was run here.

    Example: assay agent list
    """
    from assay.cli.show import show
    from assay.reports.agents import agents_json, agents_summary
    from assay.workflows.agents import agents
    from assay.workflows.workspace import open_workspace

    found = agents(open_workspace(workspace))
    show(agents_json(found) if json else agents_summary(found))
