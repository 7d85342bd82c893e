"""A first plan for prompts without labels: both systems are called, and a scorer says which outputs are good."""

from collections.abc import Iterator

from assay.core.errors import InputError
from assay.core.item import Column, DatasetVersion, Role
from assay.plans.draft import quoted
from assay.plans.tiers import DEFAULT_TIERS

TARGETS = ("answer", "target", "expected", "right", "solution", "reference", "ideal")
"""What columns are called that hold what a good output says."""
SEEN = (Role.TEXT, Role.OTHER)


def draft_called(
    manifest: DatasetVersion,
    *,
    name: str,
    baseline: str,
    candidate: str,
    author: str | None,
    version: str | None = None,
) -> str:
    """The text of a first plan on a dataset without a label, with comments on every choice.

    Raises
    ------
    InputError
        ``plan.same_system`` for one name twice; ``plan.no_prompt`` where no column could be a prompt.
    """
    if baseline == candidate:
        what = f"Baseline and candidate are both '{baseline}'."
        raise InputError("plan.same_system", what, "Name two systems: --baseline and --candidate.")
    target = next((each.name for word in TARGETS for each in manifest.columns if each.name.lower() == word), None)
    prompt = _prompt(manifest, target)
    slices = [each.name for each in manifest.columns if each.role in (Role.SLICE, Role.GROUP)]
    clusters = [each.name for each in manifest.columns if each.role is Role.CLUSTER]
    tier = _tier(manifest, slices)
    lines = [
        "# A first plan: a proposal, not advice. Read each line, change what does not fit, then: assay plan check",
        "assay: 1",
        f"name: {quoted(name)}",
        f"purpose: {quoted(f'Decide whether {candidate} replaces {baseline} on {manifest.name}.')}",
        tier,
        f"author: {quoted(author) if author else 'null'}",
        f"dataset: {quoted(manifest.name + (f'@{version[:12]}' if version else ''))}",
        f"cluster: {quoted(clusters[0]) if clusters else 'null'}  # items that share it are not independent",
        "systems:  # keys are bound to hosts by the operator: ASSAY_KEYS='api.openai.com=OPENAI_API_KEY'",
        *_call("baseline", baseline, prompt),
        *_call("candidate", candidate, prompt),
        *_scoring(target),
        "metrics: [pass_rate]",
        f"slices: [{', '.join(map(quoted, slices))}]",
        "checks: [duplicates, missing]",
        "budget: {minutes: 60}  # then it stops cleanly, and the same command goes on",
        "gates:",
        "  # The margin is a loss you would accept for what else the candidate gives.",
        *_gate("no worse overall", "core", "margin: 0.03"),
        *(_gate("not much worse overall", "guardrail", "margin: 0.1") if tier.startswith("tier: standard") else ()),
        *(
            _gate(f"no worse by {slices[0][:100]}", "slice", "margin: 0.1", f"by: {quoted(slices[0])}")
            if slices
            else ()
        ),
    ]
    return "\n".join(lines) + "\n"


def _prompt(manifest: DatasetVersion, target: str | None) -> str:
    """Column that a template can name and that is most likely the prompt."""
    found: list[Column] = [each for each in manifest.columns if each.role in SEEN and each.name.isidentifier()]
    ordered = sorted(found, key=lambda each: (each.name == target, each.role is not Role.TEXT, each.type != "text"))
    if not ordered or ordered[0].name == target:
        what = f"No column of {manifest.name} could be a prompt."
        raise InputError("plan.no_prompt", what, "Import it with --text COLUMN, under a name of letters and digits.")
    return ordered[0].name


def _tier(manifest: DatasetVersion, slices: list[str]) -> str:
    tier = "standard" if slices and manifest.n_items >= DEFAULT_TIERS["standard"].min_items else "low"
    return f"tier: {tier}  # low: easily undone; standard; high: can harm people"


def _call(role: str, name: str, prompt: str) -> Iterator[str]:
    yield f"  {role}:"
    yield f"    name: {quoted(name)}"
    yield "    call:"
    yield "      url: https://api.openai.com/v1  # any compatible endpoint; or see provider:"
    yield f"      model: {quoted(f'model of {name}')}"
    yield f'      prompt: "{{{{ {prompt} }}}}"  # or prompt_file: beside this plan'
    yield "      temperature: 0"


def _scoring(target: str | None) -> Iterator[str]:
    if target is None:
        yield "scoring:  # a judge says which outputs are good, corrected by people"
        yield "  judge: NAME  # or in the place of both: judge_file: judge.yaml, which assay evaluate then asks"
        yield "  question: QUESTION"
        yield '  good: "yes"'
        yield "  stages: [100, 200]"
        return
    yield "scoring:"
    yield "  scorer: normalised  # or exact, numeric:tolerance=0.01, contains, ...: assay score --help"
    yield f"  target: {quoted(target)}"


def _gate(name: str, role: str, *settings: str) -> Iterator[str]:
    yield f"  - name: {quoted(name)}"
    yield from (f"    {line}" for line in ("kind: non_inferiority", f"role: {role}", "metric: pass_rate", *settings))
