"""Adapters of systems by name: our own and those of other packages, found alike."""

from assay.core.errors import InputError, NotPermitted, did_you_mean
from assay.core.plugged import class_named, names_of
from assay.core.ports import Provider
from assay.harness.chat import Endpoint

GROUP = "assay.providers"
"""Entry points under which another package offers a class that takes an `Endpoint` and is a `Provider`."""
OURS = {
    "openai": "assay.integrations.openai.provider:OpenAi",
    "openai-responses": "assay.integrations.openai.responses:OpenAiResponses",
    "azure": "assay.integrations.azure.provider:Azure",
    "anthropic": "assay.integrations.anthropic.provider:Anthropic",
    "http": "assay.integrations.http_template.provider:HttpTemplate",
    "subprocess": "assay.integrations.child_process.provider:ChildProcess",
    "python": "assay.integrations.python_callable.provider:PythonCallable",
    "recorded": "assay.integrations.recorded.provider:Recorded",
    "mlflow": "assay.integrations.mlflow.provider:Pyfunc",
}
"""Name to the class, imported when it is asked for."""
SETTINGS = {
    **{"openai": ("tokens_field",), "openai-responses": (), "azure": ("api_version", "tokens_field"), "anthropic": ()},
    "http": ("body", "answer", "version", "tokens_in", "tokens_out", "key_header"),
    **{"subprocess": ("command",), "python": ("function", "batch", "threads"), "mlflow": ("model_uri", "column")},
    "recorded": ("file", "prompt_column", "output_column"),
}
"""Settings that each of ours takes; those of another package are its own business."""
RUN_CODE = frozenset(["subprocess", "python", "mlflow"])
"""Those that run the user's code: only where that was allowed."""


def make_provider(name: str, settings: Endpoint, *, allow_code: bool = False) -> Provider:
    """The adapter of that name for a system.

    Raises
    ------
    InputError
        ``provider.unknown`` with the near match; ``provider.setting`` for what the adapter lacks or does not take;
        ``plugin.broken``.
    NotPermitted
        ``provider.code`` for one that runs code where that was not allowed.
    """
    if name in RUN_CODE and not allow_code:
        what = f"The provider '{name}' runs code of yours, which was not allowed."
        raise NotPermitted("provider.code", what, "Look at what it runs, then give --allow-code.")
    found = class_named(name, OURS, group=GROUP)
    if found is None:
        what = f"There is no provider '{name[:60]}' here."
        raise InputError("provider.unknown", what, did_you_mean(name, names_of(OURS, group=GROUP)))
    _check_settings(name, settings)
    made: Provider = found(settings)
    return made


def _check_settings(name: str, settings: Endpoint) -> None:
    """Refuse a setting that an adapter of ours does not take: misspelt, it would be passed over without a word."""
    for each, value in settings.more.items():
        if name in SETTINGS and each not in SETTINGS[name]:
            what = f"The provider '{name}' has no setting '{each[:60]}'."
            raise InputError("provider.setting", what, did_you_mean(each, SETTINGS[name]))
        if value == "":
            raise InputError("provider.setting", f"The setting '{each[:60]}' is empty.", f"Give it: --set {each}=...")
