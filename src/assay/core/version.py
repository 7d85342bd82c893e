"""The version of this installation."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version


def version() -> str:
    """For example ``0.1.0``; ``unknown`` when the package runs without having been installed."""
    try:
        return installed_version("assay")
    except PackageNotFoundError:
        return "unknown"
