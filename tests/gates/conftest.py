"""Small records to try gates on."""

from collections.abc import Sequence
from typing import Any

import pytest

from assay.core.estimate import Comparison, Estimate, MethodCard, Rule, Spread
from assay.core.plan import Gate, GateKind, GateRole, Plan, SystemSpec
from assay.core.slices import SliceKey, SliceSpec
from assay.core.verdict import Outcome, Verdict
from assay.metrics.limits import limits

CARD = MethodCard("accuracy", "Share of right answers.", "Wilson", "Independent items.")


class Make:
    """Makes records with the fields a test cares about."""

    def gate(self, name: str = "gate", kind: GateKind = GateKind.THRESHOLD, **fields: Any) -> Gate:
        fields = {"role": GateRole.CORE, "metric": "accuracy", **fields}
        if isinstance(fields.get("by"), str):
            fields["by"] = SliceSpec((fields["by"],))
        return Gate(name, kind, **fields)

    def plan(self, *gates: Gate, **fields: Any) -> Plan:
        systems = SystemSpec("old"), SystemSpec("new")
        return Plan("p", "why", "low", "d", *systems, ("accuracy",), gates, **fields)

    def share(self, value: float, n: int = 1000, key: SliceKey = (), **fields: Any) -> Estimate:
        """An estimate of a share of independent items, by Wilson."""
        spread = Spread(Rule.WILSON, (value * (1 - value) / n) ** 0.5, float(n))
        return self.estimate(value, spread, n, key, **fields)

    def normal(self, value: float, error: float, n: int = 1000, key: SliceKey = (), **fields: Any) -> Estimate:
        """An estimate with a normal interval."""
        spread = Spread(Rule.STUDENT, error, float(n), None, -100.0, 100.0)
        return self.estimate(value, spread, n, key, **fields)

    def estimate(self, value: float | None, spread: Spread, n: int, key: SliceKey = (), **fields: Any) -> Estimate:
        fields = {"metric": "accuracy", "system": "new", "level": 0.95, "reason": None, **fields}
        interval = None if value is None else limits(value, spread, (1 - fields["level"]) / 2)
        if fields.pop("bare", False):
            interval = None
        return Estimate(
            slice=key,
            value=value,
            interval=interval,
            n=n,
            n_effective=spread.n_units,
            spread=spread,
            method=CARD,
            **fields,
        )

    def difference(
        self, value: float | None, error: float, n: int = 1000, key: SliceKey = (), **fields: Any
    ) -> Comparison:
        """A comparison with a normal interval."""
        fields = {"metric": "accuracy", "higher_is_better": True, "reason": None, **fields}
        spread = fields.pop("spread", Spread(Rule.STUDENT, error, float(n), None, -100.0, 100.0))
        metric = fields["metric"]
        return Comparison(
            slice=key,
            baseline=self.share(0.5, n, key, metric=metric, system="old"),
            candidate=self.share(0.5, n, key, metric=metric),
            difference=value,
            interval=None if value is None else limits(value, spread, 0.025),
            level=0.95,
            n=n,
            n_effective=float(n),
            spread=spread,
            method=CARD,
            **fields,
        )

    def verdict(
        self, outcome: Outcome = Outcome.PASS, role: GateRole = GateRole.CORE, gate: str = "gate", **fields: Any
    ) -> Verdict:
        fields = {"kind": GateKind.THRESHOLD, "why": f"Accuracy says {outcome.value}.", **fields}
        return Verdict(gate=gate, role=role, outcome=outcome, **fields)

    def many(self, *outcomes: Outcome) -> Sequence[Verdict]:
        return [self.verdict(outcome, gate=f"g{index}") for index, outcome in enumerate(outcomes)]


@pytest.fixture(scope="session")
def make() -> Make:
    return Make()
