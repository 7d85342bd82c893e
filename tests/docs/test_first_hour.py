"""What the tutorial of a labeler calls a word of the page is one."""

import re
from pathlib import Path

from assay.web.pages.label import HELP, REASONS
from assay.web.words import LANGUAGES, catalogue

PAGE = Path(__file__).parents[2] / "docs/tutorials/your-first-hour.md"
ELSEWHERE = {"Rework"}


def test_every_bold_word_is_on_a_page() -> None:
    bold = set(re.findall(r"\*\*([^*]+)\*\*", PAGE.read_text("utf-8")))
    known = {*catalogue("zh"), *REASONS, *LANGUAGES.values(), *ELSEWHERE}
    assert bold - known == set()


def test_every_key_is_one() -> None:
    told = set(re.findall(r"`(.)`", PAGE.read_text("utf-8")))
    assert told - {key for keys, _ in HELP for key in keys} == set()
