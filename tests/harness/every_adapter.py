"""What every adapter of a system is held to, how each is brought to it, and what one cannot say by its nature."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.harness.recorded_replies import CALL, EVERYWHERE, REPLIES, USAGE

from assay.core.calls import Answer, Asked, ToolCall
from assay.core.loops import run_in_loop
from assay.core.ports import Provider
from assay.harness.calling import ask
from assay.harness.chat import Endpoint
from assay.harness.providers.named import make_provider

LONG, SHORT = 120.0, 0.5
"""Seconds: no answer is late on a busy machine; one that hangs is."""
EXPECTED: Mapping[str, Callable[[Answer], bool]] = {
    "answer": lambda it: (it.text, it.why, it.passes) == ("Paris", "", False),
    "version": lambda it: bool(it.version),
    "tokens": lambda it: it.tokens == USAGE,
    "refusal": lambda it: (it.text, it.why, it.passes) == (None, "refusal", False),
    "content_filter": lambda it: (it.text, it.why, it.passes) == (None, "content_filter", False),
    "length": lambda it: (it.text, it.why, it.passes) == (None, "length", False),
    "tool_calls": lambda it: (it.text, it.why, it.tool_calls) == (None, "tool_calls", (ToolCall(**CALL),)),
    "shape": lambda it: (it.text, it.why) == (None, "shape"),
    "bad_json": lambda it: (it.text, it.why, it.passes) == (None, "bad_json", True),
    "overloaded": lambda it: (it.text, bool(it.why), it.passes) == (None, True, True),
    "timeout": lambda it: (it.text, it.why, it.passes) == (None, "timeout", True),
    "reset": lambda it: (it.text, it.why, it.passes) == (None, "reset", True),
}
"""What can come of a call, and how it is told, whichever adapter tells it."""
IN_SENT: Mapping[str, Callable[[Any], bool]] = {
    "options": lambda body: body.get("temperature") == 0.5 and 77 in body.values(),
    "system": lambda body: "Be brief." in json.dumps(body),
    "prompt": lambda body: "Go." in json.dumps(body),
    "tools": lambda body: "properties" in json.dumps(body.get("tools")),
    "no_stream": lambda body: not body.get("stream"),
}
"""What can be sent."""
NO_WORD = "an API of its own has no word for it that a path could lead to"
NOTHING_CALLED = "nothing is called: an output is in the file or not"
PROMPT_ALONE = "it gets the prompt, or the conversation where it asks for it, and nothing beside it"
A_VALUE = "a pyfunc gives a value for a row, and no word beside it"
ABSENT: Mapping[str, Mapping[str, str]] = {
    "anthropic": {"content_filter": "its word for it is the stop reason refusal"},
    "http": {
        **dict.fromkeys(["refusal", "content_filter", "length", "tool_calls"], NO_WORD),
        **dict.fromkeys(["options", "tools"], "its body is what its template says"),
    },
    "subprocess": {"bad_json": "a line that is no JSON names no prompt: it is passed over, which ends as timeout"},
    "python": {
        "bad_json": "its lines are written by us",
        **dict.fromkeys(["options", "tools"], PROMPT_ALONE),
    },
    "recorded": {
        **dict.fromkeys(["tokens", "refusal", "content_filter", "length", "tool_calls", "shape"], NOTHING_CALLED),
        **dict.fromkeys(["bad_json", "overloaded", "timeout", "reset", "options", "system", "tools"], NOTHING_CALLED),
    },
    "mlflow": {
        **dict.fromkeys(["tokens", "refusal", "content_filter", "length", "tool_calls"], A_VALUE),
        "shape": "whatever value it gives is made a text",
        "bad_json": "its lines are written by us",
        **dict.fromkeys(["options", "system", "tools"], "it gets a frame with the prompt alone"),
    },
}
"""What an adapter cannot say or send, and why; all others do."""
UNSEEN = ("python", "mlflow")
"""Those whose line holds all, of which what they run sees the prompt or the conversation."""
SAYS = """
def said(word):
    match word:
        case "overloaded": raise RuntimeError("too many")
        case "refusal": return {"error": "refusal"}
        case "shape": return 7
        case "length" | "content_filter": return {"output": "Par", "ended": word}
        case "tool_calls":
            return {"tool_calls": [{"id": "call_1", "name": "weather", "arguments": '{"city":"Paris"}'}]}
        case "timeout": time.sleep(600)
        case "reset": os._exit(3)
    return {"output": "Paris", "version": "v1", "tokens_in": 12, "tokens_out": 3}
"""
FUNCTION = "import os, time\n" + SAYS
PROGRAM = f"""
import json, os, sys, time
{SAYS}
for line in sys.stdin:
    asked = json.loads(line)
    try:
        told = said(asked["prompt"])
    except RuntimeError:
        told = {{"error": "overloaded"}}
    told = told if isinstance(told, dict) else {{"output": told}}
    print(json.dumps({{**told, "id": asked["id"]}}), flush=True)
"""
MODEL = f"""
import os, time
import mlflow
{SAYS}
class Model(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return [said(word)["output"] for word in model_input["prompt"]]
mlflow.models.set_model(Model())
"""
SAVE = "import mlflow; mlflow.pyfunc.save_model('saved', python_model='model.py', pip_requirements=[])"
MORE: dict[str, dict[str, Any]] = {
    "azure": {"api_version": "2024-10-21"},
    "http": {
        "body": '{"ask": {"text": "{{ prompt }}", "all": "{{ messages }}"}, "top": 3}',
        "answer": "results.0.said",
        "version": "about.v",
        "tokens_in": "about.in",
        "tokens_out": "about.out",
    },
}
"""Settings of the adapters over HTTP."""


def settings_of(name: str, folder: Path) -> dict[str, Any]:
    """Settings of an adapter; what it needs is written into the folder, a saved model of MLflow too."""
    match name:
        case "subprocess":
            (folder / "program.py").write_text(PROGRAM)
            return {"command": f"{sys.executable} {folder / 'program.py'}"}
        case "python":
            (folder / "said_by.py").write_text(FUNCTION)
            return {"function": "said_by:said"}
        case "recorded":
            (folder / "said.csv").write_text("prompt,output\nanswer,Paris\nanswer,Rome\n")
            return {"file": str(folder / "said.csv")}
        case "mlflow":
            (folder / "model.py").write_text(MODEL)
            quiet = {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true"}
            subprocess.run([sys.executable, "-c", SAVE], cwd=folder, check=True, capture_output=True, env=quiet)
            return {"model_uri": str(folder / "saved")}
    return MORE.get(name, {})


def made(name: str, folder: Path, **more: Any) -> Provider:
    """The adapter with its settings."""
    settings = Endpoint(provider=name, model="m-1", more=settings_of(name, folder), **more)
    return make_provider(name, settings, allow_code=True)


def on_this_machine(name: str, provider: Any) -> dict[str, Answer]:
    """Of each thing that an adapter without HTTP can say what came, by one carrier; what ends it comes last."""
    things = [each for each in EXPECTED if each not in ABSENT.get(name, {})]
    asked = [each for each in things if each not in ("version", "tokens", "timeout", "reset")]
    asked += [each for each in ("reset", "timeout") if each in things]

    async def all_of() -> dict[str, Answer]:
        carrier = provider.carrier()
        try:
            sent = {each: provider.sent(Asked(messages=({"role": "user", "content": each},))) for each in asked}
            waits = {"timeout": SHORT}
            return {each: await ask(provider, carrier, sent[each], waits.get(each, LONG)) for each in asked}
        finally:
            await carrier.close()

    found = run_in_loop(all_of)
    return found | {each: found["answer"] for each in ("version", "tokens") if each in things}


def over_http(name: str, thing: str) -> tuple[Any, str]:
    """The reply by which a server says a thing, and what it does to the connection."""
    reply = {"bad_json": EVERYWHERE["bad_json"], "overloaded": EVERYWHERE["status_503"]}
    how = {"timeout": "hang", "reset": "reset"}.get(thing, "")
    return reply.get(thing) or REPLIES[name].get(thing, REPLIES[name]["answer"]), how
