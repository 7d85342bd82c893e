"""``assay safety``: how often a policy holds, clause by clause and attack by attack."""

from pathlib import Path
from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)
Column = str | None


@app.command()
def safety(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, JSONL or Parquet with one row a prompt, or a try of one.")],
    *,
    at_most: Annotated[float, typer.Option(help="Share of failures that is to be held, above 0 and below 1.")],
    output: Annotated[
        Column, typer.Option(help="Column of what the system said; a refusal is looked for in it.")
    ] = None,
    passes: Annotated[
        Column, typer.Option(help="Column of whether the policy held; without it, a refusal holds.")
    ] = None,
    refused: Annotated[Column, typer.Option(help="Column of whether the system refused.")] = None,
    should: Annotated[Column, typer.Option(help="Column of what was due: refuse or answer.")] = None,
    clause: Annotated[Column, typer.Option(help="Column of the clause of the policy.")] = None,
    attack: Annotated[Column, typer.Option(help="Column of the attack.")] = None,
    severity: Annotated[Column, typer.Option(help="Column of the severity of a failure.")] = None,
    weights: Annotated[Column, typer.Option(help="Weights of words of severity: minor=1,major=5,critical=25.")] = None,
    prompt: Annotated[Column, typer.Option(help="Column of the prompt, where it was tried several times.")] = None,
    confidence: Annotated[float, typer.Option(help="How often a bound must be right, one-sided.")] = 0.95,
    together: Annotated[
        bool, typer.Option("--together", help="All bounds hold together at the confidence, not each alone.")
    ] = False,
    level: options.Level = 0.95,
    json: options.Json = False,
) -> None:
    """How often a policy holds, with exact bounds for each clause, each attack and both; refusal beside over-refusal.

    Example: assay safety red_team.csv --output said --should due --clause clause --attack attack --at-most 0.05
    """
    from assay.cli.show import show
    from assay.reports.safety import safety_json, safety_summary
    from assay.workflows.safety import safety as find

    found = find(
        file,
        at_most=at_most,
        output=output,
        passes=passes,
        refused=refused,
        should=should,
        clause=clause,
        attack=attack,
        severity=severity,
        weights=_numbers(weights),
        prompt=prompt,
        confidence=confidence,
        together=together,
        level=level,
    )
    show(safety_json(found) if json else safety_summary(found))


def _numbers(text: str | None) -> dict[str, float]:
    """``minor=1,major=5`` as numbers by word."""
    found: dict[str, float] = {}
    for part in (text or "").split(","):
        word, sign, number = part.partition("=")
        if not part.strip():
            continue
        try:
            found[word.strip()] = float(number if sign else "none")
        except ValueError:
            raise typer.BadParameter(f"--weights takes WORD=NUMBER with commas; found {part!r}") from None
    return found
