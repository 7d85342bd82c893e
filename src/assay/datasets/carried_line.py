"""One line of another tool's file as a judgment: the ending that tools of one answer a line share."""

from collections.abc import Mapping
from typing import Any, Protocol

from assay.core.exchange import Carried
from assay.core.judgment import JudgeKind, Status
from assay.datasets.told import LeftOut


class Said(Protocol):
    """What one line says on one question."""

    @property
    def item(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def question(self) -> str: ...
    @property
    def told(self) -> Mapping[str, Any]: ...
    @property
    def answer(self) -> Any: ...


def carried_line(said: Said, judge: str, *, status: Status, left: LeftOut, at: Any) -> Carried:
    """The judgment of a line; who judged is a labeler unless the line says another kind.

    ``at`` is when, as the tool wrote it. What cannot be read beside the answer is counted in ``left``.
    """
    told = said.told
    kind = next((each for each in JudgeKind if each.value == told.get("kind")), JudgeKind.LABELER)
    return Carried(
        said.item,
        said.question,
        judge,
        kind,
        status,
        said.answer if status is Status.GIVEN else None,
        said.line,
        left.share(_number(told.get("confidence")), "confidences"),
        left.seconds(_number(told.get("seconds")), "seconds"),
        left.time(at, "times"),
    )


def _number(told: Any) -> Any:
    """A number that we wrote as a text; nothing for an empty one."""
    try:
        return None if told == "" else float(told) if isinstance(told, str) else told
    except ValueError:
        return told
