"""What a reply says whichever API it is of: its JSON, its text, calls of tools, counts, an error, and how long to wait.

Servers of one API differ: some send the text of an answer in parts, or the arguments of a call as an object, or tell an
error with the status 200. Each is read here, once for all adapters.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from assay.core.calls import Answer, Reply, ToolCall
from assay.core.safe_text import neutral

READ = frozenset([200, 201])
"""Statuses with which an answer comes: some APIs make a thing that holds it."""
PASSING = frozenset([408, 409, 425, 429, 500, 502, 503, 504, 529])
"""Statuses after which the same call may do better."""
OF_KEYS = frozenset([401, 403, 407])
"""Statuses whose words may be about a key, and say it: nothing of them is kept."""
QUOTA, NO_QUOTA = "quota", frozenset(["insufficient_quota", "billing_hard_limit_reached"])
"""Why a call is refused for want of money, and the codes that tell it from too many calls, which have its status."""
ELSEWHERE = "it leads to another address, and no redirect is followed"
"""What is said of a redirect; where it leads to may hold anything."""
FILTERED, OF_FILTERS = "content_filter", frozenset(["content_filter", "content_policy_violation"])
"""Why a prompt is refused before the model sees it, and the codes that tell it from a mistake in the request."""
SERVER_ERROR = "server_error"
"""The server failed in the midst of an answer, and says so with the status of one."""
ENDS = {
    **dict.fromkeys(["length", "max_tokens", "model_length", "max_output_tokens"], "length"),
    "model_context_window_exceeded": "length",
    **dict.fromkeys(["content_filter", "safety"], "content_filter"),
    **dict.fromkeys(["error", "abort", "insufficient_system_resource"], SERVER_ERROR),
}
"""Words for the end of an answer that is none, or only the beginning of one, and ours; in lower case."""
OF_TEXT = frozenset(["text", "output_text"])
"""Kinds of the parts of an answer that are its text; reasoning, references and pictures are not."""
LONGEST_WAIT = 60.0
"""Seconds that a server can make us wait for the next try."""
MOST_COUNTED, LONGEST_VERSION = 2**40, 200
"""Tokens, and characters of a version, that a server can tell of."""
LONGEST_WHY = 300
"""Characters of what it says of a failure."""
STATUS = re.compile("[45][0-9][0-9]")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def document(data: bytes) -> Any:
    """The JSON that a server sent, as careless servers write it too: behind a mark of the order of its octets, with
    NaN, or with half of a pair of surrogates, which is read as the letter for what is unknown.

    Raises
    ------
    ValueError
        For what is no JSON.
    """
    data = data.removeprefix(BYTE_ORDER_MARK)
    try:
        return orjson.loads(data)
    except ValueError:
        pass
    try:
        text = json.dumps(json.loads(data), ensure_ascii=False)
        return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    except RecursionError:
        raise ValueError from None


def failed(reply: Reply) -> Answer | None:
    """The failure that a status of HTTP tells; None for a reply that is to be read."""
    return None if reply.status in READ else _of_status(reply.status, _error_in(reply), waiting(reply.headers))


def told_error(told: Any) -> Answer | None:
    """The failure that a document tells in the place of an answer; None for one without an ``error``.

    Gateways answer with the status 200 and pass on in ``error`` what the server behind them said, with its status as
    ``code``; without one the server is taken to have failed.
    """
    error = told.get("error") if isinstance(told, dict) else None
    if not error:
        return None
    code = error.get("code") if isinstance(error, dict) else None
    status = int(code) if isinstance(code, (int, str)) and STATUS.fullmatch(str(code)) else None
    status = 400 if _codes(told) & OF_FILTERS else status
    return broken(_why(told)) if status is None else _of_status(status, told, None)


def broken(words: str) -> Answer:
    """The server failed in the midst of an answer; the same call may do better."""
    return Answer(None, SERVER_ERROR, True, words=words)


def _codes(told: Any) -> frozenset[str]:
    """The words by which an error says what it is."""
    error = told.get("error") if isinstance(told, dict) else None
    return frozenset(str(error.get(name)) for name in ("code", "type")) if isinstance(error, dict) else frozenset()


def _of_status(status: int, told: Any, wait: float | None) -> Answer:
    codes = _codes(told)
    if status == 400 and codes & OF_FILTERS:
        return Answer(None, FILTERED, False, words=_why(told))
    words = "" if status in OF_KEYS else ELSEWHERE if 300 <= status < 400 else _why(told)
    if status == 429 and codes & NO_QUOTA:
        return Answer(None, QUOTA, False, words=words)
    return Answer(None, f"status_{status}", status in PASSING, wait, words=words)


def _error_in(reply: Reply) -> Any:
    """The JSON of a failure, or its text where it is plain; None where it is neither."""
    try:
        return document(reply.body[: LONGEST_WHY * 100])
    except ValueError:
        kind = next((value for name, value in reply.headers.items() if name.lower() == "content-type"), "")
        return reply.body[: LONGEST_WHY * 10].decode("utf-8", "replace") if kind.startswith("text/plain") else None


def _why(told: Any) -> str:
    """What a server says of a failure, in short: ``error.message``, ``message`` or ``detail``, or the text that it is.

    It is cut between words: half a secret that the server says back would not be known for one.
    """
    error = told.get("error", told) if isinstance(told, dict) else told
    if isinstance(error, dict):
        error = error.get("message") or error.get("detail")
    if isinstance(error, list):  # what a check of the request found, as FastAPI tells it
        error = "; ".join(str(each["msg"]) for each in error if isinstance(each, dict) and "msg" in each)
    text = error.strip() if isinstance(error, str) else ""
    if len(text) > LONGEST_WHY:
        text = text[:LONGEST_WHY].rpartition(" ")[0]
    said = neutral(text)
    return said if len(said) <= LONGEST_WHY else said[:LONGEST_WHY].rpartition(" ")[0]


def waiting(headers: Mapping[str, str]) -> float | None:
    """Seconds that ``Retry-After`` (or OpenAI's ``retry-after-ms``) asks for, within bounds; None without one."""
    found = {name.lower(): value for name, value in headers.items()}
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            wait = float(found.get(name, "")) / unit
        except ValueError:
            continue
        if not math.isnan(wait):
            return min(max(wait, 0.0), LONGEST_WAIT)
    return _until(found.get("retry-after", ""), found.get("date", ""))


def _until(then: str, now: str) -> float | None:
    """Seconds between two dates of HTTP, both by the server's clock."""
    try:
        wait = (parsedate_to_datetime(then) - parsedate_to_datetime(now)).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(wait, 0.0), LONGEST_WAIT)


def text_of(content: Any) -> Any:
    """The text of a content: itself, or its parts of text together; None for parts of which none is text."""
    if not isinstance(content, list):
        return content
    found = (
        each.get("text") if isinstance(each, Mapping) and each.get("type", "text") in OF_TEXT else each
        for each in content
    )
    texts = [each for each in found if isinstance(each, str)]
    return "".join(texts) if texts else None


def tool_call(id: Any, name: Any, arguments: Any) -> ToolCall:
    """A call of a tool; arguments that came as an object become the JSON that they are."""
    told = arguments if isinstance(arguments, str) else orjson.dumps(arguments or {}).decode()
    return ToolCall(str(id), str(name), told or "{}")


def concluded(
    text: Any,
    ended: str,
    calls: Iterable[ToolCall],
    *,
    version: Any,
    tokens: tuple[int | None, int | None],
    refused: bool = False,
) -> Answer:
    """The answer that a text, the word of its end and calls of tools make, whichever API told them."""
    version, calls = version[:LONGEST_VERSION] if isinstance(version, str) else None, tuple(calls)
    why = ENDS.get(ended.lower(), "")
    if why == SERVER_ERROR:
        return broken(f"it ended with '{neutral(ended, most=40)}'")._replace(version=version, tokens=tokens)
    why = why or ("refusal" if refused else "tool_calls" if calls else "")
    if not why and not isinstance(text, str):
        return Answer(None, "shape", False, None, version, tokens)
    return Answer(None if why else text, why, False, None, version, tokens, calls)


def counted(usage: Any, read: str, written: str) -> tuple[int | None, int | None]:
    """Tokens read and written under their names in an object of counts; None for what is not told."""
    found = usage if isinstance(usage, Mapping) else {}
    told = (found.get(read), found.get(written))
    first, second = (count if isinstance(count, int) and 0 <= count <= MOST_COUNTED else None for count in told)
    return first, second
