"""The systems of a plan: whose answers are recorded, and which are called."""

import re
from dataclasses import replace

from assay.core.addresses import check_holds_no_secret, shown_address
from assay.core.errors import InputError
from assay.core.plan import Call, SystemSpec
from assay.plans.fields import Fields
from assay.plans.grants import Grants, note_path
from assay.plans.parse_asked import read_asked
from assay.plans.settings import CALL, SYSTEM, SYSTEMS
from assay.plans.trust import code_problem, secret_problem

URL = re.compile(r"https?://[^\s@/?#]+(?:/[^\s@?#]*)?(?:\?[^\s@#]*)?")
RUNS_CODE = {"python": "python", "subprocess": "subprocess", "mlflow": "pyfunc"}
"""Providers that run code of the user, and the setting that they stand for."""
OF_FILE = ("predictions", "label", "score", "outputs", "output")


def read_systems(fields: Fields, grants: Grants) -> tuple[SystemSpec, SystemSpec]:
    """Baseline and candidate; where something is wrong it is noted."""
    node = fields.map("systems")
    if node is None:
        return SystemSpec(""), SystemSpec("")
    both = Fields(node, SYSTEMS, "'systems'", fields.findings)
    baseline, candidate = (_system(both, name, grants) for name in ("baseline", "candidate"))
    _note_same(both, baseline, candidate)
    attempts = [each.call.attempts if each.call else 1 for each in (baseline, candidate)]
    if attempts[0] != attempts[1] and baseline.name and candidate.name:
        what = f"The baseline is asked {attempts[0]} times for each item, the candidate {attempts[1]} times."
        fix = "Ask both equally often: only answers to the same attempt are pairs."
        both.findings.note("plan.attempts", what, fix, both.line_of("candidate"))
    return baseline, candidate


def _note_same(both: Fields, baseline: SystemSpec, candidate: SystemSpec) -> None:
    line = both.line_of("candidate")
    if baseline.name and baseline.name == candidate.name:
        what = f"Baseline and candidate are both called '{baseline.name}'."
        both.findings.note("plan.same_system", what, "Name two systems.", line)
    elif (file := baseline.predictions or baseline.outputs) and _answers(baseline) == _answers(candidate):
        what = f"Baseline and candidate read the same answers: '{file}'."
        both.findings.note("plan.same_system", what, "Name another file or column.", line)
    elif baseline.call is not None and _settings(baseline.call) == (candidate.call and _settings(candidate.call)):
        what = "Baseline and candidate are called in the same way."
        both.findings.note("plan.same_system", what, "Change what the candidate is: its model or its prompt.", line)


def _answers(system: SystemSpec) -> tuple[str | None, ...]:
    return system.predictions, system.label_column, system.outputs, system.output_column


def _settings(call: Call) -> Call:
    return replace(call, at_once=1, price_in=None, price_out=None, rate=None, token_rate=None)


def _system(both: Fields, name: str, grants: Grants) -> SystemSpec:
    node = both.map(name)
    if node is None:
        return SystemSpec("")
    fields = Fields(node, SYSTEM, f"the {name}", both.findings)
    files = [setting for setting in ("predictions", "outputs") if fields.given(setting)]
    for setting in files:
        note_path(fields, setting)
    if fields.given("call"):
        for setting in OF_FILE:
            if fields.given(setting):
                what = f"The {name} is called, and has '{setting}' of a file too."
                both.findings.note("plan.call_and_file", what, "Keep one of both.", fields.line_of(setting))
    elif len(files) == 2:
        what = f"The {name} has 'predictions' and 'outputs'."
        fix = "Keep 'outputs' for texts that are to be scored, 'predictions' for answers."
        both.findings.note("plan.call_and_file", what, fix, fields.line_of("outputs"))
    return SystemSpec(
        fields.text("name") or "",
        fields.text("predictions"),
        fields.text("label") or "",
        fields.text("score"),
        call=_call(fields, name, grants),
        outputs=fields.text("outputs"),
        output_column=fields.text("output") or "",
    )


def _call(system: Fields, name: str, grants: Grants) -> Call | None:
    node = system.map("call")
    if node is None:
        return None
    fields = Fields(node, CALL, f"'call' of the {name}", system.findings)
    return Call(
        url=_url(fields),
        model=fields.text("model") or "",
        provider=_provider(fields, grants),
        system=fields.text("system"),
        temperature=fields.number("temperature"),
        most_tokens=fields.whole("most_tokens"),
        attempts=fields.whole("attempts") or 1,
        timeout=fields.number("timeout") or 0.0,
        tries=fields.whole("tries") or 1,
        more=_more(fields),
        price_in=fields.number("price_in"),
        price_out=fields.number("price_out"),
        at_once=fields.whole("at_once") or 1,
        rate=fields.number("rate"),
        token_rate=fields.number("token_rate"),
        line=fields.line,
        **read_asked(fields, grants),
    )


def _url(fields: Fields) -> str:
    url = fields.text("url") or ""
    if not fields.given("url") and fields.text("provider") == "openai":
        fix = "Add 'url:', such as https://api.openai.com/v1."
        fields.findings.note("plan.missing", f"{fields.subject} has no 'url'.", fix, fields.line)
    elif url and not URL.fullmatch(url):
        what = f"'url' in {fields.where} is no address: '{shown_address(url)}'."
        fix = "Write http:// or https://, a host, and a path; no name, password or key."
        fields.findings.note("plan.url", what, fix, fields.line_of("url"))
    else:
        try:
            check_holds_no_secret(url)
        except InputError as error:
            fields.findings.note_error(error, fields.line_of("url"))
    return url


def _provider(fields: Fields, grants: Grants) -> str:
    """The provider; one that runs code where that is not granted, or reads a file of its own choice, is refused."""
    provider, line = fields.text("provider") or "", fields.line_of("provider")
    problem = code_problem(RUNS_CODE.get(provider, ""), file=fields.findings.file, line=line)
    if problem and not grants.code:
        fields.findings.problems.append(problem)
    if provider == "recorded":
        what = "Recorded outputs are no call."
        fields.findings.note("plan.provider", what, "Write 'outputs: FILE' in the place of 'call'.", line)
    return provider


def _more(fields: Fields) -> tuple[str, ...]:
    listed = fields.texts("set")
    for text, line in listed:
        name, sign, _ = text.partition("=")
        if not sign or not name.strip():
            what = f"'set' in {fields.where} has '{text[:60]}'."
            fields.findings.note("plan.set", what, "Write NAME=VALUE, such as api_version=2024-10-21.", line)
        elif problem := secret_problem(name, file=fields.findings.file, line=line):
            fields.findings.problems.append(problem)
    return tuple(text for text, _ in listed)
