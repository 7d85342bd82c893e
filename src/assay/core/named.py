"""How a version of something is named: ``name``, or ``name@digits`` of its version."""

from typing import NamedTuple


class Named(NamedTuple):
    """What such a text says."""

    name: str
    """Of the dataset, the judge or the system."""
    digits: str
    """With which the version begins; empty where none is named."""


def named(asked: str) -> Named:
    """The parts of ``name``, or ``name@digits``; a name holds no ``@``."""
    name, _, digits = asked.partition("@")
    return Named(name, digits)
