"""How many calls are in flight, how long one may take, and how long a failed one waits.

A round is the first so many calls that begin after the number at once was last changed; it is over when nine tenths of
them came back, so that a call that hangs does not keep it. Then the number shrinks by the share that was refused, at
the most by half, and grows by one, or by a thirty-second where that is more. A few refusals that come by chance so cost
little (halving for each of them would keep 64 at once at eight where 2 % are refused), and a server that bears only so
many is met within a round or two.

References
----------
Chiu and Jain (1989), Analysis of the increase and decrease algorithms, doi:10.1016/0169-7552(89)90019-6.
Alizadeh and others (2010), Data center TCP (the cut in proportion to the share), doi:10.1145/1851182.1851192.
"""

import zlib

CROWDED = frozenset(["status_429", "status_503", "status_529"])
"""Refusals for the number of calls."""
WHOLE, MOST_CUT, GROWTH = 0.9, 0.5, 1 / 32
HELD = 0.5
"""Share of a round that is refused, from which on no call begins until the server's time is over."""
FIRST_WAIT, MOST_WAIT, JITTER = 0.5, 60.0, 0.25
LEAST_PATIENCE, PATIENCE, LEARNT = 1.0, 4.0, 100


class Pace:
    """The number at once."""

    def __init__(self, most: int) -> None:
        self.most, self.allowed = most, float(most)
        self.held_until = 0.0
        self._begun, self._first, self._n, self._refused, self._holds = 0, 0, 0, 0, 0

    def begin(self) -> int:
        """A call begins; its number."""
        self._begun += 1
        return self._begun - 1

    def ended(self, number: int, now: float, *, refused: bool, wait: float | None = None) -> None:
        """The call of that number came back; ``wait`` is what the server asked for."""
        size = int(self.allowed)
        if not self._first <= number < self._first + size:
            return
        self._n, self._refused = self._n + 1, self._refused + refused
        if self._n < size * WHOLE:
            return
        share = self._refused / self._n
        self._hold(share, now, wait)
        shrunk = max(1.0, self.allowed * (1.0 - min(share, MOST_CUT)))
        self.allowed = min(float(self.most), shrunk + (0.0 if share >= HELD else max(1.0, shrunk * GROWTH)))
        self._first, self._n, self._refused = self._begun, 0, 0

    def _hold(self, share: float, now: float, wait: float | None) -> None:
        """Where most of a round was refused, wait as the server asks, or twice as long each time."""
        if share < HELD:
            self._holds = 0
            return
        own = min(MOST_WAIT, FIRST_WAIT * 2.0**self._holds)
        self._holds = min(self._holds + 1, 10)
        self.held_until = now + (own if wait is None else max(wait, min(own, 1.0)))


class Patience:
    """How long a try may take: as long as was allowed, or, once a hundred answers are known, four times the longest of
    late ones, and a second at the least. Each further try of a prompt that was cut off so may take four times as long
    as the one before, so that one which needs long gets it.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds, self._longest, self._n = seconds, 0.0, 0

    def answered(self, seconds: float) -> None:
        """An answer took so long."""
        self._n += 1
        self._longest = max(seconds, self._longest * 0.999)

    def limit(self, cuts: int = 0) -> float:
        """Seconds for a try of a prompt that was cut off so often."""
        if self._n < LEARNT:
            return self.seconds
        return min(self.seconds, max(LEAST_PATIENCE, PATIENCE * self._longest) * PATIENCE**cuts)


def wait_before(key: str, tried: int, asked: float | None) -> float:
    """Seconds to the next try: as the server asks and up to a quarter more, else twice as long each time less up to
    half; the part is of the key and the try, so that prompts do not come back together."""
    share = zlib.crc32(f"{key}:{tried}".encode()) / 2**32
    if asked is not None:
        return asked * (1.0 + JITTER * share)
    return min(MOST_WAIT, FIRST_WAIT * 2.0 ** min(tried, 10)) * (0.5 + share / 2)


def most_tries(why: str, tries: int) -> int:
    """Tries that a prompt is worth after a failure of this kind: refusals for their number three times as many, since
    they are not the prompt's; what is misshapen at most two, since it comes back so."""
    if why in CROWDED:
        return 1 + (tries - 1) * 3
    return min(tries, 2) if why == "shape" else tries
