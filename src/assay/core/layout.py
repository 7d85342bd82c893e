"""How records grow without changing what older ones hash to."""

from collections.abc import Mapping
from types import MappingProxyType

LATER: Mapping[str, bool] = MappingProxyType({"later": True})
"""Metadata of a field that came after the first layout: it is written only where it is not its default."""
