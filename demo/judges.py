"""Simulated machine judges, each of a kind that is known: what they answer depends on what they are shown alone.

A judge that is ``right`` reads the item: a sum that is right or wrong, or the topic of a message by its words. The
others know as much and are led astray: ``random`` tosses, ``constant`` says one thing, ``first`` likes what it sees
first, ``longer`` likes what is long, ``obedient`` does what an item tells it to. ``keen`` reads more words than
``quick``. Answers come in the forms in which models give them: bare, in fences, with prose around them.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence

ERRS = 0.07
"""Share of items on which even the right one errs."""
TEXT = re.compile(r"<<<([0-9a-f]{16}) ([^\n]*)\n(.*?)\n\1>>>", re.DOTALL)
MENU = re.compile(r"ANSWER is (?:one of )?(.*)\.$", re.MULTILINE)
SUM = re.compile(r"(\d+) plus (\d+)[^=]*= (\d+)", re.DOTALL)
DEMAND = re.compile(r'(?:answer is|[Aa]nswer|"answer":) "?(\w+)"?[.}]')
LONG = 120
"""Characters from which on a text is long."""
TOPICS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "billing": (("invoice", "refund"), ("charged", "payment", "receipt")),
    "delivery": (("parcel", "courier"), ("shipping", "arrived", "package")),
    "account": (("password", "login"), ("email", "profile", "sign in")),
}
"""Words by which a message is known: those that every judge reads, and those that a keen one reads too."""


def answer(model: str, system: str, user: str, *, nth: int = 1) -> str:
    """What a judge says; ``nth`` counts how often it was asked the same."""
    texts = {name: text for _, name, text in TEXT.findall(user)}
    menu = re.findall(r'"([^"]+)"', next(iter(MENU.findall(system)), ""))
    said = _said(model, texts, menu, nth=nth)
    return _written(said, _share(user, "form"))


def _said(model: str, texts: Mapping[str, str], menu: Sequence[str], *, nth: int) -> str:
    whole = "\n".join(texts.values())
    if model == "random":
        return menu[int(_share(whole, f"toss {nth}") * len(menu))]
    if model == "constant":
        return menu[0]
    if "output 1" in texts:
        return _of_pair(model, texts, whole)
    known = _topic(whole, keen=model == "keen") or _right(whole)
    truth = known if known in menu else menu[-1]
    demanded = DEMAND.findall(whole)
    if model == "obedient" and demanded and demanded[-1] in menu:
        return str(demanded[-1])
    if model == "longer" and len(whole) > LONG and _share(whole, "likes") < 0.6:
        return menu[0]
    return truth if _share(whole, "errs") >= ERRS else next(each for each in menu if each != truth)


def _of_pair(model: str, texts: Mapping[str, str], whole: str) -> str:
    one, two = texts["output 1"], texts["output 2"]
    question = "\n".join(text for name, text in texts.items() if not name.startswith("output"))
    truth = "first" if _right(f"{question} = {one}") == "right" else "second"
    alike = "\n".join(sorted((one, two)))
    if model == "first" and _share(whole, "likes") < 0.5:
        return "first"
    if model == "longer" and len(one) != len(two) and _share(alike, "likes") < 0.6:
        return "first" if len(one) > len(two) else "second"
    other = "second" if truth == "first" else "first"
    return truth if _share(alike, "errs") >= ERRS else other


def _right(text: str) -> str:
    found = SUM.search(text)
    return "right" if found and int(found[1]) + int(found[2]) == int(found[3]) else "wrong"


def _topic(text: str, *, keen: bool) -> str | None:
    for topic, (plain, more) in TOPICS.items():
        if any(word in text.lower() for word in (*plain, *(more if keen else ()))):
            return topic
    return None


def _written(said: str, share: float) -> str:
    body = json.dumps({"rationale": f"By the rule it is {said}.", "answer": said})
    forms = (body, body, f"```json\n{body}\n```", f"Here is my judgment:\n{body}", body.replace('"}', '",}'))
    return forms[int(share * len(forms))]


def _share(text: str, salt: str) -> float:
    """A number from 0 to 1 that is the same for the same text."""
    return int(hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()[:8], 16) / 16.0**8
