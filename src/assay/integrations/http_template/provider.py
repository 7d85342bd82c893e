"""A system behind an API of its own: the body is JSON whose texts are templates, the answer is at a path.

Settings: ``body`` (JSON; its texts see ``prompt``, ``messages`` and ``model``), ``answer`` (a path such as
``choices.0.text``), and, where there are any, ``version``, ``tokens_in`` and ``tokens_out`` (paths) and ``key_header``
(by default the key is a bearer). The address may hold ``{{ prompt }}`` behind its host.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import orjson

from assay.core.calls import Answer, Asked, Reply, Sent
from assay.core.errors import InputError
from assay.harness.chat import Endpoint
from assay.harness.prompts import Template
from assay.harness.replies import concluded, counted, document, failed, text_of, told_error

MESSAGES = "{{ messages }}"
"""A text that becomes the list of messages."""


class HttpTemplate:
    """Templates of address and body."""

    def __init__(self, settings: Endpoint) -> None:
        self.settings = settings
        self._answer = settings.setting("answer").split(".")
        self._paths = {name: str(path).split(".") for name, path in settings.more.items() if name in _COUNTS}
        if "{{" in urlsplit(settings.url).netloc:
            what = "The host of the address is a template."
            raise InputError("provider.setting", what, "Name the host; a template may stand behind it.")
        self._address = Template(settings.url)
        try:
            self._body = _templates(orjson.loads(settings.setting("body")))
        except ValueError:
            what = "The body of the provider 'http' is no JSON."
            fix = 'Write JSON whose texts are templates: {"input": "{{ prompt }}"}.'
            raise InputError("provider.setting", what, fix) from None

    def sent(self, asked: Asked) -> Sent:
        """Address and body with the prompt in their places; in the address it is escaped."""
        values = {"prompt": asked.prompt, "messages": list(asked.messages), "model": self.settings.model}
        escaped = {name: quote(str(values[name]), safe="") for name in ("prompt", "model")}
        return Sent(
            address=self._address.prompt(escaped, line=1), body=_filled(self._body, values), headers=self._headers()
        )

    def read(self, reply: Reply) -> Answer:
        """What is at the path."""
        problem = failed(reply)
        if problem:
            return problem
        try:
            told = document(reply.body)
        except ValueError:
            return Answer(None, "bad_json", True)
        found = {name: _at(told, path) for name, path in self._paths.items()}
        text = _at(told, self._answer)
        if text is None:
            return told_error(told) or Answer(None, "shape", True)
        version = None if found.get("version") is None else str(found["version"])
        if not isinstance(text, str):
            text = text_of(text) if _are_parts(text) else orjson.dumps(text).decode()
        return concluded(text, "", (), version=version, tokens=counted(found, "tokens_in", "tokens_out"))

    def _headers(self) -> dict[str, str]:
        key, name = self.settings.key, str(self.settings.more.get("key_header") or "")
        if not key:
            return {}
        return {name: key} if name else {"Authorization": f"Bearer {key}"}


_COUNTS = ("version", "tokens_in", "tokens_out")


def _are_parts(found: Any) -> bool:
    """Whether it is the content of an answer in parts, each of a kind, rather than a list that is the answer."""
    return isinstance(found, list) and bool(found) and all(isinstance(each, dict) and "type" in each for each in found)


def _templates(body: Any) -> Any:
    match body:
        case str():
            return body if body.strip() == MESSAGES else Template(body)
        case list():
            return [_templates(each) for each in body]
        case dict():
            return {name: _templates(each) for name, each in body.items()}
    return body


def _filled(body: Any, values: Mapping[str, Any]) -> Any:
    match body:
        case Template():
            return body.prompt(values, line=1)
        case str():
            return values["messages"]
        case list():
            return [_filled(each, values) for each in body]
        case dict():
            return {name: _filled(each, values) for name, each in body.items()}
    return body


def _at(told: Any, path: list[str]) -> Any:
    for part in path:
        try:
            told = told[int(part)] if isinstance(told, list) else told[part]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return told
