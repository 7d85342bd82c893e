"""Records to plain JSON values and back, driven by their type hints."""

import types
import typing
from dataclasses import Field, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from assay.core.estimate import MethodCard

Record = TypeVar("Record")


def to_plain(value: Any, *, cards: dict[Any, str] | None = None) -> Any:
    """Dictionaries, lists, texts and numbers that say the same as ``value``.

    A union of records is written with its class under ``"is"``, so that it can be read back.
    With ``cards``, each method card is written as a short key and collected there once: estimates share few.
    """
    if cards is not None and isinstance(value, MethodCard):
        return cards.setdefault(value, f"m{len(cards)}")
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        plain = {
            each.name: to_plain(getattr(value, each.name), cards=cards) for each in fields(value) if _told(value, each)
        }
        return {"is": type(value).__name__, **plain} if type(value) in _tagged() else plain
    if isinstance(value, (tuple, list)):
        return [to_plain(member, cards=cards) for member in value]
    if isinstance(value, dict):
        return {str(key): to_plain(member, cards=cards) for key, member in value.items()}
    return value


def from_plain(kind: type[Record], plain: Any, *, cards: dict[str, MethodCard] | None = None) -> Record:
    """The record of class ``kind`` that ``plain`` writes; ``cards`` are the method cards it names by key.

    Raises
    ------
    TypeError, KeyError, ValueError
        When the plain value does not have the shape of the record.
    """
    return typing.cast(Record, _read(kind, plain, cards or {}))


def _told(value: Any, field: Field[Any]) -> bool:
    """A field that came later is left out where it says nothing, so that older records keep their hash."""
    return not field.metadata.get("later") or getattr(value, field.name) != field.default


def _read(hint: Any, plain: Any, cards: dict[str, MethodCard]) -> Any:
    if hint is MethodCard and isinstance(plain, str):
        return cards[plain]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _read_union(arguments, plain, cards)
    if origin is tuple:
        return _read_members(arguments, _shaped(plain, list, tuple), cards)
    if origin is dict:
        return {key: _read(arguments[1], member, cards) for key, member in _shaped(plain, dict).items()}
    if isinstance(hint, type):
        return _read_class(hint, plain, cards)
    return plain


def _read_class(hint: type, plain: Any, cards: dict[str, MethodCard]) -> Any:
    if is_dataclass(hint):
        return _read_record(hint, plain, cards)
    if issubclass(hint, tuple) and hasattr(hint, "_fields"):
        return hint(*_read_members(tuple(_hints(hint).values()), _shaped(plain, list, tuple), cards))
    if issubclass(hint, Enum):
        return hint(plain)
    if hint is object:
        return plain
    if hint is float and _is_whole(plain):
        return float(plain)
    return _whole(plain) if hint is int else _shaped(plain, hint)


def _read_members(hints: tuple[Any, ...], plain: Any, cards: dict[str, MethodCard]) -> tuple[Any, ...]:
    if len(hints) == 2 and hints[1] is Ellipsis:
        return tuple(_read(hints[0], member, cards) for member in plain)
    return tuple(_read(each, member, cards) for each, member in zip(hints, plain, strict=True))


def _shaped(plain: Any, *kinds: type) -> Any:
    """``plain`` if it is of one of the kinds."""
    if not isinstance(plain, kinds):
        raise TypeError(f"expected {' or '.join(kind.__name__ for kind in kinds)}, found {type(plain).__name__}")
    return plain


def _is_whole(plain: Any) -> bool:
    return isinstance(plain, int) and not isinstance(plain, bool)


def _whole(plain: Any) -> int:
    """A whole number; ``true`` is none."""
    if not _is_whole(plain):
        raise TypeError(f"expected int, found {type(plain).__name__}")
    return int(plain)


def _read_union(arguments: tuple[Any, ...], plain: Any, cards: dict[str, MethodCard]) -> Any:
    if plain is None and type(None) in arguments:
        return None
    if isinstance(plain, dict) and "is" in plain:
        by_name = {each.__name__: each for each in arguments if isinstance(each, type)}
        return _read_record(by_name[plain["is"]], plain, cards)
    for each in arguments:
        if each is type(None):
            continue
        try:
            return _read(each, plain, cards)
        except (TypeError, ValueError, KeyError):
            continue
    raise TypeError(f"no member of {arguments} fits {type(plain).__name__}")


def _read_record(kind: type, plain: Any, cards: dict[str, MethodCard]) -> Any:
    hints = _hints(kind)
    if _shaped(plain, dict).get("is", kind.__name__) != kind.__name__:
        raise TypeError(f"expected {kind.__name__}, found {plain['is']}")
    return kind(**{name: _read(hints[name], member, cards) for name, member in plain.items() if name != "is"})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


@cache
def _tagged() -> frozenset[type]:
    """Classes that appear in unions with other records."""
    from assay.core import expression, question, slices

    return frozenset(
        {
            *question.FORMS,
            expression.Compare,
            expression.OneOf,
            expression.Missing,
            expression.Not,
            expression.Every,
            expression.Some,
            slices.Cut,
            slices.Named,
        }
    )
