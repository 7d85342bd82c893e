"""Options that several commands share, each with its one sentence."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output instead of a table.")]
WorkspaceFolder = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        envvar="ASSAY_WORKSPACE",
        is_eager=True,
        help="Folder of the workspace; by default .assay here or in a folder above.",
    ),
]


def named(name: str) -> str:
    """A name that says who; blanks do not."""
    if name and not name.strip():
        raise typer.BadParameter("--by names who does this; it is blank")
    return name


def person(context: typer.Context, name: str) -> str:
    """Who does this; whoever has an account is known by his pseudonym, so that the log never learns his name."""
    if not named(name) or not is_given(context):
        return name
    from assay.core.errors import AssayError
    from assay.workflows.workspace import open_workspace

    try:
        store = open_workspace(context.params.get("workspace")).store
    except AssayError:
        return name
    try:
        return store.accounts.known_as(name)
    finally:
        store.close()


def is_given(context: typer.Context) -> bool:
    """Whether somebody typed ``--by``."""
    source = context.get_parameter_source("by")
    return source is not None and source.name == "COMMANDLINE"


Person = Annotated[
    str,
    typer.Option(
        "--by",
        help="Who does this, as claimed; whoever has an account is recorded by pseudonym.",
        callback=person,
    ),
]
Signatory = Annotated[
    str, typer.Option("--by", help="Who does this, by name as plans write it; recorded as claimed.", callback=named)
]
Label = Annotated[str | None, typer.Option(help="Column of the answers held to be right.")]
Metric = Annotated[
    list[str] | None, typer.Option(help="Metrics, several with commas: accuracy,f1,auroc,ece or f_beta:beta=2.")
]
By = Annotated[
    list[str] | None,
    typer.Option(help="Column whose levels are slices; two with a comma cross; age[30,50] cuts a number. Repeatable."),
]
Cluster = Annotated[str | None, typer.Option(help="Column whose equal values are not independent, such as user_id.")]
Weight = Annotated[str | None, typer.Option(help="Column of item weights, above 0.")]
Item = Annotated[str | None, typer.Option(help="Column of item ids.")]
Sample = Annotated[
    str | None,
    typer.Option(help="The drawn sample (item, probability, stratum, order) of the labelled items, or by-hand."),
]
Positive = Annotated[str | None, typer.Option(help="The positive class of a two-class label.")]
Level = Annotated[float, typer.Option(help="Coverage of the two-sided intervals.")]
Seed = Annotated[int, typer.Option(help="Seed of what is drawn (the interval of ece).")]
Database = Annotated[
    str,
    typer.Option(
        help="Where the tables are: sqlite, in the folder; or postgres, at the address in ASSAY_DATABASE_URL."
    ),
]
Votes = Annotated[Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with one row a judgment (or an item).")]
MaybeVotes = Annotated[
    Path | None,
    typer.Argument(help="CSV, TSV, JSONL or Parquet with one row a judgment (or an item); or --dataset instead."),
]
OfDataset = Annotated[
    str | None,
    typer.Option("--dataset", help="Instead of a file: the judgments of this dataset on the ledger."),
]
OfQuestion = Annotated[
    str | None, typer.Option("--question", help="With --dataset: which question, where judgments answer several.")
]
ItemIds = Annotated[str | None, typer.Option("--item", help="Column of item ids; several with commas.")]
JudgeIds = Annotated[str | None, typer.Option("--judge", help="Column of judges; several with commas.")]
Answer = Annotated[str | None, typer.Option(help="Column of the answers.")]
WideJudges = Annotated[str | None, typer.Option("--judges", help="Instead: one column for each judge, with commas.")]
Repeats = Annotated[str, typer.Option(help="Which repeated answer of a judge counts: last, first or all.")]
Missing = Annotated[str, typer.Option(help="Items without a prediction: refuse or leave_out.")]
Out = Annotated[Path | None, typer.Option("--out", help="File to write.")]
TrustedKey = Annotated[
    str | None, typer.Option("--key", help="Fingerprint, or file of the public key, that you trust.")
]
KeptHead = Annotated[str | None, typer.Option("--head", help="A head you kept, as SIZE:ROOT.")]
PlanFile = Annotated[Path, typer.Argument(help="The plan, a YAML file.")]


def database(kind: str) -> str:
    """``sqlite`` or ``postgres``."""
    if kind not in ("sqlite", "postgres"):
        raise typer.BadParameter(f"--database takes sqlite or postgres; found {kind!r}")
    return kind


def listed(values: list[str] | None) -> list[str]:
    """``["a,b", "c"]`` as ``["a", "b", "c"]``."""
    return [word.strip() for value in values or [] for word in value.split(",") if word.strip()]


def pairs(values: list[str] | None, option: str) -> dict[str, str]:
    """``["new=pred_b"]`` as ``{"new": "pred_b"}``; a bare column names its system too."""
    found: dict[str, str] = {}
    for value in values or []:
        system, _, column = value.partition("=")
        if not system or (not column and "=" in value) or system in found:
            form = "COLUMN=LEVEL, each column" if option == "--slice" else "SYSTEM=COLUMN, each system"
            raise typer.BadParameter(f"{option} takes {form} once; found {value!r}")
        found[system] = column or system
    return found
