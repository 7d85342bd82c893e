"""Why a number or its interval is absent: stable words, kept as small codes in arrays."""

from enum import IntEnum


class Reason(IntEnum):
    """A reason as a code; `word` is what records carry."""

    NONE = 0
    """Nothing is absent."""
    NO_ITEMS = 1
    """The slice has no judged item."""
    SINGLE_CLASS = 2
    """All items of the slice are of one class, and the metric needs two."""
    NO_POSITIVES = 3
    """No item of the slice is (or, for F, is held to be) of the positive class."""
    NO_NEGATIVES = 4
    """No item of the slice is of another class than the positive one."""
    NEVER_PREDICTED = 5
    """The system never answered the positive class here."""
    CLASS_NEVER_PREDICTED = 6
    """A class of the slice was never answered, so its precision is undefined."""
    CLASS_WITHOUT_ITEMS = 7
    """A class was answered that no item of the slice has, so its recall is undefined."""
    SINGLE_PREDICTION = 8
    """The system gave one and the same answer throughout."""
    NO_PREDICTION = 9
    """The system gave no classes at all."""
    NO_SCORE = 10
    """The system gave no scores at all."""
    NEEDS_CLASS_SCORES = 11
    """With more than two classes the metric needs a score for each class; there is one score column."""
    ONE_CLUSTER = 12
    """All that the value rests on is in one cluster: no interval."""
    TOO_FEW_ITEMS = 13
    """The value rests on fewer than two items: no interval."""
    NO_VARIATION = 14
    """The items do not vary, and the metric has no upper end that could bound it: no interval."""
    NOT_PAIRED = 15
    """One of the two values is undefined: no difference."""
    PICKED_BY_HAND = 16
    """Somebody chose the items, so nothing is known of the others: no interval."""
    OUT_OF_ORDER = 17
    """A sample was answered out of its random order, so no probability is known: no interval."""
    STRATUM_UNANSWERED = 18
    """A stratum of the sample has no answer, so nothing is known of it: no interval."""

    @property
    def word(self) -> str | None:
        """Lower-case word of the reason, None for `NONE`."""
        return self.name.lower() if self else None


WORDS: tuple[str | None, ...] = tuple(reason.word for reason in Reason)
"""Word of each code."""
