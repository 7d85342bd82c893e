"""Every sentence of the labeling page is in the catalogue, and catalogues are read as gettext writes them."""

import re
from pathlib import Path

from assay.access.roles import Permission, Role
from assay.labeling.disputes import Outcome
from assay.labeling.quality_rule import COLLECTORS, Collects, Does
from assay.labeling.reviewing import Finding
from assay.reports.numbers import level_words
from assay.reports.suggestions import ARMS
from assay.reports.words import REASONS as REASON_WORDS
from assay.web import words
from assay.web.faults import HEADINGS
from assay.web.navigation import WAYS
from assay.web.pages.label import HELP, REASONS, TOOLS
from assay.web.words import LOCALE, catalogue, read_po
from assay.workflows.program import BY

WEB = LOCALE.parent
FILES = [*(WEB / "static").rglob("*.js"), *(WEB / "pages").glob("*.py"), *(WEB / "templates").glob("*.html")]
SAID = re.compile(r"""\bsay\(\s*(?:"((?:[^"\\]|\\.)+)"|'((?:[^'\\]|\\.)+)')""")
OURS = {"(1) is better", "(2) is better", "neither is better", "none of them", "nothing to mark"}
"""What buttons say that stand for no option of the question."""
SUBJECT = re.compile(r'"/\w+", "([^"]+)"')
CHOSEN = (
    "locked", "erased", "nothing of gold", "gold that is gold no more and whose answer is right",
    "every gold item that they answered (for practice alone)", "Look at the item first: press v. Or skip it with s.",
)  # fmt: skip
"""What pages choose by a word of ours, and what the labeling page tells as a story says it."""
HOLE = re.compile(r"\{\w+\}")
LETTERS = re.compile("[A-Za-z]")


def said(file: Path) -> set[str]:
    return {one or two for one, two in SAID.findall(file.read_text(encoding="utf-8"))}


def sentences() -> set[str]:
    listed = {*OURS, *REASONS, *(says for _, _, says in TOOLS), *(says for _, says in HELP), *Role, *Permission}
    listed.update(word for way in WAYS for word in (way.word, way.does))
    listed.update(HEADINGS.values(), BY, CHOSEN, Collects, Does, Outcome, Finding, (said for _, said in ARMS))
    listed.update(each.side for each in COLLECTORS.values())
    listed.update(SUBJECT.findall((WEB / "templates" / "queue_tabs.html").read_text(encoding="utf-8")))
    return {str(each) for each in listed}.union(*(said(file) for file in FILES))


def test_every_sentence_is_in_chinese_with_the_same_holes() -> None:
    told = set(read_po((LOCALE / "zh.told.po").read_text(encoding="utf-8")))
    chinese = catalogue("zh")
    assert sentences() - set(chinese) == set()
    assert set(chinese) - sentences() - told - {""} == set()
    assert {each for each in chinese if set(HOLE.findall(each)) != set(HOLE.findall(chinese[each]))} == set()


def test_what_a_report_wrote_is_told_as_the_sentence_that_it_fits() -> None:
    chinese = words.Words("zh", catalogue("zh"))
    told = "Overturned: 0.40 (0.12 to 0.77) of 5 settled disputes."
    assert chinese.tell(told) == "推翻率：0.40（0.12 至 0.77），共 5 个已处理的异议。"
    assert chinese.tell("No such sentence.") == "No such sentence."
    assert words.Words("en", {}).tell(told) == told


def test_a_catalogue_is_read_with_comments_and_lines_in_pieces() -> None:
    text = (
        '# by\nmsgid ""\nmsgstr ""\n"Language: zh\\n"\n\n#: a.js:1\nmsgid "Say \\"it\\""\nmsgstr ""\n"说"\n"它\\n"\n\n'
    )
    assert read_po(f'{text}msgid "untold"\nmsgstr ""\n\nmsgid "last"\nmsgstr "末"') == {
        'Say "it"': "说它\n",
        "last": "末",
    }


def test_a_sentence_that_is_not_in_the_catalogue_stays_english() -> None:
    assert words.Words("zh", catalogue("zh")).say("No such sentence.") == "No such sentence."


def test_the_words_of_an_evaluation_are_chinese_and_commands_in_them_stay_as_they_are() -> None:
    chinese = words.Words("zh", catalogue("zh"))
    subtitle = (
        f"Difference on the same items (dot) with its {level_words(0.95)}, simultaneous over a family of gates. "
        "Dashed: the margin, how much worse is still acceptable. 2 comparisons without an interval: in the table only."
    )
    command = "assay judge calibrate --dataset 'outputs of assistant' --judge gpt --question good"
    doubt = (
        "Judge 'gpt' has no card for the question 'good': nobody knows what it is worth against people. "
        f"Make one: {command}."
    )
    assert not LETTERS.search(chinese.tell(subtitle))
    assert "95 % 区间" in chinese.tell(subtitle)
    assert command in chinese.tell(doubt)
    assert (
        chinese.tell("better by 0.08 (no interval: waits for people's labels)") == "更好 0.08（无区间：等待人的标签）"
    )
    undecided = (
        "Pass rate is worse by 0.19 (0.08 to 0.29), which leaves open whether it is within the margin of 0.22. "
        "More labels of people on these outputs would not make this value pass."
    )
    assert not LETTERS.search(chinese.tell(undecided))
    ends = "FAIL at the worst for the candidate, PASS at the best."
    hanging = f"It hangs on answers that are missing (6 of '旧' and 1,206 of '新'): {ends}"
    assert chinese.tell(hanging).startswith("取决于缺失的回答（“旧”缺 6 个，“新”缺 1,206 个）")
    assert [each for each in REASON_WORDS.values() if chinese.tell(each) == each] == []
