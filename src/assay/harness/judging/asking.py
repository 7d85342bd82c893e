"""A judge is asked: its calls are made until each is answered or given up, and every answer becomes a status."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from assay.core.judgment import Status
from assay.core.question import LEFT
from assay.core.to_judge import Said, ToJudge
from assay.harness.journal import Journal
from assay.harness.judging.calling import Ways, call_member
from assay.harness.judging.calls import Asking, Turn, check_asking, key_of, turns
from assay.harness.judging.environment import calls_told
from assay.harness.judging.judge_spec import Kind
from assay.harness.judging.reading import CUT, Read, kept_text, read_answer, read_rubric
from assay.harness.judging.settling import CLAIM, Settled, majority, support
from assay.harness.judging.spending import cost_of, minor_units
from assay.harness.runner import Prompt

ITEM_TOO_LONG = "item_too_long"
NOT_WILLING = ("refusal", "content_filter")


class Asked(NamedTuple):
    """What asking a judge came to."""

    said: tuple[Said, ...]
    """One for each item, attempt, order and question, in order; canaries last."""
    n_calls: int
    """Calls that all of it needs."""
    n_new: int
    """Calls that were answered or given up now."""
    n_left: int
    """Calls that were not made, for the time was over."""
    retries: int
    """Tries that were made again."""
    ended: str
    """Why it ended before all was asked: ``time``, ``budget``, ``interrupted``, ``refused``; empty where it did not."""
    refusal: str = ""
    """What an endpoint that refuses says."""


class _Place(NamedTuple):
    """Where the answer of one call stands in the journal."""

    member: int
    key: str | None
    prompt: str | None


def ask_judge(asking: Asking, items: Sequence[ToJudge], journal: Journal, *, ways: Ways) -> Asked:
    """Ask a judge every item; what the journal has is not asked again, so that the same call goes on.

    Raises
    ------
    InputError
        ``judging.form``, ``judging.canary``, ``judging.repeat``, ``judging.prices``, ``run.journal``.
    """
    check_asking(asking)
    system, tools, wanted = asking.system, asking.tools, list(turns(asking, items))
    places = [list(_places(asking, turn, system, tools)) for turn in wanted]
    keys = {each.key for of_turn in places for each in of_turn if each.key is not None}
    known = {key for key in keys if key in journal.answers}
    retries, ended, refusal = 0, "", ""
    spent = sum(_spent(asking, each, journal) for of_turn in places for each in of_turn if each.key in known)
    for member in range(len(asking.spec.callers)):
        prompts = {
            each.key: Prompt(each.key, each.prompt)
            for of_turn in places
            for each in of_turn
            if each.member == member and each.key is not None and each.prompt is not None
        }
        run = call_member(asking, member, list(prompts.values()), journal, ways=ways, spent=spent)
        spent, retries, ended, refusal = run.spending.spent, retries + run.retries, run.ended, run.refusal
        if ended:
            break
    said: list[Said] = []
    for turn, of_turn in zip(wanted, places, strict=True):
        records = [_TOO_LONG if each.key is None else journal.answers.get(each.key) for each in of_turn]
        said += _said(asking, turn, of_turn, records)
    left = sum(key not in journal.answers for key in keys)
    return Asked(
        tuple(said), len(keys), max(len(keys - known) - left, 0), left, retries, ended if left else "", refusal
    )


def _spent(asking: Asking, place: "_Place", journal: Journal) -> float:
    """What a call that is in the journal cost, in whole units of the currency."""
    prices = asking.spec.callers[place.member].prices
    if prices is None or place.key is None:
        return 0.0
    return (cost_of(prices, journal.answers[place.key]) or 0.0) / minor_units(prices.currency)


def _places(asking: Asking, turn: Turn, system: str, tools: str) -> Iterator[_Place]:
    for member, caller in enumerate(asking.spec.callers):
        for prompt in turn.prompts:
            key = None if prompt is None else key_of(caller, system, prompt, turn.attempt, tools=tools)
            yield _Place(member, key, prompt)


def _said(
    asking: Asking, turn: Turn, places: Sequence[_Place], records: Sequence[Mapping[str, Any] | None]
) -> Iterator[Said]:
    """What a turn came to, one a question; nothing while a call of it was not made."""
    known = [record for record in records if record is not None]
    if len(known) < len(records):
        return
    costs = [
        cost_of(asking.spec.callers[place.member].prices, record) for place, record in zip(places, known, strict=True)
    ]
    seconds = [float(record["seconds"]) for record in known if record.get("seconds") is not None]
    about = Said(
        turn.item,
        "",
        None,
        turn.attempt,
        Status.FAILED,
        None,
        turn.shown,
        turn.demanded,
        text=kept_text(str(known[0].get("output") or "")) if known else "",
        seconds=round(sum(seconds), 3) if seconds else None,
        cost=None if not costs or None in costs else sum(each or 0.0 for each in costs),
        served=", ".join(dict.fromkeys(str(record["version"]) for record in known if record.get("version")))[:300],
    )
    made = _settled(asking, turn, known)
    calls = "" if asking.spec.tools is None or not known else calls_told(known[0].get("turns") or ())
    for place, (instruction, settled) in enumerate(zip(asking.instructions, made, strict=True)):
        read = settled.read
        yield about._replace(
            question=instruction.question.name,
            guideline=instruction.version,
            status=read.status,
            given=read.given,
            why=read.why,
            rationale=read.rationale,
            detail=settled.detail or calls,
            confidence=settled.confidence,
            seconds=about.seconds if place == 0 else None,
            cost=about.cost if place == 0 else None,
        )


def _settled(asking: Asking, turn: Turn, records: Sequence[Mapping[str, Any]]) -> list[Settled]:
    """What the answers to the calls of a turn say on each question."""
    questions = [each.question for each in asking.instructions]
    if asking.spec.kind is Kind.RUBRIC:
        (record,) = records
        failed = _failed(record)
        reads = [failed] * len(questions) if failed else read_rubric(str(record["output"]), questions)
        return [Settled(read, "") for read in reads]
    question = CLAIM if asking.spec.kind is Kind.CLAIMS else questions[0]
    reads = [
        _failed(record) or read_answer(str(record["output"]), question, first=turn.shown or LEFT) for record in records
    ]
    if asking.spec.kind is Kind.CLAIMS:
        return [support(reads, questions[0])]
    if asking.spec.kind is Kind.PANEL:
        return [majority(reads, [each.model for each in asking.spec.callers])]
    return [Settled(reads[0], "")]


def _failed(record: Mapping[str, Any]) -> Read | None:
    """Why a call has no answer; None where it has one."""
    if record.get("output") is not None:
        return None
    why = str(record.get("why") or "shape")
    if why in NOT_WILLING:
        return Read(Status.REFUSED, None, why)
    return Read(Status.FAILED, None, CUT if why == "length" else why, str(record.get("words") or ""))


_TOO_LONG: Mapping[str, Any] = {"output": None, "why": ITEM_TOO_LONG}
