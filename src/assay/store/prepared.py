"""Small statements that are run again and again: built once, and run by the driver of the database itself.

An answer takes a handful of statements that each walk down an index. What SQLAlchemy does for one of them at each time
it is run costs several times what the database does, so here it only writes the text of the statement, once. Values
are texts, numbers and bytes, which both drivers take and give as they are. Faults are those of SQLAlchemy.
"""

import json
from collections import namedtuple
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, Select, Table, Text, any_, bindparam, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.selectable import ReturnsRows
from sqlalchemy.types import TypeEngine

_row_class: Any = namedtuple
"""Makes classes whose columns only the statements know."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement as a driver takes it."""

    text: str
    """In the dialect's words."""
    constants: Mapping[str, Any]
    """Values that are the same at each time."""
    order: tuple[str, ...]
    """Names of the values by place; empty where the driver takes them by name."""
    row: Any
    """Class of the rows that it gives."""

    def values(self, given: Mapping[str, Any]) -> Any:
        """What the driver is given."""
        every = {**self.constants, **given} if self.constants else given
        return tuple([every[name] for name in self.order]) if self.order else every


def rows_of(connection: Connection, statement: ReturnsRows, values: Mapping[str, Any]) -> list[Any]:
    """The rows that a statement gives, their columns by name."""
    prepared = _prepared(statement, _kind(connection))
    driver: Any = connection.connection.driver_connection
    try:
        found = driver.execute(prepared.text, prepared.values(values)).fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, prepared.text, error) from error
    return [prepared.row(*row) for row in found]


def rows_by_key(connection: Connection, chosen: Select[Any], key: ColumnElement[str], keys: Sequence[str]) -> list[Any]:
    """The rows of ``chosen`` that have one of some keys, in any order; the database is asked once for all."""
    if connection.dialect.name == "postgresql":
        return rows_of(connection, _having_any(chosen, key), {"keys": list(keys)})
    return rows_of(connection, _having_listed(chosen, key), {"keys": json.dumps(list(keys))})


def rows_of_each(connection: Connection, asked: Sequence[tuple[ReturnsRows, Mapping[str, Any]]]) -> list[list[Any]]:
    """As `rows_of`, for several statements in order; a server is sent all of them before it is waited for."""
    if connection.dialect.name != "postgresql":
        return [rows_of(connection, statement, values) for statement, values in asked]
    every = [(_prepared(statement, _kind(connection)), values) for statement, values in asked]
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            cursors = [driver.execute(prepared.text, prepared.values(values)) for prepared, values in every]
        found = [cursor.fetchall() for cursor in cursors]
    except connection.dialect.loaded_dbapi.Error as error:
        sent = "; ".join(dict.fromkeys(prepared.text for prepared, _ in every))
        raise _told(connection, sent, error) from error
    return [[prepared.row(*row) for row in rows] for (prepared, _), rows in zip(every, found, strict=True)]


def first_of(connection: Connection, statement: ReturnsRows, values: Mapping[str, Any]) -> Any | None:
    """The first row that a statement gives; None when it gives none."""
    found = rows_of(connection, statement, values)
    return found[0] if found else None


def add_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all of which have the columns of the first."""
    if not rows:
        return
    cursor: Any = connection.connection.cursor()
    columns = tuple(rows[0])
    by_column = connection.dialect.name == "postgresql"
    prepared = (_inserting_columns if by_column else _inserting)(table, _kind(connection), columns)
    try:
        if by_column:
            cursor.execute(prepared.text, {name: [row[name] for row in rows] for name in columns})
        else:
            cursor.executemany(prepared.text, [prepared.values(row) for row in rows])
    except connection.dialect.loaded_dbapi.Error as error:
        raise _told(connection, prepared.text, error) from error
    finally:
        cursor.close()


def _kind(connection: Connection) -> Any:
    """The class of the dialect: it says how statements are written, and outlives the database."""
    return type(connection.dialect)


@cache
def _having_listed(chosen: Select[Any], key: ColumnElement[str]) -> Select[Any]:
    listed = func.json_each(bindparam("keys", type_=Text())).table_valued("value")
    return chosen.where(key.in_(select(listed.c.value)))


@cache
def _having_any(chosen: Select[Any], key: ColumnElement[str]) -> Select[Any]:
    return chosen.where(key == any_(bindparam("keys", type_=ARRAY(Text()))))


@cache
def _prepared(statement: Any, dialect: Any) -> _Prepared:
    own = dialect()
    row = _row_class("Row", tuple(statement.exported_columns.keys()))
    return _written(own.statement_compiler(own, statement), row)


@cache
def _inserting(table: Table, dialect: Any, columns: tuple[str, ...]) -> _Prepared:
    own = dialect()
    return _written(own.statement_compiler(own, insert(table), column_keys=columns), None)


@cache
def _inserting_columns(table: Table, dialect: Any, columns: tuple[str, ...]) -> _Prepared:
    """The rows as an array for each column: one statement for any number of rows, where each is a way to a server."""
    own = dialect()
    arrays = [bindparam(name, type_=ARRAY(_plain_type(table.c[name].type))) for name in columns]
    rows = func.unnest(*arrays).table_valued(*columns).render_derived()
    return _written(own.statement_compiler(own, insert(table).from_select(columns, select(rows))), None)


def _plain_type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type without its collation, which an array of values has none of."""
    return Text() if isinstance(kind, Text) else kind


def _written(statement: Any, row: Any) -> _Prepared:
    order = tuple(statement.positiontup) if statement.positional else ()
    constants = {name: value for name, value in statement.params.items() if value is not None}
    return _Prepared(statement.string, constants, order, row)


def _told(connection: Connection, text: str, error: Exception) -> BaseException:
    """The fault as SQLAlchemy tells it; without the values, which people wrote."""
    dialect = connection.dialect
    base = dialect.loaded_dbapi.Error
    told = DBAPIError.instance(text, None, error, base, hide_parameters=True, dialect=dialect)
    return told if isinstance(told, BaseException) else error
