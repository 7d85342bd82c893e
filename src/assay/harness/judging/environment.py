"""The tools of an annotation agent as its file lists them: what it may call, and what each call is answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from assay.core.canonical import canonical_json
from assay.harness.scripted import MOST_TURNS, Scripted
from assay.texts.findings import Findings
from assay.texts.nodes import ListNode, MapNode

TOOL = ("name", "description", "parameters")
ROW = ("tool", "arguments", "answer")
MOST_TOOLS, MOST_ROWS, MOST_OF_TURNS = 20, 1_000, 50
LONGEST_ANSWER, LONGEST_SCHEMA, LONGEST_SHOWN = 10_000, 20_000, 300
ANYTHING = '{"type": "object"}'
"""Parameters of a tool that says nothing of them."""
Reads = Callable[..., str]
"""Reads one text of a file: the settings, its name, whether it is needed, its most characters."""


@dataclass(frozen=True, slots=True)
class Tool:
    """What an agent may call."""

    name: str
    """Its name."""
    description: str
    """What it does, for the model."""
    parameters: str
    """A JSON schema, as canonical JSON."""


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """What a call is answered."""

    tool: str
    """Name of the tool."""
    arguments: str
    """The very arguments as JSON; empty for any."""
    answer: str
    """What the agent reads."""


@dataclass(frozen=True, slots=True)
class AgentTools:
    """The tools of an agent and their scripted environment; all of it is part of the agent's version."""

    tools: tuple[Tool, ...]
    """What it may call."""
    script: tuple[ToolAnswer, ...]
    """What calls are answered."""
    most_turns: int = MOST_TURNS
    """Most turns in which it may call tools."""

    def told(self) -> dict[str, Any]:
        """As the version keeps it."""
        return asdict(self)

    @property
    def offered(self) -> tuple[Mapping[str, Any], ...]:
        """The tools as an endpoint takes them."""
        return tuple({**asdict(each), "parameters": orjson.loads(each.parameters)} for each in self.tools)

    @property
    def scripted(self) -> Scripted:
        """The environment that answers."""
        return Scripted([asdict(each) for each in self.script], most_turns=self.most_turns)


def read_tools(node: MapNode, findings: Findings, text: Reads, most_turns: int | None) -> AgentTools | None:
    """The tools that a file lists under ``tools``, answered by the rows under ``script``; None where it lists none."""
    tools = [_tool(each, findings, text) for each in _maps(node, "tools", MOST_TOOLS, TOOL, findings)]
    rows = [_row(each, findings, text) for each in _maps(node, "script", MOST_ROWS, ROW, findings)]
    names = [each.name for each in tools]
    if len(set(names)) < len(names):
        _note(findings, node.line_of("tools"), "Two tools have one name.", "Give each a name of its own.")
    strange = next((each.tool for each in rows if each.tool and each.tool not in names), None)
    if strange is not None:
        _note(findings, node.line_of("script"), f"'script' answers '{strange[:60]}', which is no tool.", "List it.")
    if not tools and (rows or most_turns is not None):
        _note(findings, node.line, "There are answers of tools and no tools.", "List them: tools: [{name: ...}].")
    return AgentTools(tuple(tools), tuple(rows), most_turns or MOST_TURNS) if tools else None


def calls_told(turns: Sequence[Mapping[str, Any]]) -> str:
    """The calls of a conversation and what they were answered, as canonical JSON; empty where there were none."""
    answers = {str(each["id"]): str(each["content"]) for each in turns if each.get("role") == "tool"}
    calls = [call for each in turns if each.get("role") == "assistant" for call in each.get("tool_calls") or ()]
    told = [
        {
            "tool": str(call["name"])[:LONGEST_SHOWN],
            "arguments": str(call["arguments"])[:LONGEST_SHOWN],
            "answer": answers.get(str(call["id"]), "")[:LONGEST_SHOWN],
        }
        for call in calls
    ]
    return canonical_json(told).decode() if told else ""


def _maps(node: MapNode, name: str, most: int, known: Sequence[str], findings: Findings) -> list[MapNode]:
    found = node.value(name)
    if found is None:
        return []
    members = found.members if isinstance(found, ListNode) else ()
    maps = [each for each in members if isinstance(each, MapNode)]
    if not maps or len(maps) < len(members) or len(maps) > most:
        fix = f"Write up to {most:,}: {name}: [{{{known[0]}: ...}}]."
        _note(findings, node.line_of(name), f"The field '{name}' is no list of settings.", fix)
    for each in maps:
        for key, _ in each.pairs:
            if key.text not in known:
                _note(findings, key.line, f"There is no field '{key.text[:60]}' here.", f"Known: {', '.join(known)}.")
    return maps


def _tool(node: MapNode, findings: Findings, text: Reads) -> Tool:
    schema = text(node, "parameters", most=LONGEST_SCHEMA) or ANYTHING
    read = _json(schema)
    if not isinstance(read, dict):
        fix = """Write a JSON schema as one text: parameters: '{"type": "object"}'."""
        _note(findings, node.line_of("parameters"), "The field 'parameters' holds no JSON object.", fix)
        read = {}
    return Tool(text(node, "name", needed=True), text(node, "description"), canonical_json(read).decode())


def _row(node: MapNode, findings: Findings, text: Reads) -> ToolAnswer:
    arguments = text(node, "arguments", most=LONGEST_SCHEMA)
    if arguments and not isinstance(_json(arguments), dict):
        fix = """Write JSON as one text: arguments: '{"id": 7}'; leave it out for any."""
        _note(findings, node.line_of("arguments"), "The field 'arguments' holds no JSON object.", fix)
    answer = text(node, "answer", needed=True, most=LONGEST_ANSWER)
    return ToolAnswer(text(node, "tool", needed=True), arguments, answer)


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except ValueError:
        return None


def _note(findings: Findings, line: int, what: str, fix: str) -> None:
    findings.note("judging.tools", what, fix, line)
