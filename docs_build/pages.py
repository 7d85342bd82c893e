"""Which pages are made, and how."""

import contextlib
import inspect
import io
import math
import os
import re
from collections.abc import Callable
from typing import Any

from docs_build.error_codes import error_codes
from docs_build.sentences import fields_of
from docs_build.tables import code, fence, page, table

WITH_OPTIONS = {"f_beta": "f_beta:beta=2"}
"""Metrics that are nothing without an option, with one."""


def errors_page() -> str:
    """Every error code, where it comes from and what it says."""
    rows = [(code(each.code), ", ".join(sorted(each.rooms)), each.what, each.fix) for each in error_codes()]
    return page(
        "Error codes",
        "from the syntax trees of `src/assay`",
        "Every refusal carries a stable code, so that a pipeline can count it.\n"
        "The text may change, the code does not.\n"
        'With `--json` a command that refuses prints `{"problems": [{"code", "what", "fix", "file", "line", '
        '"item"}]}`.\n'
        "An ellipsis stands for a value that is filled in.",
        table(("code", "room", "what it says", "what to do"), rows),
    )


def metrics_page() -> str:
    """Every metric: what it is, its range, what it needs, how its interval is made."""
    from assay.core.estimate import Rule
    from assay.metrics.registry import OPTIONS, known_metrics, parse_metric

    rules = [(code(each.type), each.sentence) for each in fields_of(Rule)]
    rows = []
    for name in known_metrics():
        metric = parse_metric(WITH_OPTIONS.get(name, name))
        rows.append(
            (
                code(name),
                metric.sentence,
                f"{bound(metric.low)} to {bound(metric.high)}",
                "higher" if metric.higher_is_better else "lower",
                "scores" if metric.needs_score else "answers",
                code(metric.rule.value),
                ", ".join(code(each) for each in OPTIONS.get(name, ())),
            )
        )
    return page(
        "Metrics",
        "from `assay.metrics.registry`",
        "A metric is a smooth function of sums over items, or a rank statistic with an influence value for each item.\n"
        "Every value comes with an interval, or with the reason why it has none.\n"
        "Options follow a colon: `f_beta:beta=2`, `precision:average=macro`, `ece:bins=10,kind=mass`.",
        table(("metric", "what it is", "range", "better", "reads", "interval", "options"), rows),
        "## How intervals are made",
        table(("rule", "how"), rules),
        "[Verdicts](../concepts/verdicts.md) says what follows from an interval.",
    )


def bound(value: float) -> str:
    """A bound of a metric's range."""
    return "unbounded" if math.isinf(value) else f"{value:g}"


def plan_page() -> str:
    """Every setting of a plan and of a tier, the kinds of gates and the default tiers."""
    from assay.core.plan import GateKind, GateRole, Tier
    from assay.datasets.checks import known_checks
    from assay.plans.settings import GATE_NEEDS, settings_reference
    from assay.plans.tiers import DEFAULT_TIERS

    asks = {each.type: each.sentence for each in fields_of(GateKind)}
    kinds = [
        (code(kind.value), asks[kind.value], ", ".join(map(code, needs.needs)), ", ".join(map(code, needs.takes)))
        for kind, needs in GATE_NEEDS.items()
    ]
    names = [each.name for each in fields_of(Tier)]
    tiers = [[said(getattr(tier, name)) for name in names] for tier in DEFAULT_TIERS.values()]
    return page(
        "The plan file",
        "from `assay.plans.settings`",
        "A plan is one YAML file, reviewed next to the code.\n"
        "`assay plan new` writes a first one, and `assay plan check` says what is still required.\n"
        "`assay schema` prints the JSON Schema for editors.\n\n"
        "A plan comes from a pull request, so it holds no key, reads nothing outside its folder and runs no code.\n"
        "It reaches no host but those that its systems name, and none on a private network that the operator does not "
        "list in `ASSAY_ALLOW_HOSTS`.\n"
        "Only in a workspace made with `assay init --allow-code` may it call a system by a provider that runs code.",
        "## Settings",
        settings_reference().strip(),
        "## Kinds of gates",
        table(("kind", "what it asks", "needs", "takes"), kinds),
        "## Roles of gates",
        table(("role", "what it weighs"), [(code(each.type), each.sentence) for each in fields_of(GateRole)]),
        "## Checks of data",
        table(("check", "passes when"), [(code(name), sentence) for name, sentence in known_checks().items()]),
        "## Default tiers",
        table(names, tiers),
    )


def said(value: Any) -> str:
    """A setting's value in words."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def commands_page() -> str:
    """What every command says when it is asked for help."""
    from assay.cli.commands import BY_NAME

    parts = [fence(help_of([]))]
    for name in BY_NAME:
        parts += [f"## assay {name}", fence(help_of([name]))]
        parts += [
            part for word in words_under(name) for part in (f"### assay {name} {word}", fence(help_of([name, word])))
        ]
    return page("Command line", "from the help of each command", *parts)


def words_under(name: str) -> list[str]:
    """Commands under a command, such as ``lock`` under ``plan``."""
    from importlib import import_module

    from assay.cli.commands import BY_NAME

    app = import_module(f"assay.cli.{BY_NAME[name].module}").app
    found = [each.name or each.callback.__name__ for each in app.registered_commands]
    return found if len(found) > 1 or app.info.help else []


def help_of(words: list[str]) -> str:
    """What ``assay WORDS --help`` prints, 80 columns wide."""
    from assay.cli.main import outcome

    said_out, columns = io.StringIO(), os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    try:
        with contextlib.redirect_stdout(said_out):
            outcome([*words, "--help"])
    finally:
        os.environ.pop("COLUMNS")
        if columns is not None:
            os.environ["COLUMNS"] = columns
    return "\n".join(line.rstrip() for line in said_out.getvalue().splitlines())


def python_page() -> str:
    """The public functions and records."""
    import assay
    from assay.core import ports

    parts = []
    for name in assay.__all__:
        thing = getattr(assay, name)
        if not name.startswith("__"):
            parts += [f"## {name}", *described(thing)]
    parts.append("## Ports\n\nWhat a plugin may implement, in `assay.core.ports`.")
    for name, port in sorted(vars(ports).items()):
        if isinstance(port, type) and port.__module__ == ports.__name__:
            parts += [f"### {name}", *described(port)]
    return page(
        "Python",
        "from `assay.__all__` and `assay.core.ports`",
        "`import assay` offers these names; each is loaded when it is first asked for.\n"
        "`data` is a path, or a pandas, polars, pyarrow, DuckDB or Ibis object.",
        *parts,
    )


def described(thing: Any) -> list[str]:
    """Signature and docstring of a function, or fields of a record."""
    text = inspect.getdoc(thing) or ""
    if not isinstance(thing, type):
        return [fence(f"{thing.__name__}{parameters(thing)}", "text"), fence(text)]
    fields = fields_of(thing)
    rows = [(code(each.name), code(each.type), each.sentence) for each in fields]
    called = vars(thing).get("__call__")
    asked = [fence(f"__call__{parameters(called)}\n\n{inspect.getdoc(called)}")] if called else []
    return [one_sentence_a_line(text), *asked, *([table(("field", "type", "meaning"), rows)] if rows else [])]


def one_sentence_a_line(text: str) -> str:
    """A docstring as the sources of the pages are written."""
    return re.sub(r"(?<=[.:]) (?=[A-Z])", "\n", text.replace("``", "`"))


def parameters(function: Any) -> str:
    """The parameters of a function, one a line where there are many."""
    signature = inspect.signature(function)
    lines, starred = [], False
    for each in signature.parameters.values():
        if each.kind is each.KEYWORD_ONLY and not starred:
            lines.append("*")
            starred = True
        lines.append(re.sub(r"<function (\w+) at 0x[0-9a-f]+>", r"\1", str(each).replace("typing.", "")))
    result = f" -> {inspect.formatannotation(signature.return_annotation)}"
    joined = ", ".join(lines)
    return f"({joined}){result}" if len(joined) < 80 else "(\n    " + ",\n    ".join(lines) + f",\n){result}"


PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/cli.md": commands_page,
    "docs/reference/errors.md": errors_page,
    "docs/reference/metrics.md": metrics_page,
    "docs/reference/plan.md": plan_page,
    "docs/reference/python.md": python_page,
}
