"""Integrations by name: our own and those of other packages, found alike."""

from importlib import import_module
from importlib.metadata import entry_points

from assay.core.errors import InputError, did_you_mean
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
        ``exchange.format`` with the near match.
    """
    if name in OURS:
        module, _, of = OURS[name].partition(":")
        made: Exchange = getattr(import_module(module), of)()
        return made
    others = {each.name: each for each in entry_points(group=GROUP)}
    if name not in others:
        what = f"There is no format '{name[:60]}' here."
        raise InputError("exchange.format", what, did_you_mean(name, (*OURS, *others)))
    loaded: Exchange = others[name].load()()
    return loaded
