"""What a run costs: prices of tokens, what was spent, and whether another call is within the budget."""

from dataclasses import dataclass

CHARACTERS_A_TOKEN = 4
"""Where a server does not count: tokens are taken to be so long."""
FIRST_WRITTEN = 256
"""Tokens that an answer is taken to have before one was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Of a million tokens, in the currency of the budget."""

    read: float = 0.0
    """Tokens of prompts."""
    written: float = 0.0
    """Tokens of answers."""

    def cost(self, read: float, written: float) -> float:
        """Of so many tokens."""
        return (read * self.read + written * self.written) / 1_000_000


class Spending:
    """Money and tokens of a run so far."""

    def __init__(self, prices: Prices, budget: float | None, most_written: int | None, *, spent: float) -> None:
        self.prices, self.budget, self._most = prices, budget, most_written
        self.spent, self._reserved = spent, 0.0
        self.n_uncounted = 0
        self._written, self._n = 0.0, 0

    def expected(self, characters: int) -> tuple[float, float]:
        """Tokens that a call will read and write, as far as one can say before it."""
        mean = self._written / self._n if self._n else float(min(self._most or FIRST_WRITTEN, FIRST_WRITTEN))
        return characters / CHARACTERS_A_TOKEN, mean

    def allows(self, cost: float) -> bool:
        """Whether a call of an expected cost may begin: what was spent and what is in flight count."""
        return self.budget is None or self.spent + self._reserved + cost <= self.budget

    def begin(self, cost: float) -> None:
        """A call of an expected cost is in flight."""
        self._reserved += cost

    def end(self, cost: float) -> None:
        """It is not any more."""
        self._reserved = max(0.0, self._reserved - cost)

    def used(self, read: int | None, written: int | None, *, characters: tuple[int, int]) -> tuple[float, float]:
        """Count what an answer used; where the server does not count, its lengths are taken. Tokens read, written."""
        if read is None or written is None:
            self.n_uncounted += 1
        found = [
            float(n) if n is not None else length / CHARACTERS_A_TOKEN
            for n, length in zip((read, written), characters, strict=True)
        ]
        self._written, self._n = self._written + found[1], self._n + 1
        self.spent += self.prices.cost(*found)
        return found[0], found[1]
