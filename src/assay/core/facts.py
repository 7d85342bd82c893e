"""The facts contract: the table a metric sees, one row an item, as of one ledger position.

The store makes it as Arrow, `assay.metrics.facts` turns it into arrays; these names are all they share.
Slice, group, cluster and weight columns keep the names of the dataset. Where the reference is soft, an item has one
row for each answer that can be right.
"""

ITEM = "__item"
"""text: external id."""
REFERENCE = "__reference"
"""text: the answer held to be right; null where there is none."""


SHARE = "__share"
"""number: for a soft reference, how likely the row's reference is right; an item then has a row for each answer."""


GOOD, BAD = "good", "not good"
"""What a verdict on an output says; the reference of every output is that it is good."""


def answer_column(system: str) -> str:
    """Column of a system's answer from the menu (text; null where its status is not ``given``)."""
    return f"__answer:{system}"


def score_column(system: str) -> str:
    """Column of a system's probability of the positive class (number)."""
    return f"__score:{system}"


def people_column(system: str) -> str:
    """Column of what people said of a system's output, where a machine judge says it everywhere; null where they were
    not asked.
    """
    return f"__people:{system}"


def status_column(system: str) -> str:
    """Column of why a called system has no answer (text; null where it has one, or was never asked)."""
    return f"__status:{system}"


CHANCE = "__chance"
"""number: where people judge a sample, the probability with which the item was drawn; null where it was not."""
STRATUM = "__stratum"
"""text: the stratum of a drawn item."""
PLACE = "__place"
"""number: place of a drawn item in the random order."""


def output_column(system: str) -> str:
    """Column of the id of a system's output as an item (text; null where it said nothing)."""
    return f"__output:{system}"


def silent_column(system: str) -> str:
    """Column of whether the judge gave no answer on a system's output (true or false), in whose place its answer is
    not good.
    """
    return f"__silent:{system}"
