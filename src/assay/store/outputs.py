"""Recorded answers of a system, appended as judgment segments; the same answers again are the same entries."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import pyarrow as pa

from assay.core.judgment import Judge, JudgeKind, Status
from assay.core.layout import LATER
from assay.core.ports import Progress
from assay.store.answers import AnswersOf
from assay.store.judgments import JUDGMENT_SEGMENT, filled_table

if TYPE_CHECKING:
    from assay.store.open import Store

Column: TypeAlias = Any
"""An Arrow column (``pyarrow.ChunkedArray``)."""
LABEL_QUESTION, SCORE_QUESTION, TEXT_QUESTION = "label", "score", "output"
MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Outputs:
    """Recorded answers of one system on the items of one dataset version, as a document keeps them."""

    dataset: str
    """Dataset version whose items were answered."""
    system: str
    """Name of the system; also the id of the judge."""
    judge_version: str
    """Content hash of the recording."""
    run: str
    """Run that the judgments carry."""
    file: str
    """Base name of the file they came from."""
    has_labels: bool
    """Whether it answers from the menu."""
    has_scores: bool
    """Whether it gives the probability of the positive class."""
    attempts: int = field(default=1, metadata=LATER)
    """How often each item was asked."""
    output_set: str | None = field(default=None, metadata=LATER)
    """Dataset version of the items that its texts became; None where it answered from the menu alone."""
    judge: str | None = field(default=None, metadata=LATER)
    """Judge whose verdicts say which of those are good; None where its own answers count."""
    verdicts: str | None = field(default=None, metadata=LATER)
    """Version of that judge; None takes every version."""
    question: str | None = field(default=None, metadata=LATER)
    """Question that the judge answered."""

    def wanted(self, attempt: int = 1) -> AnswersOf:
        """Which judgments these are."""
        return AnswersOf(
            self.system,
            self.system,
            self.judge_version,
            self.run,
            LABEL_QUESTION if self.has_labels else None,
            SCORE_QUESTION if self.has_scores else None,
            attempt,
            self.output_set is not None,
        )


def append_outputs(
    store: "Store",
    outputs: Outputs,
    *,
    items: Column,
    item_hashes: Column,
    labels: Column | None,
    scores: Column | None,
    texts: Column | None = None,
    statuses: Column | None = None,
    attempts: Column | None = None,
    actor: str,
    now: str,
    progress: Progress | None = None,
) -> None:
    """Append one judgment an item and question, in segments; taken up again where an interrupted run stopped.

    Arrays are aligned by row; a null answer is the status ``failed``, or what ``statuses`` says.
    """
    judge = Judge(outputs.system, JudgeKind.SYSTEM, outputs.judge_version)
    store.ledger.append("judge", [judge], id=f"judge:{judge.id}:{judge.version}", actor=actor, now=now)
    answers = [(LABEL_QUESTION, "label", labels), (SCORE_QUESTION, "number", scores), (TEXT_QUESTION, "text", texts)]
    given = [(question, column, values) for question, column, values in answers if values is not None]
    total, done = len(items) * len(given), 0
    for question, column, values in given:
        for start in range(0, len(items), MOST_ROWS):
            part = slice(start, start + MOST_ROWS)
            table = _segment(
                outputs,
                question,
                column,
                items=items[part],
                item_hashes=item_hashes[part],
                values=values[part],
                status=Status.FAILED.value if statuses is None else statuses[part],
                attempt=1 if attempts is None else attempts[part],
            )
            name = f"outputs:{outputs.run}:{question}:{start}"
            store.ledger.append_segment("judgment", table, id=name, actor=actor, now=now)
            done += table.num_rows
            if progress:
                progress(done, total, f"judgments of {outputs.system}")


def _segment(
    outputs: Outputs,
    question: str,
    column: str,
    *,
    items: Column,
    item_hashes: Column,
    values: Column,
    status: Any,
    attempt: Any,
) -> pa.Table:
    import pyarrow.compute as pc

    status = pc.if_else(pc.is_valid(values), Status.GIVEN.value, status)
    columns: dict[str, Any] = {
        "item": items,
        "item_hash": item_hashes,
        "question": question,
        "judge": outputs.system,
        "judge_version": outputs.judge_version,
        "status": status,
        column: values,
        "attempt": attempt,
        "run": outputs.run,
        "recorded_at": "",
    }
    return filled_table(JUDGMENT_SEGMENT, len(items), columns)
