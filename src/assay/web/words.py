"""The words of the interface: English in the pages themselves, other languages from catalogues of gettext."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from starlette.requests import Request

LOCALE = Path(__file__).parent / "locale"
ENGLISH = "en"
LANGUAGES: Mapping[str, str] = MappingProxyType({ENGLISH: "English", "zh": "简体中文"})
"""Languages and what they call themselves."""
COOKIE = "assay-language"
MOST_ASKED = 20
"""Languages of a browser that are looked at."""


class Words(NamedTuple):
    """The words of one language."""

    language: str
    """As in the attribute ``lang``: ``en`` or ``zh``."""
    known: Mapping[str, str]
    """From the English sentence; empty for English."""

    def say(self, sentence: str) -> str:
        """The sentence in this language, or in English where it is not in the catalogue."""
        return self.known.get(sentence, sentence)

    def as_json(self) -> str:
        """For a page's modules."""
        return json.dumps(dict(self.known), ensure_ascii=False)


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
    return MappingProxyType(read_po((LOCALE / f"{language}.po").read_text(encoding="utf-8")))


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
