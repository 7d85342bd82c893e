"""Trust boundaries of a plan: it comes from a pull request, and names no code, host or place outside its folder."""

import re
from pathlib import Path, PurePosixPath

from assay.core.errors import NotPermitted, Problem
from assay.texts.reading import file_sha256, read_text

CODE_SETTINGS = frozenset(
    {
        *("python", "callable", "command", "sql", "shell", "subprocess", "exec", "eval"),
        *("script", "module", "import", "pyfunc", "code", "query"),
    }
)
"""Names under which other tools run code."""
SECRET_SETTINGS = frozenset(
    {
        *("key", "api_key", "apikey", "key_env", "secret", "token", "access_token", "password"),
        *("authorization", "headers", "header", "credentials"),
    }
)
"""Names under which other tools take a key, or the place of one."""
HOST = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]+:|//|\\\\)")
DRIVE = re.compile(r"^[A-Za-z]:")


def code_problem(name: str, *, file: str, line: int) -> Problem | None:
    """The problem with a setting that would run code; None for any other name."""
    if name.strip().lower() not in CODE_SETTINGS:
        return None
    return Problem(
        "plan.code_not_permitted",
        f"'{name}' would run code that a pull request can change.",
        "Remove it and record the answers in a file instead. Where everyone who can change a plan may run code, the "
        "workspace can allow providers that do: assay init --allow-code.",
        file,
        line,
    )


def secret_problem(name: str, *, file: str, line: int) -> Problem | None:
    """The problem with a setting that would hold a secret or say where one is; None for any other name."""
    if name.strip().lower().replace("-", "_") not in SECRET_SETTINGS:
        return None
    return Problem(
        "plan.secret",
        f"'{name}' would put a secret, or the way to one, into a plan that a pull request can change.",
        "Remove it. The operator binds keys to hosts: ASSAY_KEYS='api.openai.com=OPENAI_API_KEY'.",
        file,
        line,
    )


def path_problem(path: str, *, file: str, line: int) -> Problem | None:
    """The problem with a path that a plan names; None when it stays, as written, in the folder of the plan."""
    if HOST.match(path):
        return Problem(
            "plan.another_host",
            f"'{path}' is on another host or behind a scheme.",
            "Put the file beside the plan and name it by its relative path.",
            file,
            line,
        )
    outside = (
        path.startswith(("/", "~"))
        or DRIVE.match(path)
        or "\\" in path
        or ".." in PurePosixPath(path).parts
        or "\0" in path
    )
    if not outside:
        return None
    return Problem(
        "plan.path_outside",
        f"'{path}' is not a relative path inside the folder of the plan.",
        "Put the file beside the plan and write its path with forward slashes, without '..'.",
        file,
        line,
    )


def resolve_inside(folder: Path, relative: str) -> Path:
    """The real path of ``relative`` in ``folder``, symbolic links followed; the file need not exist.

    Raises
    ------
    NotPermitted
        ``plan.path_outside`` or ``plan.another_host`` when the path, as written or through a link, leaves the folder.
    """
    if problem := path_problem(relative, file=str(folder), line=1):
        raise NotPermitted(problem.code, problem.what, problem.fix, file=str(folder))
    root = folder.resolve()
    try:
        found = (root / relative).resolve()
    except (OSError, RuntimeError) as error:
        raise NotPermitted(
            "plan.path_outside", f"'{relative}' cannot be followed: {error}.", "Use a plain file.", file=str(folder)
        ) from error
    if found != root and root not in found.parents:
        raise NotPermitted(
            "plan.path_outside",
            f"'{relative}' leads out of the folder of the plan, to '{found}'.",
            "Copy the file into the folder: links that lead outside are not followed.",
            file=str(folder),
        )
    return found


def read_inside(folder: Path, relative: str) -> str:
    """The text of a file in ``folder``, UTF-8 and of bounded size.

    Raises
    ------
    NotPermitted
        As `resolve_inside`.
    InputError
        When it cannot be read.
    """
    return read_text(resolve_inside(folder, relative))


def hash_inside(folder: Path, relative: str) -> str:
    """SHA-256 of the bytes of a file in ``folder``, hexadecimal.

    Raises
    ------
    NotPermitted
        As `resolve_inside`.
    InputError
        ``input.no_file`` when it cannot be read.
    """
    return file_sha256(resolve_inside(folder, relative))
