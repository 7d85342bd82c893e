"""A function of the user's, called in a child process that speaks JSON lines; see `child` beside this file."""

import sys

from assay.core.calls import Answer, Asked, Reply, Sent
from assay.core.errors import InputError
from assay.harness.chat import Endpoint
from assay.harness.providers.child import ChildCarrier, asked_line, line_said

CHILD = "assay.integrations.python_callable.child"
COUNTS = ("batch", "threads")


class PythonCallable:
    """The setting ``function`` is ``module:name``: it takes a prompt, or a list of them where ``batch`` is above 1."""

    def __init__(self, settings: Endpoint) -> None:
        self.settings = settings
        self.function = settings.setting("function")
        module, _, name = self.function.partition(":")
        if not name or not all(part.isidentifier() for part in (*module.split("."), *name.split("."))):
            what = f"The function '{self.function[:100]}' cannot be read."
            raise InputError("provider.setting", what, "Write module:function.")
        self.counts = [_count(settings, name) for name in COUNTS]

    def sent(self, asked: Asked) -> Sent:
        """The line for the child."""
        return Sent(address=f"python:{self.function}", body=asked_line(self.settings, asked))

    def read(self, reply: Reply) -> Answer:
        """Its line."""
        return line_said(reply)

    def carrier(self) -> ChildCarrier:
        """What starts the child and speaks with it."""
        return ChildCarrier([sys.executable, "-m", CHILD, self.function, *map(str, self.counts)])


def _count(settings: Endpoint, name: str) -> int:
    value = str(settings.more.get(name, 1))
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 1024:
        what = f"The setting '{name}' of the provider 'python' is '{value[:40]}'."
        raise InputError("provider.setting", what, "Give a whole number from 1 to 1024.")
    return int(value)
