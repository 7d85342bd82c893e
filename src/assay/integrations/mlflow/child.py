"""The child process of a model of MLflow: ``python -m`` this file, ``MODEL_URI COLUMN``; a JSON object a line."""

import os
import sys
from importlib import import_module
from typing import Any

import orjson

from assay.harness.providers.raised import RAISED, failure


def main(uri: str, column: str) -> None:
    """Answer until the input ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"  # a library of ours tells nobody what is evaluated
    pandas, pyfunc = import_module("pandas"), import_module("mlflow.pyfunc")
    model = pyfunc.load_model(uri)
    for data in sys.stdin.buffer:
        line = orjson.loads(data)
        try:
            told: dict[str, Any] = {"output": _first(model.predict(pandas.DataFrame({column: [line["prompt"]]})))}
        except RAISED as error:
            told = {**failure(error)}
        out.write(orjson.dumps({**told, "id": line["id"], "version": uri}, default=str) + b"\n")
        out.flush()


def _first(given: Any) -> str:
    """The first of what a model gives for one row: a list, an array, a series or a frame."""
    values = given.to_numpy().ravel() if hasattr(given, "to_numpy") else given
    first = values[0]
    return first if isinstance(first, str) else str(first)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
