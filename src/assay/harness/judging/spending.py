"""What calls cost: tokens as the server counts them, at the prices of the judge's file."""

from collections.abc import Mapping, Sequence
from typing import Any

from assay.core.figures import minor_digits
from assay.harness.judging.judge_spec import Prices

MILLION = 1_000_000


def cost_of(prices: Prices | None, record: Mapping[str, Any]) -> float | None:
    """What a call cost in the smallest unit; None without prices or counts, and where nothing was answered."""
    read, written = record.get("tokens_in"), record.get("tokens_out")
    if prices is None or read is None or written is None:
        return None
    return float(read * prices.read + written * prices.written) / MILLION * minor_units(prices.currency)


def minor_units(currency: str) -> int:
    """How many of the smallest unit one of a currency is."""
    return int(10 ** minor_digits(currency))


def whole_costs(costs: Sequence[float | None]) -> list[int | None]:
    """Costs in whole smallest units that add up to the sum, though most calls cost less than one."""
    found: list[int | None] = []
    total, told = 0.0, 0
    for cost in costs:
        if cost is None:
            found.append(None)
            continue
        total += cost
        found.append(round(total) - told)
        told = round(total)
    return found
