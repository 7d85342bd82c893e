"""The words of the interface: English in the pages themselves, other languages from catalogues of gettext."""

import json
import re
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from starlette.requests import Request

from assay.core.figures import THIN_SPACE

LOCALE = Path(__file__).parent / "locale"
ENGLISH = "en"
LANGUAGES: Mapping[str, str] = MappingProxyType({ENGLISH: "English", "zh": "简体中文"})
"""Languages and what they call themselves."""
COOKIE = "assay-language"
HOLE = re.compile(r"\{(\w+)\}")
"""Where a sentence has a name or a number."""
SENTENCES = re.compile(r"(?<=[.!?]) (?=[A-Z0-9'])")
"""Between two sentences of a text."""
ANY_SPACE = f"[ {THIN_SPACE}]"
FEW_LETTERS = 12
"""A sentence with fewer letters of its own would fit too much."""
A_FIGURE = re.compile("[a-z]|all")
"""Names of holes that hold numbers in such a sentence."""
COUNTS = ("n", "all")
"""Names of holes that hold numbers in every sentence."""
IN_A_SENTENCE = r"(?![.!?] [A-Z0-9'])."
"""What a hole holds ends with its sentence."""
NO_WORD = "(?![A-Za-z'\"])"
"""A number does not begin as a word or a quotation does."""
LONGEST_TOLD = 600
"""Characters of a text that is held against sentences with holes."""
MOST_ASKED = 20
"""Languages of a browser that are looked at."""


class Words(NamedTuple):
    """The words of one language."""

    language: str
    """As in the attribute ``lang``: ``en`` or ``zh``."""
    known: Mapping[str, str]
    """From the English sentence; empty for English."""

    def say(self, sentence: str, **holes: object) -> str:
        """The sentence in this language, or in English where it is not in the catalogue; ``holes`` fill ``{name}``."""
        told = self.known.get(sentence, sentence)
        return HOLE.sub(lambda found: str(holes.get(found[1], found[0])), told)

    def tell(self, text: str) -> str:
        """A text that has its names and numbers in it already: said as the sentence of the catalogue that it fits.

        For what reports write for every rendering; it stays English where no sentence fits.
        """
        if self.language == ENGLISH or not text:
            return text
        return (
            told_as(self.language, text)
            or "".join(told_as(self.language, each) or f" {each} " for each in SENTENCES.split(text)).strip()
        )

    def as_json(self) -> str:
        """Those of the labeling page, for its modules."""
        known = {} if self.language == ENGLISH else _read(f"{self.language}.po")
        return json.dumps(known, ensure_ascii=False)


def words_for(request: Request) -> Words:
    """The words that somebody wants: of ``?lang=``, else of what he chose before, else of his browser."""
    chosen = (request.query_params.get("lang", ""), request.cookies.get(COOKIE, ""))
    asked = request.headers.get("accept-language", "").split(",")[:MOST_ASKED]
    wanted = [each for each in (*chosen, *(part.split(";")[0].strip() for part in asked)) if each]
    found = (each.lower().split("-")[0] for each in wanted)
    language = next((each for each in found if each in LANGUAGES), ENGLISH)
    return Words(language, catalogue(language))


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """The sentences of a language by their English ones."""
    if language == ENGLISH:
        return MappingProxyType({})
    return MappingProxyType(
        {**_read(f"{language}.told.po"), **_read(f"{language}.pages.po"), **_read(f"{language}.po")}
    )


def told_as(language: str, text: str, *, depth: int = 2) -> str | None:
    """The sentence that a text fits, in a language, with what stands in its holes said too; None where none fits."""
    known = catalogue(language).get(text)
    if known is not None or depth == 0 or len(text) > LONGEST_TOLD:
        return known
    for pattern, translated in _with_holes(language):
        found = pattern.fullmatch(text)
        if found is not None:
            held = {name: told_as(language, each, depth=depth - 1) or each for name, each in found.groupdict().items()}
            return HOLE.sub(partial(_filled, held), translated)
    return None


def _filled(held: Mapping[str, str], hole: re.Match[str]) -> str:
    return held[hole[1]]


@cache
def _with_holes(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Sentences with holes, the one with most words of its own first."""
    every = [(each, said) for each, said in catalogue(language).items() if HOLE.search(each)]
    every.sort(key=lambda pair: -len(HOLE.sub("", pair[0])))
    return tuple((_pattern(each), said) for each, said in every)


def _pattern(sentence: str) -> re.Pattern[str]:
    """What fits a sentence: anything short in its holes, its own words around them; one word where these are few."""
    parts = HOLE.split(sentence)
    is_free = sum(map(len, parts[::2])) >= FEW_LETTERS
    plain = [re.escape(part).replace(r"\ ", ANY_SPACE) for part in parts]
    held = [_held(part, is_free=is_free) if place % 2 else plain[place] for place, part in enumerate(parts)]
    return re.compile("".join(held), re.DOTALL)


def _held(name: str, *, is_free: bool) -> str:
    """What fits the hole of that name."""
    is_figure = name in COUNTS if is_free else A_FIGURE.fullmatch(name) is not None
    return f"(?P<{name}>{NO_WORD if is_figure else ''}(?:{IN_A_SENTENCE if is_free else '[^ ]'}){{1,200}}?)"


@cache
def _read(name: str) -> dict[str, str]:
    return read_po((LOCALE / name).read_text(encoding="utf-8"))


def read_po(text: str) -> dict[str, str]:
    """The translated messages of a catalogue: ``msgid`` and ``msgstr``, each of one or more quoted lines."""
    found: dict[str, str] = {}
    parts: dict[str, str] = {}
    word = ""
    for line in (*text.splitlines(), 'msgid ""'):
        keyword, _, rest = line.partition(" ") if line.startswith("msg") else ("", "", line)
        if keyword == "msgid" and parts.get("msgid") and parts.get("msgstr"):
            found[parts["msgid"]] = parts["msgstr"]
        if keyword:
            word, parts = keyword, ({} if keyword == "msgid" else parts)
        if rest.startswith('"'):
            parts[word] = parts.get(word, "") + json.loads(rest)
    return found
