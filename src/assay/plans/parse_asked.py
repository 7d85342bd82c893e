"""What a called system of a plan is asked: a template, a conversation or a column of messages; examples and tools."""

from typing import Any

from assay.core.errors import AssayError
from assay.plans.fields import Fields
from assay.plans.grants import Grants, note_path

FORMS = ("prompt", "prompt_file", "messages", "conversation")
"""Of these a call has one."""
FILES = ("conversation", "shots", "tools", "tool_script")
"""Files whose bytes are locked with the plan."""
BESIDE = {"shots": ("prompt", "prompt_file"), "shot_answer": ("shots",), "most_turns": ("tool_script",)}
"""Settings that say nothing without one of others."""


def read_asked(fields: Fields, grants: Grants) -> dict[str, Any]:
    """Fields of `assay.core.plan.Call`; where something is wrong it is noted."""
    form = _form(fields)
    for name, others in BESIDE.items():
        if fields.given(name) and not any(fields.given(each) for each in others):
            what = f"'{name}' in {fields.where} says nothing without {' or '.join(map(repr, others))}."
            fields.findings.note("plan.call_alone", what, "Add that, or remove it.", fields.line_of(name))
    found: dict[str, Any] = {"prompt": _template(fields, form, grants), "prompt_file": fields.text("prompt_file")}
    found |= {name: fields.text(name) for name in ("messages", *FILES)}
    found |= {f"{name}_sha256": _sha256(fields, name, grants) for name in FILES}
    return {
        **found,
        "shot_answer": fields.text("shot_answer") or "",
        "most_turns": fields.whole("most_turns") or 1,
    }


def _form(fields: Fields) -> str | None:
    """The one way in which the plan says what is asked."""
    given = [name for name in FORMS if fields.given(name)]
    if len(given) == 1:
        return given[0]
    has = " and ".join(map(repr, given)) if given else "nothing that is asked"
    fix = "Give one of prompt, prompt_file, messages and conversation: a template such as 'Answer: {{ question }}'."
    fields.findings.note("plan.prompt", f"{fields.subject} has {has}.", fix, fields.line)
    return None


def _template(fields: Fields, form: str | None, grants: Grants) -> str:
    """The template as it stands in the plan, or in the file that the plan names."""
    if form == "prompt":
        return fields.text("prompt") or ""
    if form != "prompt_file" or not note_path(fields, "prompt_file") or grants.read_file is None:
        return ""
    try:
        return grants.read_file(fields.text("prompt_file") or "")
    except AssayError as error:
        fields.findings.note_error(error, fields.line_of("prompt_file"))
        return ""


def _sha256(fields: Fields, name: str, grants: Grants) -> str | None:
    """Hash of a file that is named; None where none is, or it cannot be read, which is noted."""
    if not fields.given(name) or not note_path(fields, name) or grants.hash_file is None:
        return None
    try:
        return grants.hash_file(fields.text(name) or "")
    except AssayError as error:
        fields.findings.note_error(error, fields.line_of(name))
        return None
