"""One item on a terminal, as a labeler sees it: what is to be judged, the question, the keys."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from assay.core.figures import count, number
from assay.core.question import LEFT, RIGHT
from assay.core.safe_text import escape_unseen, neutral, shell_word
from assay.reports.guidelines import tree_lines
from assay.reports.skills import nothing_words
from assay.reports.terminal import safe
from assay.reports.words import DASH, plural

MOST_CHARACTERS, MOST_LINES = 20_000, 400
LONGEST = 2_000
LONGEST_ANSWER = 100
COMMANDS = {"s": "skip", "u": "undo", "?": "rules", "!": "flag a rule", "+": "comment", "q": "leave"}


def item_screen(
    head: str, parts: Iterable[tuple[str, str]], question: Any, keys: Sequence[Any], hint: str, *, mark: str = ""
) -> RenderableType:
    """What a labeler needs for one item: where he is, the texts of the item, what is asked, and what to type.

    Parameters
    ----------
    parts : name and text of each part of the item
    keys : key and what it says, in the order of the menu
    mark : what stands before a command
    """
    shown: list[RenderableType] = [Rule(safe(head, most=LONGEST), align="left", style="dim")]
    for name, text in parts:
        shown += [Text(neutral(name), "dim"), Padding(item_text(text), (0, 0, 1, 2))]
    shown += _asked(question, keys)
    commands = ", ".join(f"{mark}{key} {does}" for key, does in COMMANDS.items())
    return Group(*shown, Text(f"{hint} {commands}", "dim"))


def question_screen(question: Any, keys: Sequence[Any], hint: str) -> RenderableType:
    """Another question of the same item: what is asked, and what to type."""
    return Group(*_asked(question, keys), Text(hint, "dim"))


def _asked(question: Any, keys: Sequence[Any]) -> list[RenderableType]:
    shown: list[RenderableType] = [Text(neutral(question.asks, most=LONGEST), "bold")]
    if keys:
        cells = [Text.assemble((each.key, "bold"), "  ", neutral(each.says)) for each in keys]
        shown.append(Padding(Columns(cells, padding=(0, 4)), (0, 0, 0, 2)))
    return shown


def suggestion_line(answer: str, key: str) -> Text:
    """What a machine suggests, and the key that accepts it."""
    return Text.assemble(
        "A machine suggests ", (neutral(answer), "bold"), "; it may be wrong. ", (key, "bold"), " accepts it."
    )


def item_text(text: str) -> Text:
    """A text of an item line by line, hostile characters made visible; a very long one is cut and says so."""
    lines = text[:MOST_CHARACTERS].replace("\r\n", "\n").split("\n")
    shown = "\n".join(escape_unseen(line.replace("\t", "    ")) for line in lines[:MOST_LINES])
    is_cut = len(text) > MOST_CHARACTERS or len(lines) > MOST_LINES
    note = f"\n… ({count(len(text))} characters; the rest is not shown here)" if is_cut else ""
    return Text.assemble(shown, (note, "dim"), overflow="fold")


def rules_shown(guideline: Any, number: str) -> RenderableType:
    """The rules in force, or the one of a number."""
    if guideline is None:
        return safe("This question has no guideline.")
    rules = [rule for rule in guideline.rules if number in ("", rule.number)]
    if not rules:
        known = ", ".join(rule.number for rule in guideline.rules)
        return safe(f"The guideline has no rule '{neutral(number, most=60)}'. Known: {known}.", most=LONGEST)
    parts: list[RenderableType] = []
    for rule in rules:
        parts += [
            Text(f"{rule.number}. {neutral(rule.title)}", "bold"),
            Padding(item_text(rule.text.strip()), (0, 0, 1, 2)),
        ]
    return Group(*parts, *(tree_lines(guideline.tree) if not number else ()))


def work_json(queue: str, judge: str, done: Any) -> dict[str, Any]:
    """``{"work": {"queue", "judge", "n_kept", "n_late", "n_corrected", "n_skipped", "n_flagged", ..., "why"}}``."""
    why = None if done.why is None else {"reason": done.why.why.value, "n": done.why.n, "skills": list(done.why.skills)}
    return {"work": {"queue": queue, "judge": judge, **done._asdict(), "why": why}}


def work_summary(queue: str, judge: str, done: Any) -> RenderableType:
    """What is kept of a sitting, and how to go on."""
    told = [
        f"{plural(count(done.n_kept), 'answer')} kept",
        *([f"{count(done.n_late)} of them late"] if done.n_late else []),
        *([f"{count(done.n_corrected)} corrected"] if done.n_corrected else []),
        *([f"{count(done.n_skipped)} skipped"] if done.n_skipped else []),
        *([f"{count(done.n_flagged)} flagged"] if done.n_flagged else []),
    ]
    again = f"assay work {shell_word(queue)} --judge {shell_word(judge)}"
    rest = nothing_words(done.why) or (
        f"Nothing is left for {judge} in '{queue}' now."
        if done.finished
        else f"The item that was shown is free again. To go on: {again}"
    )
    left = f" {plural(count(done.n_left_over), 'line')} were left over." if done.n_left_over else ""
    return Group(safe(f"{', '.join(told)}.{left}", most=LONGEST), safe(rest, most=LONGEST))


def answer_words(judgment: Any) -> str:
    """An answer as the labeler saw it: the side of a pair by its place on the screen."""
    if judgment.order_shown in (LEFT, RIGHT) and judgment.label in (LEFT, RIGHT):
        return "(1) is better" if judgment.label == judgment.order_shown else "(2) is better"
    if judgment.number is not None:
        return number(judgment.number)
    if judgment.structure is not None:
        told = [_told(each) for each in json.loads(judgment.structure)]
        return neutral(", ".join(told) or "none", most=LONGEST_ANSWER)
    return neutral(judgment.label or judgment.text or DASH, most=LONGEST_ANSWER)


def problem_line(problem: Any) -> RenderableType:
    """What is wrong with a typed line, and what would be right."""
    return Text.assemble(safe(problem.what, most=LONGEST), " ", safe(problem.fix, most=LONGEST))


def _told(piece: Any) -> str:
    """An option that was chosen, or a passage: ``person 0-3``."""
    return f"{piece['label']} {piece['start']}-{piece['end']}" if isinstance(piece, dict) else str(piece)
