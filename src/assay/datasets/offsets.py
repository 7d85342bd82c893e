"""Places in a text: characters (code points), as Python counts them, or UTF-16 units, as JavaScript does."""

import numpy as np

from assay.core.exchange import UTF_16

LAST_OF_ONE_UNIT = "\uffff"


class Places:
    """Places in one text, from one count to the other; they differ behind each emoji and rare ideograph."""

    def __init__(self, text: str) -> None:
        long = [] if text.isascii() else [at for at, each in enumerate(text) if each > LAST_OF_ONE_UNIT]
        self._points = np.array(long, np.int64)
        """Code points before each character of two units."""
        self._units = self._points + np.arange(len(long))
        """Units before it."""

    def code_points(self, units: int) -> int | None:
        """The place in code points; None in the middle of a character.

        Examples
        --------
        >>> Places("😀 Rome").code_points(3), Places("😀 Rome").code_points(1)
        (2, None)
        """
        before = int(np.searchsorted(self._units, units))
        if before and self._units[before - 1] == units - 1:
            return None
        return units - before

    def units(self, code_points: int) -> int:
        """The place in UTF-16 units.

        Examples
        --------
        >>> Places("😀 Rome").units(2)
        3
        """
        return code_points + int(np.searchsorted(self._points, code_points))


def passage(places: Places, start: int, end: int, *, offsets: str) -> tuple[int, int]:
    """A passage in code points; an end in the middle of a character is no place, and comes out as -1."""
    if offsets != UTF_16:
        return start, end
    first, last = places.code_points(start), places.code_points(end)
    return -1 if first is None else first, -1 if last is None else last
