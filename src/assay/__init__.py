"""What a model, a labeler, a vendor or an LLM judge is worth, and how sure you can be.

The names below are the public API, with `assay.core.ports` for authors of plugins; nothing else is promised.
Each is loaded when it is first asked for, so that ``import assay`` stays quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assay.core.errors import AssayError
    from assay.core.estimate import Comparison, Estimate, Interval
    from assay.integrations.logs import read_log
    from assay.web.client import Client
    from assay.workflows.acceptance import acceptance
    from assay.workflows.consensus import consensus
    from assay.workflows.from_data import compare, estimate
    from assay.workflows.from_votes import agree
    from assay.workflows.mixed import mixed
    from assay.workflows.pairwise import pairwise
    from assay.workflows.power import power
    from assay.workflows.replacing import alt_test
    from assay.workflows.risk import risk
    from assay.workflows.samples import draw_sample
    from assay.workflows.score import score
    from assay.workflows.workspace import open_workspace

    __version__: str

__all__ = [
    "AssayError",
    "Client",
    "Comparison",
    "Estimate",
    "Interval",
    "__version__",
    "acceptance",
    "agree",
    "alt_test",
    "compare",
    "consensus",
    "draw_sample",
    "estimate",
    "mixed",
    "open_workspace",
    "pairwise",
    "power",
    "read_log",
    "risk",
    "score",
]

_HOMES = {
    "AssayError": "assay.core.errors",
    "Client": "assay.web.client",
    "Comparison": "assay.core.estimate",
    "Estimate": "assay.core.estimate",
    "Interval": "assay.core.estimate",
    "acceptance": "assay.workflows.acceptance",
    "agree": "assay.workflows.from_votes",
    "alt_test": "assay.workflows.replacing",
    "compare": "assay.workflows.from_data",
    "consensus": "assay.workflows.consensus",
    "draw_sample": "assay.workflows.samples",
    "estimate": "assay.workflows.from_data",
    "mixed": "assay.workflows.mixed",
    "open_workspace": "assay.workflows.workspace",
    "pairwise": "assay.workflows.pairwise",
    "power": "assay.workflows.power",
    "read_log": "assay.integrations.logs",
    "risk": "assay.workflows.risk",
    "score": "assay.workflows.score",
}


def __getattr__(name: str) -> Any:
    """The public thing of this name, from the file that defines it."""
    if name == "__version__":
        from assay.core.version import version

        return version()
    if name not in _HOMES:
        raise AttributeError(f"module 'assay' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
