"""What servers of one API send that differ from its documentation: gateways, Mistral, vLLM, Ollama, OpenRouter.

Each reply is as such a server sends it; the word after it says whose habit it is.
"""

import json
from typing import Any

import pytest
from tests.harness.recorded_replies import USAGE, chat, message, response, said

from assay.core.calls import Answer, Reply, ToolCall
from assay.core.judgment import Status
from assay.harness.chat import Endpoint
from assay.harness.outputs import status_of
from assay.harness.providers.named import make_provider
from assay.harness.scripted import Scripted

SET: dict[str, dict[str, Any]] = {
    "azure": {"api_version": "2024-10-21"},
    "http": {"body": '{"q": "{{ prompt }}"}', "answer": "out"},
}
PARTS = [{"type": "text", "text": "Pa"}, {"type": "text", "text": "ris"}]
THINKING = [{"type": "thinking", "thinking": [{"type": "text", "text": "A capital."}]}, *PARTS]
REFERENCES = [*PARTS, {"type": "reference", "reference_ids": [1]}]
CHAT = ("openai", "azure")


def read(name: str, body: Any, status: int = 200, **headers: str) -> Answer:
    """What an adapter makes of a reply."""
    settings = Endpoint(url="https://api.example.org/v1", model="m", provider=name, more=SET.get(name, {}))
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    told = {each.replace("_", "-"): value for each, value in headers.items()}
    return make_provider(name, settings).read(Reply(status, told, data))


@pytest.mark.parametrize("content", [PARTS, THINKING, REFERENCES, ["Pa", "ris"]], ids=str)
@pytest.mark.parametrize("name", CHAT)
def test_an_answer_in_parts_is_their_text(name: str, content: Any) -> None:
    found = read(name, chat({"content": content}))
    assert (found.text, found.why, found.tokens) == ("Paris", "", USAGE)


def test_an_answer_in_parts_is_their_text_at_the_path_of_a_template_and_a_list_is_what_it_is() -> None:
    assert read("http", {"out": THINKING}).text == "Paris"
    assert read("http", {"out": ["a", "b"]}).text == '["a","b"]'


def test_a_part_may_be_a_refusal_and_parts_without_a_text_are_no_answer() -> None:
    found = read("openai", chat({"content": [{"type": "refusal", "refusal": "I can't."}]}))
    assert (found.text, found.why) == (None, "refusal")
    found = read("openai", chat({"content": THINKING[:1]}))
    assert (found.text, found.why, found.passes) == (None, "shape", False)


@pytest.mark.parametrize(
    ("error", "why", "passes", "words"),
    [
        ({"message": "Provider returned error", "code": 502}, "status_502", True, "Provider returned error"),
        ({"message": "Rate limit", "code": "429"}, "status_429", True, "Rate limit"),
        ({"message": "No such key sk-1", "code": 401}, "status_401", False, ""),
        ({"message": "Overloaded", "type": "overloaded_error"}, "server_error", True, "Overloaded"),
        ("the model crashed", "server_error", True, "the model crashed"),
    ],
)
@pytest.mark.parametrize("name", ["openai", "azure", "openai-responses", "anthropic", "http"])
def test_an_error_with_the_status_of_an_answer_is_the_servers_failure_and_nothing_the_system_said(
    name: str, error: Any, why: str, passes: bool, words: str
) -> None:
    found = read(name, {"error": error})
    assert (found.text, found.why, found.passes, found.words) == (None, why, passes, words)
    assert status_of(found.why) is Status.EXPIRED, "missing, not wrong"


def test_a_choice_that_holds_an_error_is_no_answer() -> None:
    body = chat({"content": ""}, "error")
    body["choices"][0]["error"] = {"message": "upstream", "code": 503}
    found = read("openai", body)
    assert (found.why, found.passes, found.words, found.tokens) == ("status_503", True, "upstream", USAGE)


@pytest.mark.parametrize(
    ("ended", "why", "passes"),
    [
        *((word, "length", False) for word in ("length", "model_length", "max_tokens", "MAX_TOKENS")),
        *((word, "content_filter", False) for word in ("content_filter", "SAFETY")),
        *((word, "server_error", True) for word in ("error", "abort", "insufficient_system_resource")),
        *((word, "", False) for word in ("stop", "eos", "stop_sequence", "tool_calls", "None")),
    ],
)
def test_the_word_of_an_end_says_whether_an_answer_is_whole(ended: str, why: str, passes: bool) -> None:
    found = read("openai", chat({"content": "Par"}, ended))
    assert (found.why, found.passes) == (why, passes)
    assert (found.text is None) == bool(why)
    assert found.tokens == USAGE, "it is paid for"


@pytest.mark.parametrize("arguments", ['{"city":"Paris"}', {"city": "Paris"}])
def test_arguments_of_a_call_are_json_whether_they_came_as_text_or_as_an_object(arguments: Any) -> None:
    call = {"id": "c", "type": "function", "function": {"name": "weather", "arguments": arguments}}
    found = read("openai", chat({"content": None, "tool_calls": [call]}, "tool_calls"))
    assert found.tool_calls == (ToolCall("c", "weather", '{"city":"Paris"}'),)
    script = Scripted([{"tool": "weather", "arguments": '{"city": "Paris"}', "answer": "rain"}])
    assert script.answer(found.tool_calls[0]) == "rain"
    other = response([{"type": "function_call", "call_id": "c", "name": "weather", "arguments": arguments}])
    assert read("openai-responses", other).tool_calls == found.tool_calls


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + json.dumps(chat({"content": "Paris"})).encode(),
        json.dumps({**chat({"content": "Paris"}), "logprob": float("nan")}).encode(),
    ],
    ids=["mark of the byte order", "NaN"],
)
def test_json_of_careless_servers_is_read(data: bytes) -> None:
    assert read("openai", data).text == "Paris"


def test_half_of_a_pair_of_surrogates_is_an_unknown_letter_and_what_is_no_json_stays_none() -> None:
    assert read("openai", json.dumps(chat({"content": "Par\ud83dis"})).encode()).text == "Par\ufffdis"
    for data in (b"[" * 200_000, b"", b"\xff", json.dumps(chat({"content": "Paris"})).encode()[:-9]):
        assert read("openai", data) == Answer(None, "bad_json", True)


def test_an_answer_may_come_with_the_status_of_a_thing_that_was_made() -> None:
    assert read("http", {"out": "Paris"}, 201).text == "Paris"
    assert read("http", b"", 204).why == "status_204"


@pytest.mark.parametrize("name", ["openai", "azure", "openai-responses"])
@pytest.mark.parametrize("status", [400, 200])
def test_a_prompt_that_a_filter_refuses_is_no_mistake_in_the_request(name: str, status: int) -> None:
    found = read(name, {"error": {"message": "It was filtered.", "code": "content_filter"}}, status)
    assert found == Answer(None, "content_filter", False, words="It was filtered.")
    assert status_of(found.why) is Status.REFUSED
    assert read(name, {"error": {"message": "no", "code": "bad_request"}}, 400).why == "status_400"


def test_want_of_money_is_told_from_too_many_calls() -> None:
    words = "You exceeded your current quota, please check your plan and billing details."
    body = {"error": {"message": words, "type": "insufficient_quota", "code": "insufficient_quota"}}
    assert read("openai", body, 429) == Answer(None, "quota", False, words=words)
    body["error"]["type"] = body["error"]["code"] = "rate_limit_exceeded"
    assert read("openai", body, 429, retry_after="2") == Answer(None, "status_429", True, 2.0, words=words)


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ({"detail": [{"loc": ["body"], "msg": "field required"}, {"msg": "too long"}]}, "", "field required; too long"),
        ({"detail": "no such adapter"}, "", "no such adapter"),
        ({"object": "error", "message": "context is too long", "code": 400}, "", "context is too long"),
        (b"model not loaded\n", "text/plain; charset=utf-8", "model not loaded"),
        (b"<html>no</html>", "text/html", ""),
    ],
)
def test_the_servers_words_are_found_where_frameworks_put_them(body: Any, kind: str, words: str) -> None:
    assert read("openai", body, 400, content_type=kind).words == words
    assert read("anthropic", body, 500, content_type=kind).words == words


def test_messages_and_responses_are_read_as_before() -> None:
    assert read("anthropic", message([{"type": "text", "text": "Paris"}])).text == "Paris"
    assert (
        read("anthropic", message([{"type": "text", "text": "Par"}], "model_context_window_exceeded")).why == "length"
    )
    assert read("openai-responses", response([said("output_text", "Paris")])).text == "Paris"
