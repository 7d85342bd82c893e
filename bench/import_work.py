"""A file of texts becomes a dataset: ``python -m bench.import_work ITEMS FOLDER`` reads, checks and keeps it, durable.

It prints one line of JSON; its note says how often the progress was told.
"""

import json
import os
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

from assay.workflows.bring_in import Roles, bring_in
from assay.workflows.workspace import create_workspace
from bench.clock import peak_mb
from bench.http_site import KEYS, write_texts


def measure(n_items: int, folder: Path) -> dict[str, float | str]:
    """One import into a fresh workspace on SQLite; in the form of `bench.clock.apart`."""
    home, told = Path(mkdtemp(dir=folder)), list[int]()
    os.environ[KEYS] = str(home / "keys")
    workspace = create_workspace(home, actor="bench")
    write_texts(home / "comments.parquet", n_items)
    wall, cpu = time.perf_counter(), time.process_time()
    bring_in(
        workspace,
        home / "comments.parquet",
        name="comments",
        roles=Roles(item="id"),
        actor="bench",
        progress=lambda done, *_: told.append(done),
    )
    found = {"seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "peak_mb": peak_mb()}
    workspace.store.close()
    return {**found, "note": f"progress told {len(told)} times"}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]), Path(sys.argv[2]))) + "\n")
