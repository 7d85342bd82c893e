"""A file of prompts and their outputs answers in the place of a system: nothing is called.

Settings: ``file``, and the columns ``prompt_column`` (``prompt``) and ``output_column`` (``output``). Of several
outputs of one prompt the first one counts.
"""

import hashlib
from pathlib import Path

import orjson

from assay.core.calls import Answer, Asked, Reply, Sent
from assay.core.errors import InputError, did_you_mean
from assay.datasets.reading import read_table
from assay.harness.chat import Endpoint
from assay.harness.replies import concluded


class Recorded:
    """Prompt to output."""

    def __init__(self, settings: Endpoint) -> None:
        path = Path(settings.setting("file"))
        names = [str(settings.more.get(f"{name}_column", name)) for name in ("prompt", "output")]
        table = read_table(path, as_text=names).table
        lacking = next((name for name in names if name not in table.column_names), None)
        if lacking is not None:
            what = f"{path.name} has no column '{lacking[:60]}'."
            raise InputError("provider.recorded", what, did_you_mean(lacking, table.column_names), file=str(path))
        prompts, outputs = (table[name].to_pylist() for name in names)
        pairs = zip(reversed(prompts), reversed(outputs), strict=True)
        self._outputs = {prompt: output for prompt, output in pairs if output is not None}
        self._version = f"{path.name}:{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"

    def sent(self, asked: Asked) -> Sent:
        """The prompt; the address tells the file by its content."""
        return Sent(address=f"recorded:{self._version}", body={"prompt": asked.prompt})

    def read(self, reply: Reply) -> Answer:
        """The output, or ``not_recorded``."""
        output = orjson.loads(reply.body)
        if output is None:
            return Answer(None, "not_recorded", False, None, self._version)
        return concluded(output, "", (), version=self._version, tokens=(None, None))

    def carrier(self) -> "Recorded":
        """The file itself."""
        return self

    async def carry(self, sent: Sent, seconds: float) -> Reply:
        """The output of a prompt, at once."""
        return Reply(200, {}, orjson.dumps(self._outputs.get(sent.body["prompt"])))

    async def close(self) -> None:
        """Nothing was opened."""
