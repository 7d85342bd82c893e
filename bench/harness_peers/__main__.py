"""Other harnesses and ours on the same work, one after the other: ``python -m bench.harness_peers [AT_ONCE [ITEMS]]``.

Each runs in an environment of its own, made from its hashed lock (requirements/peers) if there is none.
"""

import sys
import tempfile
from pathlib import Path

from bench.chat_endpoint import endpoint
from bench.clock import Measured, apart
from bench.page import cells
from bench.peers import python_of

RUNS = {"inspect_ai": "inspect_run", "lm_eval": "lm_eval_run", "deepeval": "deepeval_run"}
LIMIT_S = 900.0


def main(at_once: int, n_items: int) -> None:
    """Print a row for each."""
    with tempfile.TemporaryDirectory() as folder, endpoint("--latency-ms", "200") as url:
        for peer, module in RUNS.items():
            home = Path(folder) / peer
            home.mkdir()
            words = (url, str(n_items), str(at_once), str(home))
            row(peer, apart(f"bench.harness_peers.{module}", *words, limit=LIMIT_S, python=python_of(peer)))
        ours = (f"at-{at_once}", folder, url, str(n_items))
        row("assay", apart("bench.harness_work", *ours, limit=LIMIT_S))


def row(name: str, measured: Measured) -> None:
    """One line of a table: who, the note, wall, CPU and peak."""
    sys.stdout.write(f"| {name} | {measured.note} | {cells(measured)} |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(word) for word in (*sys.argv[1:], *("64", "2000")[len(sys.argv) - 1 :])))
