"""Each peer in an environment of its own, from a hashed lock in requirements/peers; kept in .venv/peers."""

import fcntl
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
UV = ROOT / ".venv" / "bootstrap" / "bin" / "uv"
LOCKS = ROOT / "requirements" / "peers"
HOMES = ROOT / ".venv" / "peers"

PEERS: dict[str, tuple[str, ...]] = {
    "fairlearn": ("fairlearn==0.15.0", "scikit-learn==1.9.1", "pandas==3.1.1", "pyarrow==26.0.1"),
    "crowd-kit": ("crowd-kit==1.4.2", "pandas==3.1.1", "pyarrow==26.0.1"),
    "krippendorff": ("krippendorff==0.9.0", "pyarrow==26.0.1"),
    "irrCAC": ("irrCAC==0.4.4",),
}
"""What each environment is asked to hold; the lock has the rest."""
HARNESSES: dict[str, tuple[str, ...]] = {
    "inspect_ai": ("inspect-ai==0.3.285", "openai"),
    "lm_eval": ("lm-eval[api]==0.4.13",),
    "deepeval": ("deepeval==4.3.1",),
}
"""Those of `bench.harness_peers`, which `make bench` does not run."""


def python_of(peer: str) -> str:
    """The interpreter of a peer's environment, made now if there is none."""
    home, lock = HOMES / peer, LOCKS / f"{peer}.txt"
    made, python = home / "made.stamp", str(home / "bin" / "python")
    HOMES.mkdir(exist_ok=True)
    with (HOMES / f"{peer}.lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not made.exists() or made.stat().st_mtime < lock.stat().st_mtime:
            _uv("venv", "--quiet", "--clear", "--python", sys.executable, str(home))
            _uv("pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", str(lock))
            made.touch()
    return python


def lock() -> None:
    """Resolve every peer again."""
    LOCKS.mkdir(exist_ok=True)
    options = ("--quiet", "--universal", "--generate-hashes", "--no-annotate", "--no-header", "--no-emit-index-url")
    for peer, asked in (PEERS | HARNESSES).items():
        wanted = "\n".join(asked)
        _uv("pip", "compile", *options, "-", "-o", str(LOCKS / f"{peer}.txt"), text=wanted)


def _uv(*words: str, text: str | None = None) -> None:
    subprocess.run([str(UV), *words], check=True, input=text, text=True, cwd=ROOT)


if __name__ == "__main__":
    lock()
