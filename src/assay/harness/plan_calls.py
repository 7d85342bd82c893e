"""What is wrong with how a plan calls its systems and scores what they say, before anything is called."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assay.core.errors import AssayError, PlanError, Problem, did_you_mean
from assay.core.plan import Call, Plan, Scoring, SystemSpec
from assay.harness.plan_files import Beside, means_of
from assay.harness.providers.named import make_provider
from assay.harness.scorers.named import needs_target, scorer
from assay.harness.systems import endpoint_of


def check_calls(plan: Plan, columns: Sequence[str], *, files: Beside, file: str, allow_code: bool = False) -> None:
    """Nothing for a plan whose systems can be called.

    Parameters
    ----------
    columns : columns that a prompt may name; the targets of the plan are none of them
    files, file : what is beside the plan, and its own name

    Raises
    ------
    PlanError
        With every template, file, column, provider and scorer that cannot be used.
    """
    seen = [each for each in columns if each not in plan.targets]
    problems = [each for spec in (plan.baseline, plan.candidate) for each in _of_system(spec, seen, files, allow_code)]
    problems += _of_scoring(plan.scoring) if plan.scoring is not None else ()
    if problems:
        raise PlanError.gather(each if each.file else replace(each, file=file) for each in problems)


def _of_system(spec: SystemSpec, columns: Sequence[str], files: Beside, allow_code: bool) -> Iterator[Problem]:
    call = spec.call
    if call is None:
        return
    tools: tuple[Mapping[str, Any], ...] = ()
    try:
        means = means_of(call, files)
    except AssayError as error:
        yield from _at(call, error)
    else:
        tools = means.tools
        for name in sorted(means.wording.columns() - set(columns)):
            what = f"The prompt of '{spec.name}' names '{name}', which is no column that a prompt may see."
            yield Problem("prompt.column", what, did_you_mean(name, columns), line=call.line)
    try:
        make_provider(call.provider, endpoint_of(call, None, tools=tools), allow_code=allow_code)
    except AssayError as error:
        yield from _at(call, error)


def _at(call: Call, error: AssayError) -> Iterator[Problem]:
    """Problems without a file of their own are those of the call."""
    return (each if each.file else replace(each, line=call.line) for each in error.problems)


def _of_scoring(scoring: Scoring) -> Iterator[Problem]:
    if scoring.scorer is None:
        return
    try:
        scorer(scoring.scorer)
    except AssayError as error:
        yield from error.problems
        return
    if needs_target(scoring.scorer) and scoring.target is None:
        what = f"'{scoring.scorer}' compares an output with its target, and the plan names no column of targets."
        yield Problem("scorer.target", what, "Add 'target: COLUMN' to 'scoring'.")
