"""Every sentence of the labeling page is in the catalogue, and catalogues are read as gettext writes them."""

import re
from pathlib import Path

from assay.access.roles import Role
from assay.web import words
from assay.web.navigation import WAYS
from assay.web.pages.label import HELP, REASONS, TOOLS
from assay.web.words import LOCALE, catalogue, read_po

WEB = LOCALE.parent
FILES = [
    *(WEB / "static" / "label").rglob("*.js"),
    WEB / "static" / "label.js",
    WEB / "pages" / "label.py",
    WEB / "templates" / "label.html",
    WEB / "templates" / "base.html",
    WEB / "templates" / "home.html",
    WEB / "templates" / "invitation.html",
    WEB / "templates" / "queues.html",
    WEB / "templates" / "sign_in.html",
    WEB / "templates" / "qualify.html",
    WEB / "templates" / "rework.html",
]
SAID = re.compile(r"""\bsay\(\s*(?:"((?:[^"\\]|\\.)+)"|'((?:[^'\\]|\\.)+)')""")
OURS = {"(1) is better", "(2) is better", "neither is better", "none of them", "nothing to mark"}
"""What buttons say that stand for no option of the question."""
HOLE = re.compile(r"\{\w+\}")


def said(file: Path) -> set[str]:
    return {one or two for one, two in SAID.findall(file.read_text(encoding="utf-8"))}


def sentences() -> set[str]:
    listed = {*OURS, *REASONS, *(says for _, _, says in TOOLS), *(says for _, says in HELP), *Role}
    listed.update(word for way in WAYS for word in (way.word, way.does))
    return listed.union(*(said(file) for file in FILES))


def test_every_sentence_is_in_chinese_with_the_same_holes() -> None:
    chinese = catalogue("zh")
    assert sentences() - set(chinese) == set()
    assert set(chinese) - sentences() - {""} == set()
    assert {each for each in chinese if set(HOLE.findall(each)) != set(HOLE.findall(chinese[each]))} == set()


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
