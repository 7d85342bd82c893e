"""Guidelines and what changed between their versions, as JSON documents and on the terminal."""

import difflib
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.core.encode import to_plain
from assay.core.figures import count
from assay.core.safe_text import shell_word
from assay.reports.terminal import plain_table, safe
from assay.reports.words import VERSION_DIGITS, moment, plural

MOST_LINES = 200
LONGEST = 1_000


def guideline_json(found: Any) -> dict[str, Any]:
    """``{"guideline": {"question", "version", "by", "at", "approvals", "in_force", "rules", "changes", ...}}``."""
    kept = found.kept
    rules = [
        {
            "number": rule.number,
            "title": rule.title,
            "line": rule.line,
            "examples": list(rule.examples),
            "counter_examples": list(rule.counter_examples),
        }
        for rule in kept.guideline.rules
    ]
    plain = {
        "question": found.question,
        "version": kept.guideline.version,
        "by": kept.by,
        "at": kept.at,
        "approvals": [{"by": each.by, "at": each.at} for each in kept.approvals],
        "in_force": found.in_force,
        "rules": rules,
        "tree": _tree_json(kept.guideline.tree),
        "compared_with": found.compared_with,
        "changes": [to_plain(each._asdict()) for each in found.changes],
        "changed_steps": [to_plain(each._asdict()) for each in found.steps],
        "other_text": found.other_text,
        "text": kept.guideline.text,
    }
    return {"guideline": plain}


def guideline_summary(found: Any) -> RenderableType:
    """Which version, who wrote and approved it, its rules, what changed since the one before, and what is next."""
    kept, question = found.kept, found.question
    rules = kept.guideline.rules
    head = f"Guideline of '{question}', version {_short(kept.guideline.version)}: {plural(count(len(rules)), 'rule')}"
    lines = [f"{head}, by {kept.by} (as claimed), {moment(kept.at)} UTC.", _state(found), *_since(found)]
    rows = [
        (rule.number, rule.title, count(len(rule.examples)), count(len(rule.counter_examples)), str(rule.line))
        for rule in rules
    ]
    table = plain_table(("rule", "title", ">examples", ">counter-examples", ">line"), rows)
    tree = tree_lines(kept.guideline.tree)
    return Group(*(safe(line, most=LONGEST) for line in lines), table, *tree, safe(_following(found), most=LONGEST))


def tree_lines(tree: Any) -> list[RenderableType]:
    """The decision tree, each step with its branches; nothing where there is none."""
    if tree is None:
        return []
    lines: list[RenderableType] = [safe(f"Decision tree, {plural(count(len(tree.steps)), 'step')}:")]
    for step in tree.steps:
        lines.append(safe(f"  {step.id}. {step.asks}", most=LONGEST))
        lines += [safe(f"     {each.says}: {_end(each)}", most=LONGEST) for each in step.branches]
    return lines


def _tree_json(tree: Any) -> dict[str, Any] | None:
    if tree is None:
        return None
    return {"title": tree.title, "line": tree.line, "steps": [to_plain(step) for step in tree.steps]}


def _end(branch: Any) -> str:
    if branch.to is not None:
        return f"step {branch.to}"
    rule = f" (rule {branch.rule})" if branch.rule is not None else ""
    return f"answer {', '.join(branch.answer) or 'none of them'}{rule}"


def diff_summary(found: Any, before: str | None) -> RenderableType:
    """The rules that changed since another version, and its lines; ``before`` is the text of that version."""
    if before is None:
        return safe(
            f"Version {_short(found.kept.guideline.version)} is the first: there is nothing to compare it with."
        )
    head = f"Version {_short(found.kept.guideline.version)} of the guideline of '{found.question}'. "
    parts: list[RenderableType] = [safe(head + " ".join(_since(found)), most=LONGEST)]
    if found.changes:
        rows = [(each.change, each.number, each.title, str(each.line)) for each in found.changes]
        parts.append(plain_table(("", "rule", "title", ">line"), rows))
    if found.steps:
        rows = [(each.change, each.step, each.asks, str(each.line)) for each in found.steps]
        parts.append(plain_table(("", "step", "asks", ">line"), rows))
    lines = list(difflib.unified_diff(before.split("\n"), found.kept.guideline.text.split("\n"), lineterm="", n=2))
    parts += [_line(line) for line in lines[2 : 2 + MOST_LINES]]
    rest = len(lines) - 2 - MOST_LINES
    return Group(*parts, *([safe(f"and {count(rest)} more lines: --json gives the whole text")] if rest > 0 else []))


def approved_summary(found: Any) -> RenderableType:
    """Who approved, and what that makes of the judgments given before."""
    who = ", ".join(each.by for each in found.kept.approvals)
    lines = [f"Approved by {who} (as claimed): version {_short(found.kept.guideline.version)} is in force."]
    if found.changes:
        told = _changes(found)
        lines.append(f"{told[:1].upper()}{told[1:]}: judgments given before are stale. See: assay queue show NAME")
    return Group(*(safe(line, most=LONGEST) for line in lines))


def _state(found: Any) -> str:
    version, approvals = found.kept.guideline.version, found.kept.approvals
    if found.in_force == version:
        return f"In force, approved by {', '.join(each.by for each in approvals)}."
    if found.in_force is None:
        return "Not approved yet; none is in force."
    return f"{'Not in force' if approvals else 'Not approved yet'}; version {_short(found.in_force)} is in force."


def _since(found: Any) -> list[str]:
    if found.compared_with is None:
        return []
    steps = f" Steps of the decision tree: {', '.join(f'{each.step} {each.change}' for each in found.steps)}."
    other = " Words outside of all rules changed." if found.other_text else ""
    told = f"Since version {_short(found.compared_with)}: {_changes(found) or 'no rule changed'}."
    return [f"{told}{steps if found.steps else ''}{other}"]


def _changes(found: Any) -> str:
    return ", ".join(f"{each.named} {each.change}" for each in found.changes)


def _following(found: Any) -> str:
    if found.in_force == found.kept.guideline.version:
        return f"Next: assay queue fill NAME --dataset NAME --question {shell_word(found.question)}"
    return f"Next: somebody else approves it: assay guideline approve --question {shell_word(found.question)} --by NAME"


def _short(version: str) -> str:
    return version[:VERSION_DIGITS]


def _line(line: str) -> Text:
    shown = safe(line, most=LONGEST)
    shown.stylize({"+": "green", "-": "red", "@": "dim"}.get(line[:1], ""))
    return shown
