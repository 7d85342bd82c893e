"""The one metadata of all tables, and the column types that SQLite (STRICT) and Postgres both run."""

from typing import Any

from sqlalchemy import BigInteger, Column, Double, Integer, LargeBinary, MetaData, Text
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.types import TypeEngine

STRICT: dict[str, Any] = {"sqlite_strict": True}
"""SQLite then refuses a value of another type, and finds one that was slipped in."""
METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

TEXT: TypeEngine[str] = Text().with_variant(Text(collation="C"), "postgresql")
"""Compared by code point in both."""
WHOLE = BigInteger().with_variant(Integer(), "sqlite")
NUMBER: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")


def text(name: str, *rules: Any, **options: Any) -> Column[str]:
    """A text column; never null unless it says so."""
    return Column(name, TEXT, *rules, **{"nullable": False, **options})


def whole(name: str, *rules: Any, **options: Any) -> Column[int]:
    """A column of whole numbers (64 bits); never null unless it says so."""
    return Column(name, WHOLE, *rules, **{"nullable": False, "autoincrement": False, **options})


def number(name: str, **options: Any) -> Column[float]:
    """A column of doubles; never null unless it says so."""
    return Column(name, NUMBER, **{"nullable": False, **options})


def octets(name: str, **options: Any) -> Column[bytes]:
    """A column of bytes; never null unless it says so."""
    return Column(name, LargeBinary, **{"nullable": False, **options})
