"""The ``assay`` command: runs the command asked for, and turns what went wrong into words and an exit code."""

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from assay.cli.commands import BY_NAME, COMMANDS
from assay.cli.ending import leave

if TYPE_CHECKING:
    import typer

DONE, MISTAKE, BUG = 0, 3, 4
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Errors of a disk, or of a quota, on which nothing more fits."""
INTERRUPTED = 130
"""What Typer makes of a KeyboardInterrupt; no command of ours ends with it."""


def run(arguments: Sequence[str] | None = None) -> None:
    """The entry point: exits with the code that ``docs/reference/exit-codes.md`` gives."""
    if "_ASSAY_COMPLETE" in os.environ:
        whole_app()(prog_name="assay")
    leave(outcome(list(sys.argv[1:] if arguments is None else arguments)))


def outcome(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    if not arguments or arguments[0] in ("--help", "-h", "help"):
        sys.stdout.write(help_text())
        return DONE
    if arguments[0] in ("--version", "-V"):
        from assay.core.version import version

        sys.stdout.write(f"assay {version()}\n")
        return DONE
    if arguments[0] in ("--install-completion", "--show-completion"):
        return int(whole_app()(args=arguments, prog_name="assay", standalone_mode=False) or DONE)
    return guarded(arguments)


def guarded(arguments: list[str]) -> int:
    """Run the named command; user mistakes print a message, bugs a path to their traceback."""
    from assay.cli.faults import say_bug, say_no_room, say_problems
    from assay.core.errors import AssayError

    try:
        return dispatch(arguments)
    except AssayError as error:
        say_problems(error.problems, as_json="--json" in arguments)
        return MISTAKE
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. What was acknowledged is kept; the same command takes it up again.\n")
        return MISTAKE
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - the reader went away; nothing may be written at exit
        return DONE
    except Exception as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            say_no_room(error)
            return MISTAKE
        say_bug(error, arguments)
        return BUG


def dispatch(arguments: list[str]) -> int:
    """Import the command's file and run it."""
    from assay.core.errors import InputError, did_you_mean

    name, rest = arguments[0], arguments[1:]
    if name not in BY_NAME:
        raise InputError(
            "cli.unknown_command", f"There is no command '{name}'.", f"{did_you_mean(name, BY_NAME, most=30)}"
        )
    import typer.exceptions

    app: typer.Typer = import_module(f"assay.cli.{BY_NAME[name].module}").app
    try:
        code = int(app(args=rest, prog_name=f"assay {name}", standalone_mode=False) or DONE)
    except typer.exceptions.TyperException as error:
        return usage_mistake(name, error)
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return code


def usage_mistake(name: str, error: Any) -> int:
    """Print what is off with the options of a command and how to see its help."""
    from assay.cli.faults import printable

    message = error.format_message() if hasattr(error, "format_message") else str(error)
    sys.stderr.write(f"{printable(message)}\nSee: assay {name} --help\n")
    return MISTAKE


def help_text() -> str:
    """All commands with a sentence each, from the table alone, so that it starts quickly."""
    width = max(map(len, BY_NAME))
    lines = [
        "Usage: assay COMMAND [OPTIONS]",
        "",
        "What a model, a labeler, a vendor or an LLM judge is worth, how sure you can be, and a file that proves it.",
    ]
    for title, commands in COMMANDS.items():
        lines += ["", f"{title}:"]
        lines += [f"  {command.name:<{width}}  {command.does}" for command in commands]
    lines += [
        "",
        "Example:",
        "  assay compare predictions.parquet --label label --baseline pred_a --candidate pred_b --metric accuracy",
        "",
        "assay COMMAND --help shows its options and an example; assay --install-completion sets up the shell.",
        "Exit codes: 0 ship or done, 1 hold or altered, 2 not yet or unknown key, 3 a mistake of input, 4 a bug.",
        "",
    ]
    return "\n".join(lines)


def whole_app() -> "typer.Typer":
    """Every command in one app, for shell completion and the reference page."""
    import typer

    whole = typer.Typer(name="assay", no_args_is_help=True, rich_markup_mode=None)
    for command in BY_NAME.values():
        app: typer.Typer = import_module(f"assay.cli.{command.module}").app
        alone = app.registered_commands[0].callback if len(app.registered_commands) == 1 else None
        if alone is not None:
            whole.command(command.name, help=command.does)(alone)
        else:
            whole.add_typer(app, name=command.name, help=command.does)
    return whole
