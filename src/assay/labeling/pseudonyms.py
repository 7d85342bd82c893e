"""Names of people in other tools, and the pseudonyms that the ledger knows them by."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import count

from assay.core.errors import InputError
from assay.core.exchange import Brought
from assay.core.judgment import JudgeKind
from assay.labeling.judging import labeler

START = "j"
"""Pseudonyms are j1, j2, j3 and so on."""


def parse_people(text: str, file: str) -> dict[str, str]:
    """Name to pseudonym, from the text of a file: ``{"ann@example.org": "j1"}``.

    Raises
    ------
    InputError
        ``people.form``, ``people.twice``, ``judge.name``.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    is_plain = isinstance(found, dict) and all(isinstance(each, str) for each in found.values())
    if not is_plain:
        what = "This is no file of people."
        raise InputError("people.form", what, 'Write {"ann@example.org": "j1"}, or name a new file.', file=file)
    if len(set(found.values())) < len(found):
        what = "Two people have one pseudonym."
        raise InputError("people.twice", what, "Give each one of their own: judges must not be mixed.", file=file)
    for pseudonym in found.values():
        labeler(pseudonym)
    return dict(found)


def with_people(people: Mapping[str, str], names: Iterable[str], *, taken: Collection[str]) -> dict[str, str]:
    """``people`` and a fresh pseudonym for each of ``names`` that has none; names that are ``taken`` are pseudonyms."""
    found = dict(people)
    used = {*taken, *found.values()}
    fresh = (f"{START}{number}" for number in count(1))
    for name in dict.fromkeys(names):
        if name not in found and name not in taken:
            found[name] = next(each for each in fresh if each not in used)
            used.add(found[name])
    return found


def pseudonymous(
    brought: Brought, people: Mapping[str, str], *, taken: Collection[str]
) -> tuple[Brought, dict[str, str]]:
    """What a file holds with a pseudonym for each person, and who is who: ``people`` and those who are new."""
    names = [each.judge for each in brought.judgments if each.kind is JudgeKind.LABELER]
    known = with_people(people, names, taken=taken)
    judgments = [
        replace(each, judge=known.get(each.judge, each.judge)) if each.kind is JudgeKind.LABELER else each
        for each in brought.judgments
    ]
    return replace(brought, judgments=tuple(judgments)), known


def people_text(people: Mapping[str, str]) -> str:
    """The text of the file."""
    return json.dumps(people, ensure_ascii=False, indent=1) + "\n"
