"""A model that MLflow has logged, loaded as pyfunc in a child process; see `child` beside this file."""

import sys
from importlib.util import find_spec

from assay.core.calls import Answer, Asked, Reply, Sent
from assay.core.errors import InputError
from assay.harness.chat import Endpoint
from assay.harness.providers.child import ChildCarrier, asked_line, line_said

CHILD = "assay.integrations.mlflow.child"


class Pyfunc:
    """The setting ``model_uri`` is as MLflow has it: ``models:/name/3`` or ``runs:/id/model``."""

    def __init__(self, settings: Endpoint) -> None:
        self.settings, self.uri = settings, settings.setting("model_uri")
        if find_spec("mlflow") is None:
            what = "The provider 'mlflow' needs the package mlflow, which is not installed."
            raise InputError("provider.extra", what, "Install it: pip install 'assay[mlflow]'.")

    def sent(self, asked: Asked) -> Sent:
        """The line for the child."""
        return Sent(address=f"mlflow:{self.uri}", body=asked_line(self.settings, asked))

    def read(self, reply: Reply) -> Answer:
        """Its line."""
        return line_said(reply)

    def carrier(self) -> ChildCarrier:
        """What starts the child and speaks with it."""
        return ChildCarrier([sys.executable, "-m", CHILD, self.uri, str(self.settings.more.get("column", "prompt"))])
