"""Integrations by name: our own and those of other packages, found alike."""

from assay.core.errors import InputError, did_you_mean
from assay.core.plugged import class_named, names_of
from assay.core.ports import Exchange

GROUP = "assay.exchanges"
"""Entry points under which another package offers a class that is an `assay.core.ports.Exchange`."""
OURS = {
    "label-studio": "assay.integrations.label_studio.exchange:LabelStudio",
    "argilla": "assay.integrations.argilla.exchange:Argilla",
    "doccano": "assay.integrations.doccano.exchange:Doccano",
    "prodigy": "assay.integrations.prodigy.exchange:Prodigy",
    "inspect": "assay.integrations.inspect_ai.exchange:Inspect",
    "lm-eval": "assay.integrations.lm_eval.exchange:LmEval",
    "promptfoo": "assay.integrations.promptfoo.exchange:Promptfoo",
    "openai-evals": "assay.integrations.openai_evals.exchange:OpenAiEvals",
    "fastchat": "assay.integrations.fastchat.exchange:FastChat",
    "alpaca-eval": "assay.integrations.alpaca_eval.exchange:AlpacaEval",
    "csv": "assay.integrations.tables.exchange:CsvTable",
    "jsonl": "assay.integrations.tables.exchange:JsonLines",
}
"""Name to the class, imported when it is asked for."""


def integration(name: str) -> Exchange:
    """The integration of that name.

    Raises
    ------
    InputError
        ``exchange.format`` with the near match; ``plugin.broken``.
    """
    found = class_named(name, OURS, group=GROUP)
    if found is None:
        what = f"There is no format '{name[:60]}' here."
        raise InputError("exchange.format", what, did_you_mean(name, names_of(OURS, group=GROUP)))
    made: Exchange = found()
    return made
