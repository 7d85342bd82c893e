"""A labeler at a terminal: keys, commands and mistakes, and what a script's lines do."""

import io
import json
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from rich.console import Console
from tests.labeling_support.judging import judgments
from tests.labeling_support.queues import RULES, add_queue, change_rules, new_workspace

from assay.cli.keyboard import Keyboard
from assay.cli.sitting import Sitting, Tally
from assay.core.errors import InputError
from assay.workflows.adjudicate import rule_item
from assay.workflows.work import sit_down
from assay.workflows.workspace import Workspace

HOSTILE = "abc\u202etxt \x1b[31mred [bold]\nnext"


class Person(Keyboard):
    """Somebody at a terminal, who types these lines; an interruption is None."""

    def __init__(self, lines: Iterable[str | None]) -> None:
        super().__init__(io.StringIO())
        self.is_terminal = True
        self._lines = iter(lines)

    def line(self, prompt: str = "> ") -> str | None:
        line = next(self._lines, "")
        if line is None:
            raise KeyboardInterrupt
        return line


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = new_workspace(tmp_path)
    yield made
    made.store.close()


def sits(workspace: Workspace, keyboard: Keyboard, *, queue: str = "first") -> tuple[Tally, str]:
    """What came of a sitting, and what was on the screen."""
    shown = io.StringIO()
    screen = Console(file=shown, width=100, highlight=False, markup=False)
    sitting = Sitting(sit_down(workspace, queue, judge="j1"), keyboard, screen)
    sitting.run()
    lines = shown.getvalue().split("\n")
    return sitting.tally(), "\n".join(line.rstrip() for line in lines)


def script(*lines: str) -> Keyboard:
    return Keyboard(io.StringIO("".join(f"{line}\n" for line in lines)))


def n_out(workspace: Workspace) -> int:
    return workspace.store.queues.standing("first").n_out


FORMS = {
    "choice": ('type: choice\noptions: ["yes", "no"]\n', ["２"], "no", "no"),
    "multiple": ("type: multiple\noptions: [insult, threat, 讽刺]\n", ["3 1"], '["insult","讽刺"]', "insult, 讽刺"),
    "rating": ("type: rating\nlow: 1\nhigh: 5\n", ["٤"], 4.0, "4"),
    "number": ("type: number\nlow: 0\nunit: kg\n", ["2.5"], 2.5, "2.5"),
    "pairwise": ("type: pairwise\nleft: a\nright: b\n", ["0"], "tie", "tie"),
    "ranking": ("type: ranking\noptions: [a, b]\n", ["2 1"], '["b","a"]', "b, a"),
    "text": ("type: text\n", ["أنت 👩‍👩‍👧"], "أنت 👩‍👩‍👧", "أنت 👩‍👩‍👧"),
    "spans": (
        "type: spans\nlabels: [name, place]\ncolumn: a\n",
        ["2 你好", ""],
        '[{"end":3,"label":"place","start":1}]',
        "place 1-3",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_question_is_answered_by_a_line(workspace: Workspace, tmp_path: Path, form: str) -> None:
    fields, lines, kept, told_as = FORMS[form]
    rows = [{"id": "i0", "a": "😀你好", "b": "other"}]
    add_queue(workspace, tmp_path, question=f"question: q\nasks: What?\n{fields}show: [a]\n", rows=rows)
    tally, screen = sits(workspace, script(*lines))
    (judgment,) = judgments(workspace)
    told = next(
        each for each in (judgment.label, judgment.number, judgment.text, judgment.structure) if each is not None
    )
    assert (told, tally.n_kept, tally.finished) == (kept, 1, True)
    assert f"Kept: {told_as}." in screen


def test_a_passage_that_cannot_be_marked_is_told_with_the_line_that_began_the_answer(
    workspace: Workspace, tmp_path: Path
) -> None:
    rows = [{"id": "i0", "a": "one"}, {"id": "i1", "a": "two"}]
    question = "question: q\nasks: What?\ntype: spans\nlabels: [name]\ncolumn: a\n"
    add_queue(workspace, tmp_path, question=question, rows=rows)
    with pytest.raises(InputError, match="standard input:3: 'zwei' stands in the text 0 times"):
        sits(workspace, script("-", "", "1 zwei", ""))
    tally, screen = sits(workspace, script("1 two"))
    assert (tally.n_kept, len(judgments(workspace))) == (0, 1), "an answer without its end is none"
    assert "s skip" in screen


def test_commands_of_a_free_text_are_shown_with_their_mark(workspace: Workspace, tmp_path: Path) -> None:
    add_queue(workspace, tmp_path, question="question: q\nasks: What?\ntype: text\nshow: [comment]\n")
    tally, screen = sits(workspace, script("/s torn", "s", "/q", "never read"))
    assert (tally.n_skipped, [each.text for each in judgments(workspace)]) == (1, [None, "s"])
    assert "/s skip, /u undo" in screen


def test_a_script_stops_at_the_first_line_that_cannot_be_used_and_the_item_is_free(
    workspace: Workspace, tmp_path: Path
) -> None:
    add_queue(workspace, tmp_path)
    with pytest.raises(InputError, match="standard input:2: '9' is no key") as refused:
        sits(workspace, script("1", "9", "2"))
    assert refused.value.code == "answer.key"
    assert (len(judgments(workspace)), n_out(workspace)) == (1, 0)
    with pytest.raises(InputError, match="standard input:1: Nothing was answered before"):
        sits(workspace, script("u"))
    with pytest.raises(InputError, match="standard input:1: This line is not UTF-8"):
        sits(workspace, Keyboard(io.TextIOWrapper(io.BytesIO(b"\xff\n"), encoding="utf-8")))
    assert n_out(workspace) == 0


def test_at_a_terminal_a_mistake_is_told_and_the_item_asked_again(workspace: Workspace, tmp_path: Path) -> None:
    add_queue(workspace, tmp_path)
    tally, screen = sits(workspace, Person(["9", "u", "", "1", "q"]))
    assert tally == Tally(1, 0, 0, 0, 0, 0, False)
    for told in ("'9' is no key", "Nothing was answered before this item", "Nothing was typed"):
        assert told in screen
    assert n_out(workspace) == 0


def test_rules_a_flag_a_skip_and_an_undo(workspace: Workspace, tmp_path: Path) -> None:
    add_queue(workspace, tmp_path)
    tally, screen = sits(workspace, script("1", "?", "? 2", "! 1 what of irony", "! all of it", "u", "2", "s", "torn"))
    assert (tally.n_kept, tally.n_corrected, tally.n_skipped, tally.n_flagged) == (1, 1, 1, 2)
    assert screen.count("1. Insults count") == 1
    assert screen.count("2. 引用不算") == 2
    assert "again: you answered yes" in screen
    first, second, third = judgments(workspace)
    assert (first.label, second.label, third.status.value) == ("yes", "no", "abstained")
    assert second.supersedes is not None
    flags = [event.body for _, event in workspace.store.ledger.events("guideline.flagged")]
    assert [(each["rule"], each["comment"]) for each in flags] == [("1", "what of irony"), (None, "all of it")]


def test_an_undo_of_what_was_ruled_on_meanwhile_is_told_and_the_answer_kept(
    workspace: Workspace, tmp_path: Path
) -> None:
    add_queue(workspace, tmp_path, rules=None)
    desk = sit_down(workspace, "first", judge="j1")

    class Meanwhile(Person):
        def line(self, prompt: str = "> ") -> str | None:
            said = super().line(prompt)
            if said == "u":
                rule_item(workspace, desk.queue, item="i0", answer="no", by="eve", reason="So it is.")
            return said

    _, screen = sits(workspace, Meanwhile(["1", "u", "2", "", "q"]))
    assert "does not change any more" in screen
    assert "Kept as it was" in screen


def test_an_undo_goes_further_back_and_an_empty_line_keeps_what_was_said(workspace: Workspace, tmp_path: Path) -> None:
    add_queue(workspace, tmp_path)
    tally, _ = sits(workspace, script("1", "1", "u", "u", "2", "u", "", "2", "2", "2", "u", "1", "left", "over"))
    assert (tally.n_kept, tally.n_corrected, tally.n_left_over, tally.finished) == (5, 2, 2, True)
    corrected = [each.item for each in judgments(workspace) if each.supersedes]
    assert corrected == ["i0", "i4"]


def test_who_is_interrupted_or_has_no_more_lines_leaves_the_item_to_others(
    workspace: Workspace, tmp_path: Path
) -> None:
    add_queue(workspace, tmp_path)
    for keyboard in (Person(["1", None]), script("1"), Person(["s", None])):
        sits(workspace, keyboard)
        assert n_out(workspace) == 0
    assert len(judgments(workspace)) == 2


class Closing(io.StringIO):
    """Standard input of a window that is closed while it waits for its second line."""

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override] # a StringIO takes None too
        if self.tell():
            signal.raise_signal(signal.SIGTERM)
        return super().readline()


def test_who_closes_the_window_leaves_the_item_and_what_is_kept_is_kept(workspace: Workspace, tmp_path: Path) -> None:
    add_queue(workspace, tmp_path)
    keyboard, before = Keyboard(Closing("1\n1\n")), signal.getsignal(signal.SIGTERM)
    with keyboard.hang_ups():
        tally, _ = sits(workspace, keyboard)
        signal.raise_signal(signal.SIGTERM)
        assert keyboard.line() is None, "nothing but a wait for a line is interrupted"
    assert (tally.n_kept, keyboard.hung_up, n_out(workspace)) == (1, True, 0)
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_skip_needs_a_reason_of_some_length(workspace: Workspace, tmp_path: Path) -> None:
    add_queue(workspace, tmp_path)
    _, screen = sits(workspace, Person(["s", " ", f"s {'x' * 2_001}", "q"]))
    assert "Not skipped." in screen
    assert "The reason has 2\u2009001 characters." in screen
    assert judgments(workspace) == []


def test_hostile_texts_are_made_visible_and_long_ones_cut(workspace: Workspace, tmp_path: Path) -> None:
    rows = [{"id": "i0", "comment": HOSTILE}, {"id": "i1", "comment": "x" * 100_000}]
    add_queue(workspace, tmp_path, rows=rows)
    _, screen = sits(workspace, script("1"))
    assert "abc\\u202etxt \\x1b[31mred [bold]\n  next" in screen
    assert "100\u2009000 characters; the rest is not shown here" in screen
    assert not set("\u202e\x1b") & set(screen)
    assert len(screen) < 30_000


def test_turns_of_a_conversation_are_shown_one_by_one(workspace: Workspace, tmp_path: Path) -> None:
    chat = '[{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello\\nthere"}]'
    add_queue(workspace, tmp_path, rows=[{"id": "i0", "comment": chat}])
    _, screen = sits(workspace, script())
    seen = [line for line in screen.split("\n")[1:8] if line]
    assert seen == ["comment: user", "  hi", "comment: assistant", "  hello", "  there"]


def test_steps_of_a_trace_and_rows_of_a_table_are_shown_as_such(workspace: Workspace, tmp_path: Path) -> None:
    trace = json.dumps({"steps": [{"name": "search", "input": "cats", "output": "3 hits"}, {"name": "think"}]})
    table = json.dumps([{"a": 1, "b": "x"}, {"a": 2}])
    asked = "question: q\nasks: What?\ntype: text\nshow: [log, data]\n"
    add_queue(workspace, tmp_path, question=asked, rows=[{"id": "i0", "log": trace, "data": table}], rules=None)
    _, shown = sits(workspace, script())
    assert all(each in shown for each in ("log: 1 search", "In: cats", "Out: 3 hits", "a | b", "1 | x"))
    assert '"steps"' not in shown


def test_who_works_while_the_guideline_changes_is_told(workspace: Workspace, tmp_path: Path) -> None:
    class Slow(Person):
        def line(self, prompt: str = "> ") -> str | None:
            line = super().line(prompt)
            if line == "2":
                change_rules(workspace, tmp_path, RULES.replace("others", "all"), question="toxic", dataset="first")
            return line

    add_queue(workspace, tmp_path)
    _, screen = sits(workspace, Slow(["1", "2", "q"]))
    assert screen.count("The guideline has changed since") == 1
