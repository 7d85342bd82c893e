"""What is wrong with how a plan calls its systems and scores what they say, before anything is called."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assay.core.errors import AssayError, PlanError, Problem, did_you_mean
from assay.core.plan import Plan, Scoring, SystemSpec
from assay.harness.prompts import Template
from assay.harness.providers.named import make_provider
from assay.harness.scorers.named import needs_target, scorer
from assay.harness.systems import endpoint_of


def check_calls(plan: Plan, columns: Sequence[str], *, file: str, allow_code: bool = False) -> None:
    """Nothing for a plan whose systems can be called; ``columns`` are those that a prompt may name.

    Raises
    ------
    PlanError
        With every template, column, provider and scorer that cannot be used.
    """
    problems = [each for spec in (plan.baseline, plan.candidate) for each in _of_system(spec, columns, allow_code)]
    problems += _of_scoring(plan.scoring) if plan.scoring is not None else ()
    if problems:
        raise PlanError.gather(replace(each, file=file) for each in problems)


def _of_system(spec: SystemSpec, columns: Sequence[str], allow_code: bool) -> Iterator[Problem]:
    if spec.call is None:
        return
    try:
        Template(spec.call.prompt)
    except AssayError as error:
        yield from error.problems
    else:
        for name in sorted(_names(spec.call.prompt) - set(columns)):
            what = f"The prompt of '{spec.name}' names '{name}', which is no column that a prompt may see."
            yield Problem("prompt.column", what, did_you_mean(name, columns))
    try:
        make_provider(spec.call.provider, endpoint_of(spec.call, None), allow_code=allow_code)
    except AssayError as error:
        yield from error.problems


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


def _names(template: str) -> set[str]:
    """Names that a template takes from its row."""
    from jinja2.defaults import DEFAULT_NAMESPACE
    from jinja2.meta import find_undeclared_variables
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    parsed = ImmutableSandboxedEnvironment().parse(template)
    return set(find_undeclared_variables(parsed)) - set(DEFAULT_NAMESPACE)
