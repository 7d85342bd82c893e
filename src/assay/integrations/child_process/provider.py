"""A program that answers over its standard input and output, a JSON object a line; see `harness.providers.child`."""

import shlex

from assay.core.calls import Answer, Asked, Reply, Sent
from assay.core.errors import InputError
from assay.harness.chat import Endpoint
from assay.harness.providers.child import ChildCarrier, asked_line, line_said


class ChildProcess:
    """The setting ``command`` says what is started; no shell reads it."""

    def __init__(self, settings: Endpoint) -> None:
        self.settings = settings
        try:
            self.command = shlex.split(settings.setting("command"))
        except ValueError:
            what = "The command of the provider 'subprocess' has an open quotation mark."
            raise InputError("provider.setting", what, "Close it.") from None

    def sent(self, asked: Asked) -> Sent:
        """The line for the program."""
        return Sent(address=f"child:{shlex.join(self.command)}", body=asked_line(self.settings, asked))

    def read(self, reply: Reply) -> Answer:
        """Its line."""
        return line_said(reply)

    def carrier(self) -> ChildCarrier:
        """What starts the program and speaks with it."""
        return ChildCarrier(self.command)
