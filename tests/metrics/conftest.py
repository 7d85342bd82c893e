"""Small tables with known structure to measure on."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from assay.metrics.facts import Facts, facts_from_table
from assay.metrics.slices import parse_by


class Tables:
    """Makes tables and facts."""

    def clustered(self, n: int = 300, *, seed: int = 3) -> pa.Table:
        """Two systems on items of clusters whose items resemble each other."""
        random = np.random.default_rng(seed)
        cluster = random.integers(0, max(n // 6, 1), n)
        shift = random.normal(0, 0.8, n)[cluster]
        signal = shift + random.normal(0, 1, n)
        score = 1 / (1 + np.exp(-1.2 * signal))
        other = 1 / (1 + np.exp(-(0.8 * signal + random.normal(0, 0.7, n))))
        return pa.table(
            {
                "item": [f"i{number}" for number in range(n)],
                "y": (random.random(n) < 1 / (1 + np.exp(-1.5 * signal))).astype(np.int8),
                "p": (score > 0.5).astype(np.int8),
                "s": np.round(score, 2),
                "p2": (other > 0.5).astype(np.int8),
                "s2": np.round(other, 2),
                "c": [f"c{number}" for number in cluster],
                "w": random.uniform(0.5, 3.0, n),
                "g": random.choice(["x", "y", "z"], n),
                "h": random.integers(0, 4, n),
                "age": random.integers(18, 80, n),
            }
        )

    def facts(self, data: pa.Table | Mapping[str, Any], **options: Any) -> Facts:
        """Facts of system ``new`` (p, s), and of ``old`` (p2, s2) where the table has it."""
        table = data if isinstance(data, pa.Table) else pa.table(dict(data))
        has = set(table.column_names)
        found = {"new": ("p" if "p" in has else None, "s" if "s" in has else None)}
        if "p2" in has or "s2" in has:
            found["old"] = ("p2" if "p2" in has else None, "s2" if "s2" in has else None)
        options = {"label": "y", "systems": found, **options}
        options["by"] = [parse_by(each) if isinstance(each, str) else each for each in options.get("by", ())]
        return facts_from_table(table, **options)


@pytest.fixture(scope="session")
def make() -> Tables:
    return Tables()


@pytest.fixture(scope="session")
def facts(make: Tables) -> Callable[..., Facts]:
    """Facts of a small table, by column name."""
    return make.facts
