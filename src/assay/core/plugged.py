"""A class by its name: one of ours, imported when it is asked for, or one that another package offers alike."""

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from assay.core.errors import InputError


def class_named(name: str, ours: Mapping[str, str], *, group: str) -> Any:
    """The class of that name; None where there is none.

    Parameters
    ----------
    ours : name to ``module:class``
    group : entry points under which other packages offer theirs; ours go first

    Raises
    ------
    InputError
        ``plugin.broken`` when another package offers it and it cannot be loaded.
    """
    if name in ours:
        module, _, of = ours[name].partition(":")
        return getattr(import_module(module), of)
    found = _others(group).get(name)
    return None if found is None else _loaded(found)


def names_of(ours: Mapping[str, str], *, group: str) -> tuple[str, ...]:
    """The names there are, ours first."""
    return (*ours, *(name for name in _others(group) if name not in ours))


def _others(group: str) -> dict[str, EntryPoint]:
    return {each.name: each for each in entry_points(group=group)}


def _loaded(found: EntryPoint) -> Any:
    try:
        return found.load()
    except Exception as error:  # whatever another package does when it is imported
        package = found.dist.name if found.dist is not None else found.value
        why = f"{type(error).__name__}: {error}"[:300]
        what = f"The package '{package}' offers '{found.name}', which cannot be loaded ({why})."
        raise InputError("plugin.broken", what, "Update that package, or uninstall it.") from error
