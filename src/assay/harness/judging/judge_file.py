"""A machine judge as a reviewed YAML file: what it is asked, how, and of which model. No secret stands in it."""

from collections.abc import Mapping, Sequence
from math import isfinite
from types import MappingProxyType
from typing import Any

from assay.core.addresses import check_holds_no_secret
from assay.core.errors import InputError, PlanError, did_you_mean
from assay.core.plan import JudgeInFile
from assay.core.safe_text import neutral
from assay.harness.judging.environment import MOST_OF_TURNS, AgentTools, read_tools
from assay.harness.judging.judge_spec import Caller, JudgeSpec, Kind, Prices
from assay.harness.providers.named import RUN_CODE
from assay.texts.findings import Findings
from assay.texts.nodes import ListNode, MapNode, Node, TextNode, Unreadable, is_absent
from assay.texts.strict_yaml import read_settings

BEGIN = "Begin with: judge: 1, then name:, question:, url: and model:."
NO_URL = "Write one: url: ...; a plan lends its own where it calls systems by the same provider at one address."
NO_ADDRESSES: Mapping[str, str] = MappingProxyType({})
JUDGE, AGENT = "judge", "agent"
"""The first setting says which of the two a file describes."""
CALL = ("provider", "url", "model", "temperature", "most_tokens", "seconds", "rate", "token_rate", "prices", "set")
HEAD = (
    JUDGE,
    AGENT,
    "name",
    "kind",
    "question",
    "criteria",
    "prompt",
    "reference",
    "claims",
    "canaries",
    "members",
    "tools",
    "script",
    "most_turns",
    *CALL,
)
SECRETS = ("key", "api_key", "token", "secret", "password", "authorization", "headers")
NOT_CALLED = frozenset([*RUN_CODE, "recorded"])
"""Providers that run code or read files of this machine: a judge's file may come from somebody else."""
MOST_CANARIES, MOST_MEMBERS, MOST_CRITERIA = 10_000, 9, 12
LONGEST_NAME, LONGEST, LONGEST_PROMPT = 100, 500, 50_000
CURRENCY_LETTERS = 3
NOT_IN_NAMES = ":@/\\"
"""A card is kept under ``question:judge``; a version is named after an @."""
WITH_TOOLS = frozenset({Kind.POINTWISE, Kind.REFERENCE, Kind.PAIRWISE})
"""Kinds in which each answer is one conversation, so that an agent may call tools in it."""
OF_OUTPUTS = frozenset({Kind.POINTWISE, Kind.REFERENCE, Kind.PANEL})
"""Kinds that give one answer on one output."""
NEEDS = {Kind.REFERENCE: "reference", Kind.CLAIMS: "claims", Kind.PANEL: "members", Kind.RUBRIC: "criteria"}
"""A setting without which a kind cannot be asked."""


def parse_judge(text: str, file: str, *, addresses: Mapping[str, str] = NO_ADDRESSES) -> JudgeSpec:
    """The judge or the agent in a YAML text.

    ``addresses`` are those of a plan, by provider: what its file does not say is taken from there.

    Raises
    ------
    PlanError
        With all problems and their lines: ``yaml.*`` where the form is wrong, ``judging.unknown_field``,
        ``judging.missing_field``, ``judging.value``, ``judging.secret``, ``address.secret``.
    """
    node, findings = read_settings(text, file, begin=BEGIN)
    found = _Reader(findings, addresses).judge(node) if node is not None else None
    if found is None or findings.problems:
        raise findings.error()
    return found


def judge_of_outputs(text: str, file: str, addresses: Mapping[str, str] = NO_ADDRESSES) -> JudgeInFile:
    """The judge in a YAML text, for a plan that has it say which outputs are good, and calls systems at addresses.

    Raises
    ------
    PlanError
        As `parse_judge`; ``judging.of_outputs`` for one that does not answer one question of one output.
    """
    spec = parse_judge(text, file, addresses=addresses)
    if spec.is_agent or spec.kind not in OF_OUTPUTS:
        said = "an annotation agent" if spec.is_agent else f"a judge of kind {spec.kind.value}"
        what = f"The file describes {said}, and a plan takes one verdict on each output."
        fix = "Name a judge of kind pointwise, reference or panel; verdicts of others come by 'judge:' and 'question:'."
        raise PlanError("judging.of_outputs", what, fix, file=file)
    return JudgeInFile(spec.name, spec.judge.version, spec.questions[0])


class _Reader:
    """Reads the settings, noting what is wrong with each; what could not be read is then of no use."""

    def __init__(self, findings: Findings, addresses: Mapping[str, str]) -> None:
        self.findings, self._addresses = findings, addresses

    def judge(self, node: MapNode) -> JudgeSpec | None:
        self._known(node, HEAD)
        is_agent = self._is_agent(node)
        kind = self._kind(node)
        name = self.text(node, "name", needed=True)
        if len(name) > LONGEST_NAME or any(mark in name for mark in NOT_IN_NAMES):
            fix = f"Use up to {LONGEST_NAME} characters, without {' '.join(NOT_IN_NAMES)}."
            self._wrong("name", name, fix, node.line_of("name"))
        self._fitting(node, kind, is_agent=is_agent)
        questions = self._questions(node, kind)
        callers = self._callers(node, kind)
        canaries = self._whole(node, "canaries", 0, MOST_CANARIES) or 0
        tools = self._tools(node, kind, is_agent=is_agent)
        if self.findings.problems:
            return None
        return JudgeSpec(
            name=name,
            kind=kind,
            questions=questions,
            callers=callers,
            is_agent=is_agent,
            prompt=self.text(node, "prompt", most=LONGEST_PROMPT),
            tools=tools,
            reference=self.text(node, "reference") or None,
            claims=self.text(node, "claims") or None,
            canaries=canaries,
        )

    def _is_agent(self, node: MapNode) -> bool:
        named = [word for word in (JUDGE, AGENT) if node.value(word) is not None]
        if len(named) != 1:
            self.findings.note("judging.missing_field", "The file does not say what it describes.", BEGIN, node.line)
            return False
        value = node.value(named[0])
        if not (isinstance(value, TextNode) and value.text == "1"):
            told = value.text if isinstance(value, TextNode) else "several values"
            self._wrong(named[0], told, f"Write {named[0]}: 1, the version of such files.", node.line_of(named[0]))
        return named[0] == AGENT

    def _kind(self, node: MapNode) -> Kind:
        word = self.text(node, "kind") or Kind.POINTWISE.value
        known = [kind.value for kind in Kind]
        if word in known:
            return Kind(word)
        self._wrong("kind", word, did_you_mean(word, known), node.line_of("kind"))
        return Kind.POINTWISE

    def _fitting(self, node: MapNode, kind: Kind, *, is_agent: bool) -> None:
        needed = NEEDS.get(kind)
        for setting, of in ((field, kind_of) for kind_of, field in NEEDS.items()):
            if setting == needed and node.value(setting) is None:
                fix = f"Write one: {setting}: ..."
                what = f"A judge of kind {kind.value} needs the field '{setting}'."
                self.findings.note("judging.missing_field", what, fix, node.line_of("kind"))
            allowed = setting == needed or (setting == "reference" and kind is Kind.PANEL)
            if not allowed and node.value(setting) is not None:
                what = f"The field '{setting}' is for judges of kind {of.value}; this one is {kind.value}."
                self.findings.note(
                    "judging.value", what, f"Leave it out, or write kind: {of.value}.", node.line_of(setting)
                )
        if not is_agent and node.value("prompt") is not None:
            what = "A judge has no prompt of its own: it answers by the guideline that people read."
            fix = "Leave it out, or write agent: 1 for an annotation agent."
            self.findings.note("judging.value", what, fix, node.line_of("prompt"))
        if kind in (Kind.PAIRWISE, Kind.RUBRIC, Kind.CLAIMS) and node.value("canaries") is not None:
            what = f"Canaries cannot be planted for a judge of kind {kind.value}."
            self.findings.note("judging.value", what, "Leave canaries out.", node.line_of("canaries"))

    def _tools(self, node: MapNode, kind: Kind, *, is_agent: bool) -> AgentTools | None:
        named = next((name for name in ("tools", "script", "most_turns") if node.value(name) is not None), None)
        if named is None:
            return None
        if not is_agent or kind not in WITH_TOOLS:
            who = f"an agent of kind {kind.value}" if is_agent else "a judge"
            what, fix = f"The field '{named}' is not for {who}.", "Leave it out, or write agent: 1 and no such kind."
            self.findings.note("judging.value", what, fix, node.line_of(named))
            return None
        most = self._whole(node, "most_turns", 1, MOST_OF_TURNS)
        return read_tools(node, self.findings, self.text, most)

    def _questions(self, node: MapNode, kind: Kind) -> tuple[str, ...]:
        if kind is not Kind.RUBRIC:
            return (self.text(node, "question", needed=True),)
        found = node.value("criteria")
        members = found.members if isinstance(found, ListNode) else ()
        names = tuple(each.text.strip() for each in members if isinstance(each, TextNode))
        if found is not None and (not 2 <= len(names) <= MOST_CRITERIA or len(set(names)) < len(names) or "" in names):
            fix = f"Write 2 to {MOST_CRITERIA} questions, each once: criteria: [helpful, brief]."
            self._wrong("criteria", ", ".join(names), fix, node.line_of("criteria"))
        return names

    def _callers(self, node: MapNode, kind: Kind) -> tuple[Caller, ...]:
        if kind is not Kind.PANEL:
            return (self._caller(node, node),)
        found = node.value("members")
        members = [each for each in found.members if isinstance(each, MapNode)] if isinstance(found, ListNode) else []
        if found is not None and not 2 <= len(members) <= MOST_MEMBERS:
            fix = f"Write 2 to {MOST_MEMBERS}, each with its model: members: [{{model: a}}, {{model: b}}]."
            self._wrong("members", str(len(members)), fix, node.line_of("members"))
        for each in members:
            self._known(each, CALL)
        return tuple(self._caller(each, node) for each in members)

    def _caller(self, own: MapNode, common: MapNode) -> Caller:
        """What a member does not say is said for all."""

        def of(name: str) -> MapNode:
            return common if own.value(name) is None else own

        model_needed = own is common or common.value("model") is None
        temperature = self._number(of("temperature"), "temperature", 0.0, 2.0)
        tokens = self._whole(of("most_tokens"), "most_tokens", 1, 1_000_000)
        seconds = self._number(of("seconds"), "seconds", 0.01, 3_600.0)
        provider = self.text(of("provider"), "provider") or "openai"
        if provider in NOT_CALLED:
            fix = "A judge is called over the web; bring other judgments in: assay judgments import."
            self._wrong("provider", provider, fix, of("provider").line_of("provider"))
        return Caller(
            url=self._url(of("url"), provider),
            model=self.text(of("model"), "model", needed=model_needed),
            provider=provider,
            temperature=0.0 if temperature is None else temperature,
            most_tokens=1_000 if tokens is None else tokens,
            seconds=60.0 if seconds is None else seconds,
            prices=self._prices(of("prices")),
            rate=self._number(of("rate"), "rate", 0.01, 1_000_000.0),
            token_rate=self._number(of("token_rate"), "token_rate", 0.01, 1e12),
            more=self._more(of("set")),
        )

    def _url(self, node: MapNode, provider: str) -> str:
        if is_absent(node.value("url")):
            if provider not in self._addresses:
                self.findings.note("judging.missing_field", "The field 'url' is missing.", NO_URL, node.line_of("url"))
            return self._addresses.get(provider, "")
        url = self.text(node, "url", most=2_000)
        try:
            check_holds_no_secret(url)
        except InputError as error:
            self.findings.note_error(error, node.line_of("url"))
        return url

    def _more(self, node: MapNode) -> tuple[tuple[str, str], ...]:
        """Settings of the adapter's own."""
        found = node.value("set")
        if found is None:
            return ()
        if not isinstance(found, MapNode):
            self._wrong("set", "one value", "Write set: {api_version: '2026-01-01'}.", found.line)
            return ()
        self._known(found, [key.text for key, _ in found.pairs])
        return tuple((key.text, self.text(found, key.text, needed=True)) for key, _ in found.pairs)

    def _prices(self, node: MapNode) -> Prices | None:
        found = node.value("prices")
        if found is None:
            return None
        if not isinstance(found, MapNode):
            self._wrong("prices", "one value", "Write prices: {read: 0.25, written: 2, currency: USD}.", found.line)
            return None
        self._known(found, ("read", "written", "currency"))
        read, written = (self._number(found, name, 0.0, 1_000_000.0) for name in ("read", "written"))
        currency = self.text(found, "currency", needed=True)
        is_code = len(currency) == CURRENCY_LETTERS and currency.isascii() and currency.isalpha() and currency.isupper()
        if currency and not is_code:
            self._wrong("currency", currency, "Write the ISO 4217 code, such as USD.", found.line_of("currency"))
        return Prices(read or 0.0, written or 0.0, currency)

    def text(self, node: MapNode, name: str, *, needed: bool = False, most: int = LONGEST) -> str:
        """A text; empty where there is none."""
        found = node.value(name)
        if isinstance(found, Unreadable):
            return ""
        if found is None or is_absent(found):
            if needed:
                fix = f"Write one: {name}: ..."
                self.findings.note("judging.missing_field", f"The field '{name}' is missing.", fix, node.line_of(name))
            return ""
        if not isinstance(found, TextNode) or not 1 <= len(found.text.strip()) <= most:
            told = f"{len(found.text):,} characters" if isinstance(found, TextNode) else "several values"
            self._wrong(name, told, f"Write one text of 1 to {most:,} characters.", found.line)
            return ""
        return found.text.strip()

    def _number(self, node: MapNode, name: str, low: float, high: float) -> float | None:
        written = self._scalar(node, name)
        if written is None:
            return None
        try:
            value = float(written.text)
        except ValueError:
            value = float("nan")
        if isfinite(value) and low <= value <= high and written.text.isascii() and "_" not in written.text:
            return value
        self._wrong(name, written.text, f"Write a number from {low:g} to {high:g}.", written.line)
        return None

    def _whole(self, node: MapNode, name: str, low: int, high: int) -> int | None:
        written = self._scalar(node, name)
        if written is None:
            return None
        digits = written.text
        if digits.isascii() and digits.isdigit() and len(digits) < 10 and low <= int(digits) <= high:
            return int(digits)
        self._wrong(name, digits, f"Write a whole number from {low} to {high:,}.", written.line)
        return None

    def _scalar(self, node: MapNode, name: str) -> TextNode | None:
        found: Node | None = node.value(name)
        if found is None or isinstance(found, Unreadable):
            return None
        if isinstance(found, TextNode):
            return found
        self._wrong(name, "several values", "Write one.", found.line)
        return None

    def _known(self, node: MapNode, fields: Sequence[str]) -> None:
        for key, _ in node.pairs:
            if key.text.lower() in SECRETS:
                what = f"The field '{neutral(key.text, most=60)}' would hold a secret."
                fix = "Take it out of the file; bind it to the host: export ASSAY_KEYS=api.openai.com=OPENAI_API_KEY."
                self.findings.note("judging.secret", what, fix, key.line)
            elif key.text not in fields:
                what = f"There is no field '{neutral(key.text, most=60)}' here."
                self.findings.note("judging.unknown_field", what, did_you_mean(key.text, fields), key.line)

    def _wrong(self, name: str, value: Any, fix: str, line: int) -> None:
        self.findings.note("judging.value", f"The field '{name}' is '{neutral(str(value), most=60)}'.", fix, line)
