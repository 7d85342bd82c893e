"""What people hold to be right: the majority's answer to each item, by the one computation of consensus."""

import pyarrow as pa

from assay.metrics.consensus import find_consensus, items_table
from assay.metrics.long_facts import long_facts


def majority(votes: pa.Table) -> dict[str, str]:
    """The majority's answer to each item; none where it is tied. A person who answered twice counts once.

    ``votes`` has the columns ``item``, ``judge`` and ``answer``; an answer may be missing.
    """
    if votes["answer"].null_count == votes.num_rows:
        return {}
    facts = long_facts(votes, item=["item"], judge=["judge"], answer="answer")
    rows = items_table(find_consensus(facts, "majority", {}))
    known = zip(rows["item"].to_pylist(), rows["answer"].to_pylist(), strict=True)
    return {str(item): str(answer) for item, answer in known if answer is not None}
