"""One sitting of a labeler at a terminal: an item a screen, each answer kept before the next item is shown.

At a terminal a mistake is told and the item asked again. A script's lines stop at the first one that cannot be used:
the line after it was meant for another item.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from assay.cli.keyboard import Keyboard
from assay.core.answers import check_answer
from assay.core.errors import InputError, Problem
from assay.core.figures import count
from assay.core.question import FreeText, Question
from assay.labeling.asked_together import is_asked, strength_of
from assay.labeling.conversation import turns_of
from assay.labeling.keys import ACCEPT, MARK, Command, command_of, has_many_lines, hint_of, keys_of, read_typed
from assay.labeling.nothing_left import NothingLeft, why_nothing
from assay.labeling.offering import Done, Offer
from assay.labeling.showing import PLAYED, Kind, Part, content_of
from assay.labeling.table import table_of
from assay.labeling.trace import steps_of
from assay.reports.desk import answer_words, item_screen, problem_line, question_screen, rules_shown, suggestion_line
from assay.reports.skills import nothing_words
from assay.workflows import at_hand, exposure, work
from assay.workflows.work import Desk

LONGEST_REASON = 2_000
SHOW = "v"
"""Shows an item that may disturb."""


class Tally(NamedTuple):
    """What came of a sitting."""

    n_kept: int
    """Answers kept."""
    n_late: int
    """Those among them that came when nobody needed them any more."""
    n_corrected: int
    """Answers that were given again."""
    n_skipped: int
    """Items passed over."""
    n_flagged: int
    """Remarks on the guideline."""
    n_left_over: int
    """Lines of a script that came when nothing was left."""
    finished: bool
    """Whether nothing is left for this judge now."""
    why: NothingLeft | None = None
    """Why nothing comes, where that can be told."""


class Typed(NamedTuple):
    """What was typed: a command with what stands behind it, or the lines of an answer."""

    command: Command | None
    """None for an answer."""
    rest: str
    """What stands behind the command."""
    lines: tuple[str, ...]
    """Lines of the answer."""


class Left(Exception):
    """The labeler goes, or there are no lines any more."""


class Sitting:
    """A labeler at a desk, with a keyboard and a screen."""

    def __init__(self, desk: Desk, keyboard: Keyboard, screen: Any) -> None:
        """``screen`` is a Rich console."""
        self._desk, self._keyboard, self._screen = desk, keyboard, screen
        self._held: Offer | None = None
        self._history: list[Done] = []
        self._counts: dict[str, int] = dict.fromkeys(
            ("late", "again", "corrected", "skipped", "flagged", "left_over"), 0
        )
        self._said = ""
        self._rules: str | None = None
        self._first = 0

    def run(self) -> None:
        """Items until there are none, or the labeler goes; what he holds then is free.

        Raises
        ------
        InputError
            For a line of a script that cannot be used, with its number.
        """
        try:
            self._held = work.next_item(self._desk)
            while self._held is not None:
                self._item(self._held)
            self._after_the_last()
        except KeyboardInterrupt:
            with suppress(OSError):  # the window may be closed
                self._screen.print()
        except Left:
            pass
        finally:
            if self._held is not None:
                work.leave(self._desk, self._held)

    def tally(self) -> Tally:
        """What came of it."""
        counts = self._counts
        return Tally(
            len(self._history) - counts["again"],
            counts["late"],
            counts["corrected"],
            counts["skipped"],
            counts["flagged"],
            counts["left_over"],
            self._held is None,
            None if self._held is not None else self._why(),
        )

    def _why(self) -> NothingLeft | None:
        desk = self._desk
        return why_nothing(desk.queue, desk.judge.id, now=desk.workspace.now())

    def _item(self, offer: Offer) -> None:
        """One item, until it is answered or passed over."""
        rules, self._rules = self._rules, offer.asked.guideline_version
        if self._history and rules != self._rules:
            self._said += " The guideline has changed since: ? shows its rules."
        if not self._is_seen(offer):
            return
        self._show(offer, f"{count(len(self._history))} answered")
        while self._held is offer:
            try:
                self._do(offer, self._heard())
            except InputError as error:
                self._mistake(error)

    def _is_seen(self, offer: Offer) -> bool:
        """Whether an item is to be shown; one that may disturb when the labeler asks for it, else it is skipped."""
        settings, held = self._desk.queue.exposure, offer.asked.assignment
        if settings is None or exposure.has_seen(self._desk.workspace, held):
            return True
        while True:
            said = self._line("This item may disturb. v shows it, s skips it, q leaves: ").strip().lower()
            if said == SHOW:
                exposure.see(self._desk.workspace, held, settings)
                return True
            if said == Command.LEAVE:
                raise Left
            if said.startswith(Command.SKIP):
                self._skip(offer, said.removeprefix(Command.SKIP).strip())
                return False

    def _do(self, offer: Offer, said: Typed) -> None:
        match said.command:
            case None:
                self._answer(offer, said.lines)
            case Command.SKIP:
                self._skip(offer, said.rest)
            case Command.UNDO:
                self._undo(len(self._history) - 1)
                self._show(offer, f"{count(len(self._history))} answered")
            case _:
                self._beside(offer, said)

    def _beside(self, offer: Offer, said: Typed) -> None:
        """What can be asked for while an item stays: its rules, a remark on them or on the answer; or to leave."""
        match said.command:
            case Command.RULES:
                self._screen.print(rules_shown(offer.guideline, said.rest))
            case Command.COMMENT:
                at_hand.comment(self._desk.workspace, offer.asked, said.rest)
                self._screen.print("Kept: reviewers will see it.")
            case Command.FLAG:
                number, _, comment = said.rest.partition(" ")
                is_rule = offer.guideline is not None and number in {each.number for each in offer.guideline.rules}
                work.flag(self._desk, offer, comment if is_rule else said.rest, rule=number if is_rule else None)
                self._counts["flagged"] += 1
                self._screen.print("Kept: the lead will see it.")
            case _:
                raise Left

    def _answer(self, offer: Offer, lines: Sequence[str]) -> None:
        done, self._held = work.answer(self._desk, offer, self._read(offer, lines))
        self._history.append(done)
        self._counts["late"] += done.is_late
        self._said = f"Kept: {answer_words(done.judgment)}."
        self._counts["again"] += done.is_again
        if done.is_again:
            self._said = f"Answered from another window already: {answer_words(done.judgment)} stands; u changes it."
        elif done.is_late:
            self._said += " It came late: others have this item now."

    def _skip(self, offer: Offer, reason: str) -> None:
        why = reason or self._line("Why? (an empty line goes back) ").strip()
        if not why:
            self._screen.print("Not skipped.")
            return
        if len(why) > LONGEST_REASON:
            what = f"The reason has {count(len(why))} characters."
            raise InputError("work.reason", what, f"Say in up to {count(LONGEST_REASON)} characters why you skip it.")
        work.skip(self._desk, offer, why)
        self._counts["skipped"] += 1
        self._said = "Skipped: others get it."
        self._held = work.next_item(self._desk)

    def _undo(self, place: int) -> None:
        """An answer of this sitting again, the last one first."""
        if place < 0:
            raise InputError("work.nothing_to_undo", "Nothing was answered before this item.", "Go on with this one.")
        done = self._history[place]
        offer = work.shown_again(self._desk, done)
        self._show(offer, f"again: you answered {answer_words(done.judgment)}; an empty line keeps it")
        while True:
            try:
                if self._again(place, offer, self._heard()):
                    return
            except InputError as error:
                self._mistake(error)

    def _again(self, place: int, offer: Offer, said: Typed) -> bool:
        """Whether the labeler is done with an item that he sees again."""
        if said.command is Command.UNDO:
            self._undo(place - 1)
        elif said.command is Command.SKIP or (said.command is None and not said.lines[0].strip()):
            self._said = "Kept as it was."
        elif said.command is not None:
            self._beside(offer, said)
            return False
        else:
            before, typed = self._history[place], self._read(offer, said.lines)
            self._history[place] = work.correct(self._desk, before, offer, typed)
            self._counts["corrected"] += self._history[place] is not before
            self._said = f"Now kept: {answer_words(self._history[place].judgment)}."
        return True

    def _read(self, offer: Offer, lines: Sequence[str]) -> object:
        """What was typed, with what is typed to the other questions of a form."""
        first = offer.suggestion if _accepts(offer, lines) else self._typed(self._desk.question, offer, lines)
        if len(self._desk.queue.together) < 2:
            return first
        answers: dict[str, object] = {self._desk.question.name: first}
        for asked in self._desk.queue.together[1:]:
            if is_asked(asked, answers):
                answers[asked.question.name] = self._ask_too(offer, asked.question)
        return answers

    def _typed(self, question: Question, offer: Offer, lines: Sequence[str]) -> object:
        return read_typed(question, lines, content=self._content(question, offer), order=offer.asked.order_shown)

    def _content(self, question: Question, offer: Offer) -> str | None:
        return content_of(question, self._desk.queue.items.row(offer.asked.assignment.item))

    def _ask_too(self, offer: Offer, question: Question) -> object:
        """The answer to another question of a form; what is mistyped is asked again."""
        self._screen.print(question_screen(question, keys_of(question), hint_of(question)))
        while True:
            self._first = self._keyboard.n_read + 1
            lines = self._lines(question)
            try:
                typed = self._typed(question, offer, lines)
                check_answer(question, strength_of(typed)[0], content=self._content(question, offer))
                return typed
            except InputError as error:
                self._mistake(error)

    def _after_the_last(self) -> None:
        """Nothing is left; the last answers can still be given again."""
        if self._said:
            self._screen.print(self._said)
        if not self._history or not self._keyboard.is_terminal:
            return self._leftovers()
        why = nothing_words(self._why()) or "Nothing is left for you now."
        self._screen.print(f"{why} u answers the last item again, an empty line ends.")
        while (line := self._line()).strip():
            if command_of(self._desk.question, line) == (Command.UNDO, ""):
                self._undo(len(self._history) - 1)
                self._screen.print(f"{self._said} u answers the last item again, an empty line ends.")
        return None

    def _leftovers(self) -> None:
        while (line := self._keyboard.line("")) is not None:
            if command_of(self._desk.question, line) == (Command.UNDO, "") and self._history:
                self._undo(len(self._history) - 1)
                self._screen.print(self._said)
            else:
                self._counts["left_over"] += bool(line.strip())

    def _heard(self) -> Typed:
        self._first = self._keyboard.n_read + 1
        first = self._line()
        command = command_of(self._desk.question, first)
        if command is not None:
            return Typed(*command, ())
        return Typed(None, "", self._lines(self._desk.question, first))

    def _lines(self, question: Question, first: str | None = None) -> tuple[str, ...]:
        lines = [self._line() if first is None else first]
        while has_many_lines(question) and lines[-1].strip():
            lines.append(self._line("  "))
        return tuple(lines)

    def _line(self, prompt: str = "> ") -> str:
        line = self._keyboard.line(prompt)
        if line is None:
            raise Left
        return line

    def _show(self, offer: Offer, where: str) -> None:
        if self._screen.is_terminal and self._keyboard.is_terminal:
            self._screen.clear()
        if self._said:
            self._screen.print(self._said)
        self._said = ""
        desk = self._desk
        parts = [piece for part in offer.parts for piece in _pieces(part)]
        head = f"{desk.plan.name} · {desk.judge.id} · {where}"
        keys, hint = keys_of(desk.question), hint_of(desk.question)
        mark = MARK if isinstance(desk.question.form, FreeText) else ""
        self._screen.print(item_screen(head, parts, desk.question, keys, hint, mark=mark))
        if offer.suggestion is not None:
            self._screen.print(suggestion_line(offer.suggestion, ACCEPT))

    def _mistake(self, error: InputError) -> None:
        if not self._keyboard.is_terminal:
            raise InputError.gather(
                Problem(each.code, each.what, each.fix, "standard input", self._first) for each in error.problems
            )
        for each in error.problems:
            self._screen.print(problem_line(each))


def _accepts(offer: Offer, lines: Sequence[str]) -> bool:
    return offer.suggestion is not None and [each.strip() for each in lines] == [ACCEPT]


def _pieces(part: Part) -> list[tuple[str, str]]:
    """Name and text of a part; each turn of a conversation and each step of a trace by itself, a table in lines."""
    if part.kind in PLAYED:
        return [(part.name, f"({part.kind.value}: {part.text}; open the queue in the browser to see or hear it)")]
    if part.kind is Kind.CONVERSATION:
        return [(f"{part.name}: {turn.role}", turn.content) for turn in turns_of(part.text)]
    if part.kind is Kind.TRACE:
        steps = enumerate(steps_of(part.text), start=1)
        told = [(f"{part.name}: {n} {each.name}", _step_text(each.input, each.output)) for n, each in steps]
        return told or [(part.name, part.text)]
    table = table_of(part.text) if part.kind is Kind.TABLE else None
    if table is None:
        return [(part.name, part.text)]
    return [(part.name, "\n".join(" | ".join(row) for row in (table.columns, *table.rows)))]


def _step_text(given: str, made: str) -> str:
    """What went into a step and what came out, where it is told."""
    told = [f"{word}: {text}" for word, text in (("In", given), ("Out", made)) if text]
    return "\n".join(told) or "(nothing is told of it)"
