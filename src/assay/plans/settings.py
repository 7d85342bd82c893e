"""Every setting of a plan and of a tier: name, type, default, one sentence; read by parsing, schema and help."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from assay.core.plan import GateKind, GateRole

LAYOUT = 1
"""Version of the plan layout that this version reads."""
KNOWN_CHECKS = (
    *("duplicates", "missing", "schema_change", "imbalance", "label_copy"),
    *("constant_column", "cluster_leak"),
)
"""Data checks that a plan may name."""
LARGEST_SEED = 2**32 - 1


class Kind(StrEnum):
    """What a setting holds."""

    TEXT = "text"
    """One line of text."""
    ANSWER = "answer"
    """A class of the label: text, or a whole number kept as it is written."""
    NUMBER = "number"
    """A finite number."""
    WHOLE = "whole number"
    """A whole number."""
    YES_NO = "true or false"
    """true or false."""
    TEXTS = "list of texts"
    """Texts, each once."""
    ANSWERS = "list of classes"
    """Classes of the label, each once."""
    NUMBERS = "list of numbers"
    """Finite numbers."""
    COLUMNS = "one or two columns"
    """A column, the name of a slice of the plan, or a list of two of them."""
    MAP = "settings"
    """Settings of another table."""
    MAPS = "list of settings"
    """A list of such."""
    SLICES = "list of slices"
    """Columns, crosses of two, or settings of a slice."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a reviewed text file."""

    name: str
    """As written in the file."""
    kind: Kind
    """What it holds."""
    sentence: str
    """What it is for, in a sentence."""
    required: bool = False
    """Whether the file must name it."""
    default: str | float | bool | tuple[str, ...] | None = None
    """What holds when the file does not name it; None is absence."""
    choices: tuple[str, ...] = ()
    """The only texts allowed; none named means any."""
    low: float | None = None
    """Smallest number allowed."""
    high: float | None = None
    """Largest number allowed."""
    inside: bool = False
    """Whether the bounds themselves are outside."""
    longest: int = 200
    """Characters that a text may have."""
    holds: str | None = None
    """For settings within settings: the table they follow."""


PLAN = (
    Setting("assay", Kind.WHOLE, "Version of this layout: 1.", required=True, low=LAYOUT, high=LAYOUT),
    Setting("name", Kind.TEXT, "Name of the plan, unique in the workspace.", required=True),
    Setting("purpose", Kind.TEXT, "What decision this serves, in a sentence.", required=True, longest=2000),
    Setting("tier", Kind.TEXT, "How much rigor: low, standard, high, or a tier of the workspace.", required=True),
    Setting("author", Kind.TEXT, "Who wrote the plan; may not approve it."),
    Setting("dataset", Kind.TEXT, "Dataset as name, or name@version with at least 8 digits.", required=True),
    Setting("reference", Kind.TEXT, "Reference set to hold answers against; absent is the label column of the import."),
    Setting(
        "positive", Kind.ANSWER, "The positive class of a two-class label; absent takes the usual one and says so."
    ),
    Setting(
        "cluster",
        Kind.TEXT,
        "Column whose equal values are not independent, such as a user or a household.",
        longest=1000,
    ),
    Setting("weight", Kind.TEXT, "Column of item weights.", longest=1000),
    Setting(
        "level",
        Kind.NUMBER,
        "Coverage of intervals; each side errs at (1 - level)/2 over the gates of a family.",
        default=0.95,
        low=0.5,
        high=1.0,
        inside=True,
    ),
    Setting(
        "power",
        Kind.NUMBER,
        "Probability of PASS, if the truth is as assumed, that planning asks for.",
        default=0.8,
        low=0.5,
        high=1.0,
        inside=True,
    ),
    Setting(
        "multiplicity",
        Kind.TEXT,
        "Correction for many gates: holm, or none (say why in the purpose).",
        default="holm",
        choices=("holm", "none"),
    ),
    Setting("seed", Kind.WHOLE, "Seed of the bootstrap and of the self-test.", default=7, low=0, high=LARGEST_SEED),
    Setting("systems", Kind.MAP, "The baseline and the candidate.", required=True, holds="systems"),
    Setting("scoring", Kind.MAP, "How an output becomes an answer; absent reads it as a class.", holds="scoring"),
    Setting("budget", Kind.MAP, "How far calls may go before they stop cleanly.", holds="budget"),
    Setting("metrics", Kind.TEXTS, "Metrics to report; those of the gates are added.", default=()),
    Setting("slices", Kind.SLICES, "Cuts of the items to report; those of the gates are added.", holds="slice"),
    Setting(
        "checks",
        Kind.TEXTS,
        "Data checks to run; those of the gates are added.",
        default=("duplicates", "missing", "imbalance", "label_copy"),
        choices=KNOWN_CHECKS,
    ),
    Setting("reviewers", Kind.TEXTS, "Who must approve before the lock.", default=()),
    Setting("gates", Kind.MAPS, "Rules on estimates; at least one with role core.", required=True, holds="gate"),
)
SYSTEMS = (
    Setting("baseline", Kind.MAP, "What we compare with.", required=True, holds="system"),
    Setting("candidate", Kind.MAP, "What is proposed.", required=True, holds="system"),
)
SYSTEM = (
    Setting("name", Kind.TEXT, "Name of the system.", required=True),
    Setting(
        "predictions",
        Kind.TEXT,
        "File of recorded answers in the folder of the plan; absent when they came with the dataset.",
        longest=1000,
    ),
    Setting("label", Kind.TEXT, "Column of that file that holds the answer.", default="prediction"),
    Setting("score", Kind.TEXT, "Column of that file that holds the probability of the positive class."),
    Setting("call", Kind.MAP, "Instead of a file: how the system is called for each item.", holds="call"),
    Setting(
        "outputs",
        Kind.TEXT,
        "File of recorded texts in the folder of the plan, which scoring turns into answers.",
        longest=1000,
    ),
    Setting("output", Kind.TEXT, "Column of that file that holds the text.", default="output"),
)
CALL = (
    Setting(
        "provider",
        Kind.TEXT,
        "Which API is spoken: openai stands for every compatible chat endpoint.",
        default="openai",
        longest=40,
    ),
    Setting("url", Kind.TEXT, "Address of the API; its key is bound to its host by the operator.", longest=2000),
    Setting("model", Kind.TEXT, "Name of the model.", required=True),
    Setting("prompt", Kind.TEXT, "Template over the columns of an item, such as {{ question }}.", longest=100_000),
    Setting("prompt_file", Kind.TEXT, "Instead: file of the template in the folder of the plan.", longest=1000),
    Setting("messages", Kind.TEXT, "Instead: column of conversations, each a JSON list of role and content."),
    Setting(
        "conversation",
        Kind.TEXT,
        "Instead: JSON file in the folder of the plan, a list of role and content, whose contents are templates.",
        longest=1000,
    ),
    Setting(
        "shots",
        Kind.TEXT,
        "Examples that go before each prompt: a file in the folder of the plan with the columns of the template.",
        longest=1000,
    ),
    Setting("shot_answer", Kind.TEXT, "Column of the answers of the examples.", default="answer", longest=1000),
    Setting("system", Kind.TEXT, "The system message.", longest=100_000),
    Setting(
        "tools",
        Kind.TEXT,
        "JSON file in the folder of the plan, a list of tools: name, description, parameters (a JSON schema).",
        longest=1000,
    ),
    Setting(
        "tool_script",
        Kind.TEXT,
        "What tools answer: a file in the folder of the plan with the columns tool, arguments, answer.",
        longest=1000,
    ),
    Setting("most_turns", Kind.WHOLE, "Most turns in which a model calls tools.", default=10, low=1, high=1000),
    Setting("temperature", Kind.NUMBER, "As the API has it; absent leaves it to the server.", low=0.0, high=10.0),
    Setting("most_tokens", Kind.WHOLE, "Most tokens of an answer; absent leaves it to the server.", low=1, high=10**6),
    Setting("attempts", Kind.WHOLE, "How often each item is asked.", default=1, low=1, high=100),
    Setting(
        "set",
        Kind.TEXTS,
        "Settings of the provider's own, each as NAME=VALUE: api_version=2024-10-21.",
        default=(),
        longest=10_000,
    ),
    Setting("price_in", Kind.NUMBER, "Price of a million tokens of prompts; may change without an amendment.", low=0.0),
    Setting("price_out", Kind.NUMBER, "Price of a million tokens of answers.", low=0.0),
    Setting("tries", Kind.WHOLE, "Most tries of one prompt after failures of one kind.", default=5, low=1, high=100),
    Setting(
        "at_once", Kind.WHOLE, "Most calls in flight; may change without an amendment.", default=16, low=1, high=1024
    ),
    Setting("rate", Kind.NUMBER, "Most requests a minute; may change without an amendment.", low=0.0, inside=True),
    Setting("token_rate", Kind.NUMBER, "Most tokens a minute, read and written.", low=0.0, inside=True),
    Setting("timeout", Kind.NUMBER, "Seconds to wait for one answer.", default=60.0, low=0.0, high=3600.0, inside=True),
)
SCORING = (
    Setting("menu", Kind.ANSWERS, "Classes that an output may name; absent is the classes of the label.", default=()),
    Setting("scorer", Kind.TEXT, "Scorer with its options, such as numeric:tolerance=0.01: it says good or not."),
    Setting("target", Kind.TEXT, "Column of the items that a scorer compares an output with.", longest=1000),
    Setting("between", Kind.TEXT, "Text that parts several targets in one cell."),
    Setting("good_from", Kind.NUMBER, "Smallest score that is good.", default=1.0, low=0.0, high=1.0),
    Setting("judge", Kind.TEXT, "Judge that says whether an output is good; its verdicts come from elsewhere."),
    Setting("question", Kind.TEXT, "Question that the judge answers."),
    Setting(
        "judge_file",
        Kind.TEXT,
        "Instead of both: file of a judge (YAML) in the folder of the plan, which evaluation asks.",
        longest=1000,
    ),
    Setting("good", Kind.ANSWER, "Answer to it that means good."),
    Setting("people", Kind.WHOLE, "Outputs that people judge too, to correct the judge.", default=0, low=0, high=10**7),
    Setting("stages", Kind.NUMBERS, "Numbers of outputs judged by people at which the plan may be looked at."),
    Setting("label_cost", Kind.WHOLE, "Cost of one judgment of a person, in the smallest unit.", low=0, high=10**9),
    Setting("currency", Kind.TEXT, "Of label_cost, as three letters.", longest=3),
    Setting(
        "at_once",
        Kind.WHOLE,
        "With judge_file: most calls in flight; may change without an amendment.",
        default=16,
        low=1,
        high=1024,
    ),
)
BUDGET = (
    Setting("money", Kind.NUMBER, "Most money that all calls may cost; needs prices in each call.", low=0.0),
    Setting("currency", Kind.TEXT, "Of the money, as three letters.", longest=3),
    Setting(
        "minutes", Kind.NUMBER, "Most minutes of calls of each system, a command.", low=0.0, high=10_000.0, inside=True
    ),
)
SLICE = (
    Setting("by", Kind.COLUMNS, "Column whose levels are slices, or two columns to cross.", longest=1000),
    Setting("edges", Kind.NUMBERS, "Inner edges of ranges of a numeric column, ascending."),
    Setting("quantiles", Kind.WHOLE, "Instead of edges: this many ranges of equal count.", low=2, high=100),
    Setting("name", Kind.TEXT, "Name of a slice given by a condition."),
    Setting("where", Kind.TEXT, 'The condition, such as: sex == "Female" and age < 30.', longest=10_000),
)
GATE = (
    Setting("name", Kind.TEXT, "Name of the gate, unique in the plan.", required=True),
    Setting("kind", Kind.TEXT, "What it asks.", required=True, choices=tuple(kind.value for kind in GateKind)),
    Setting("role", Kind.TEXT, "What it weighs.", required=True, choices=tuple(role.value for role in GateRole)),
    Setting("metric", Kind.TEXT, "Metric with its options; every kind but check needs it."),
    Setting("by", Kind.COLUMNS, "Slices it looks at; absent is all items.", longest=1000),
    Setting("accept", Kind.NUMBER, "PASS when the bound of the interval reaches it."),
    Setting("fail", Kind.NUMBER, "FAIL when the other bound does not reach it; absent is the same as accept."),
    Setting("margin", Kind.NUMBER, "For non_inferiority: how much worse is still acceptable.", low=0.0),
    Setting(
        "min_items",
        Kind.WHOLE,
        "Fewer judged items make it INCONCLUSIVE.",
        default=30,
        low=1,
        high=LARGEST_SEED,
    ),
    Setting("check", Kind.TEXT, "For kind check: name of the data check.", choices=KNOWN_CHECKS),
)
TIER = (
    Setting("assay", Kind.WHOLE, "Version of this layout: 1.", required=True, low=LAYOUT, high=LAYOUT),
    Setting("name", Kind.TEXT, "Name of the tier.", required=True),
    Setting("min_items", Kind.WHOLE, "Judged items the dataset must have.", required=True, low=1, high=LARGEST_SEED),
    Setting("min_level", Kind.NUMBER, "Smallest coverage allowed.", required=True, low=0.5, high=1.0, inside=True),
    Setting("min_power", Kind.NUMBER, "Smallest power allowed.", required=True, low=0.5, high=1.0, inside=True),
    Setting(
        "min_approvals",
        Kind.WHOLE,
        "People other than the author who must approve before the lock.",
        required=True,
        low=0,
        high=100,
    ),
    Setting("needs_guardrail", Kind.YES_NO, "Whether at least one guardrail gate is demanded.", required=True),
    Setting("needs_slice", Kind.YES_NO, "Whether at least one slice gate is demanded.", required=True),
    Setting("needs_card", Kind.YES_NO, "Whether the dataset must have a reviewed card.", required=True),
    Setting("needs_multiplicity", Kind.YES_NO, "Whether gates must be corrected for being many.", required=True),
    Setting(
        "needs_judge_card",
        Kind.YES_NO,
        "Whether a machine judge must have a card that holds, and people who check it on the same outputs.",
        default=False,
    ),
)
TABLES: Mapping[str, tuple[Setting, ...]] = MappingProxyType(
    {
        "plan": PLAN,
        "systems": SYSTEMS,
        "system": SYSTEM,
        "call": CALL,
        "scoring": SCORING,
        "budget": BUDGET,
        "slice": SLICE,
        "gate": GATE,
        "tier": TIER,
    }
)
"""All tables by name."""


@dataclass(frozen=True, slots=True)
class GateNeeds:
    """Which settings a kind of gate takes besides name, kind and role."""

    needs: tuple[str, ...]
    """Must be there."""
    takes: tuple[str, ...] = ()
    """May be there."""


GATE_NEEDS: Mapping[GateKind, GateNeeds] = MappingProxyType(
    {
        GateKind.THRESHOLD: GateNeeds(("metric", "accept"), ("by", "fail", "min_items")),
        GateKind.NON_INFERIORITY: GateNeeds(("metric", "margin"), ("by", "min_items")),
        GateKind.WORST_SLICE: GateNeeds(("metric", "by", "accept"), ("fail", "min_items")),
        GateKind.GAP: GateNeeds(("metric", "by", "accept"), ("fail", "min_items")),
        GateKind.CALIBRATION: GateNeeds(("metric", "accept"), ("by", "fail", "min_items")),
        GateKind.CHECK: GateNeeds(("check",)),
    }
)
"""One row a kind of gate."""


def setting_of(table: tuple[Setting, ...], name: str) -> Setting:
    """The setting called ``name``; KeyError when the table has none (a programming error)."""
    for setting in table:
        if setting.name == name:
            return setting
    raise KeyError(name)


def settings_reference() -> str:
    """All settings as Markdown tables, for the help and the docs."""
    return "\n\n".join(_reference(name, table) for name, table in TABLES.items()) + "\n"


def _reference(name: str, table: tuple[Setting, ...]) -> str:
    rows = [f"| `{each.name}` | {each.kind.value} | {_default(each)} | {each.sentence} |" for each in table]
    return "\n".join([f"### {name}", "", "| setting | type | default | meaning |", "|---|---|---|---|", *rows])


def _default(setting: Setting) -> str:
    if setting.required:
        return "required"
    if setting.default is None or setting.default == ():
        return "none"
    if isinstance(setting.default, tuple):
        return ", ".join(setting.default)
    return str(setting.default)
