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
    """Money and tokens of a run so far.

    A call begins only where the budget bears what it may cost at most beside all that are in flight. Of an answer
    without a bound that is what the longest one so far cost; so the first call of a budget goes alone.
    """

    def __init__(self, prices: Prices, budget: float | None, most_written: int | None, *, spent: float) -> None:
        self.prices, self.budget, self._most = prices, budget, most_written
        self.spent, self._reserved = spent, 0.0
        self.n_uncounted = 0
        self._written, self._n = 0.0, 0
        self._longest, self._a_character, self._has_ended = 0.0, 1 / CHARACTERS_A_TOKEN, False

    def expected(self, characters: int) -> tuple[float, float]:
        """Tokens that a call will read and write, as far as one can say before it."""
        mean = self._written / self._n if self._n else float(min(self._most or FIRST_WRITTEN, FIRST_WRITTEN))
        return characters / CHARACTERS_A_TOKEN, mean

    def at_most(self, characters: int) -> float:
        """What a call may cost, as far as one can say before it: with the most tokens that its answer may have."""
        written = float(self._most) if self._most is not None else self._longest or FIRST_WRITTEN
        return self.prices.cost(characters * self._a_character, written)

    def allows(self, cost: float) -> bool:
        """Whether a call that may cost so much may begin: what was spent and what is in flight count."""
        if self.budget is None:
            return True
        is_known = self._has_ended or not self._reserved
        return is_known and self.spent + self._reserved + cost <= self.budget

    def begin(self, cost: float) -> None:
        """A call that may cost so much is in flight."""
        self._reserved += cost

    def end(self, cost: float) -> None:
        """It is not any more."""
        self._reserved, self._has_ended = max(0.0, self._reserved - cost), True

    def used(self, read: int | None, written: int | None, *, characters: tuple[int, int]) -> tuple[float, float]:
        """Count what an answer used; where the server does not count, its lengths are taken. Tokens read, written."""
        if read is None or written is None:
            self.n_uncounted += 1
        found = [
            float(n) if n is not None else length / CHARACTERS_A_TOKEN
            for n, length in zip((read, written), characters, strict=True)
        ]
        self._written, self._n = self._written + found[1], self._n + 1
        self._longest = max(self._longest, found[1])
        if characters[0]:
            self._a_character = max(self._a_character, found[0] / characters[0])
        self.spent += self.prices.cost(*found)
        return found[0], found[1]
