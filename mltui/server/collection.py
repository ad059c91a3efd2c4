"""A collection of JSON documents in one SQLite table, with indexed columns for the hot fields."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mltui.api.types.json import Json, JsonObject
from mltui.server.condition import EVERYTHING, Condition, Scalar, all_of, any_of
from mltui.server.document import Path, keys_of, read, remove, write

_DIGITS = re.compile(r"[0-9]+")
_PLAIN_KEY = re.compile(r"[ !#-\[\]-~]*")

Query = Condition | Mapping[str, Json]
"""Which documents: a condition, or fields with the value each must have (a list: one of them)."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the documents that has a column of its own.

    Attributes:
        path: the field.
        indexed: whether lists are filtered or sorted by it.
        natural: whether it sorts as people expect of names (see `natural_key`).
    """

    path: str
    indexed: bool = True
    natural: bool = False

    @property
    def name(self) -> str:
        """The column's name in the table."""
        return self.path.replace(".", "__")

    @property
    def sort_name(self) -> str:
        """The name of the column to sort by."""
        return f"{self.name}__natural" if self.natural else self.name


class Collection:
    """Documents by id. Every change belongs to the store's current transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        name: str,
        columns: Sequence[Column] = (),
        indexes: Sequence[Sequence[str]] = (),
    ) -> None:
        """Opens the collection, creating it if it is not there.

        Args:
            connection: the database.
            name: the table's name.
            columns: the fields that have columns.
            indexes: groups of columns that have an index together, to answer counts from it alone.
        """
        self.name = name
        self._indexes = indexes
        self._connection = connection
        self._columns = {column.path: column for column in columns}
        self._create(columns)

    def get(self, document_id: str) -> JsonObject | None:
        """The document of this id, None if there is none."""
        found = self._connection.execute(
            f'SELECT doc FROM "{self.name}" WHERE id = ?', (document_id,)
        ).fetchone()
        return json.loads(found[0]) if found else None

    def insert(self, document: JsonObject) -> None:
        """Adds a document; it must have an `id` that is not in use."""
        self.insert_many([document])

    def insert_many(self, documents: Iterable[JsonObject]) -> None:
        """Adds documents, each with an `id` that is not in use."""
        self._insert("INSERT", documents)

    def insert_missing(self, documents: Iterable[JsonObject]) -> None:
        """Adds those of the documents whose `id` is not in use."""
        self._insert("INSERT OR IGNORE", documents)

    def _insert(self, statement: str, documents: Iterable[JsonObject]) -> None:
        places = ", ".join("?" * (2 + len(self._names())))
        names = ", ".join(["id", *(f'"{name}"' for name in self._names()), "doc"])
        self._connection.executemany(
            f'{statement} INTO "{self.name}" ({names}) VALUES ({places})',
            map(self._row, documents),
        )

    def replace(self, document: JsonObject) -> None:
        """Writes a whole document over the one of the same id, or adds it."""
        self.delete(str(document["id"]))
        self.insert(document)

    def update(
        self,
        document_id: str,
        changes: Mapping[str, Json] | Mapping[Path, Json],
        unset: Iterable[Path] = (),
    ) -> bool:
        """Changes places of a document.

        Args:
            document_id: which document.
            changes: path to new value; see `document` for paths.
            unset: paths to take away.

        Returns:
            Whether there is such a document.
        """
        document = self.get(document_id)
        if document is None:
            return False
        for path in unset:
            remove(document, path)
        for path, value in changes.items():
            write(document, path, value)
        row = self._row(document)
        names = ", ".join([*(f'"{name}" = ?' for name in self._names()), "doc = ?"])
        self._connection.execute(
            f'UPDATE "{self.name}" SET {names} WHERE id = ?', (*row[1:], document_id)
        )
        return True

    def delete(self, document_id: str) -> bool:
        """Removes a document; says whether there was one."""
        done = self._connection.execute(f'DELETE FROM "{self.name}" WHERE id = ?', (document_id,))
        return done.rowcount > 0

    def delete_many(self, query: Query) -> int:
        """Removes the documents the query names; answers how many."""
        condition = self.condition(query)
        return self._connection.execute(
            f'DELETE FROM "{self.name}" WHERE {condition.sql}', condition.parameters
        ).rowcount

    def find(
        self,
        query: Query = EVERYTHING,
        order_by: Sequence[Path] = (),
        skip: int = 0,
        limit: int | None = None,
        fields: Iterable[str] | None = None,
    ) -> list[JsonObject]:
        """The documents the query names.

        Args:
            query: which documents.
            order_by: fields to sort by, `-` before one for descending; documents without the
                field come last. Without any: in the order of insertion.
            skip: how many to leave out at the beginning.
            limit: at most so many, None for all.
            fields: the places of each document that are wanted, None for all of it.
        """
        condition = self.condition(query)
        order = ", ".join([*(term for key in order_by for term in self._order(key)), "rowid"])
        rows = self._connection.execute(
            f'SELECT doc FROM "{self.name}" WHERE {condition.sql}'
            f" ORDER BY {order} LIMIT ? OFFSET ?",
            (*condition.parameters, -1 if limit is None else limit, skip),
        )
        documents: list[JsonObject] = [json.loads(row[0]) for row in rows]
        if fields is None:
            return documents
        paths = list(fields)
        return [_picked(document, paths) for document in documents]

    def first(self, query: Query = EVERYTHING, order_by: Sequence[Path] = ()) -> JsonObject | None:
        """The first document the query names, None if there is none."""
        found = self.find(query, order_by=order_by, limit=1)
        return found[0] if found else None

    def count(self, query: Query = EVERYTHING) -> int:
        """How many documents the query names."""
        condition = self.condition(query)
        found = self._connection.execute(
            f'SELECT count(*) FROM "{self.name}" WHERE {condition.sql}', condition.parameters
        ).fetchone()
        return int(found[0])

    def rows(
        self,
        fields: Sequence[Path],
        query: Query = EVERYTHING,
        group_by: Sequence[Path] = (),
        extra: Sequence[str] = (),
    ) -> list[tuple[Scalar, ...]]:
        """Values of single fields, without decoding the documents.

        Args:
            fields: the fields to read.
            query: which documents.
            group_by: fields to group by; `extra` then holds aggregate expressions.
            extra: SQL expressions to read after the fields, such as `count(*)`.
        """
        condition = self.condition(query)
        wanted = ", ".join([*(self.expression(field) for field in fields), *extra])
        group = ", ".join(self.expression(field) for field in group_by)
        return self._connection.execute(
            f'SELECT {wanted} FROM "{self.name}" WHERE {condition.sql}'
            + (f" GROUP BY {group}" if group else ""),
            condition.parameters,
        ).fetchall()

    def contains(self, path: Path, key: Path, value: Scalar) -> Condition:
        """Holds where one of the objects in an array has the value under the key."""
        return Condition(
            f"EXISTS (SELECT 1 FROM json_each(doc, {json_path(path)})"
            f" WHERE json_extract(value, {json_path(key)}) = ?)",
            (value,),
        )

    def expression(self, path: Path) -> str:
        """The SQL expression that reads the field: its column, or a look into the document."""
        if isinstance(path, str):
            if path == "id":
                return "id"
            column = self._columns.get(path)
            if column is not None:
                return f'"{column.name}"'
        return _reading(keys_of(path))

    def sort_expression(self, path: Path) -> str:
        """The SQL expression to sort by the field with."""
        column = self._columns.get(path) if isinstance(path, str) else None
        if column is not None:
            return f'"{column.sort_name}"'
        if keys_of(path)[0] in ("hyperparams", "metadata"):
            # All values of hyperparameters and metadata are text, most of it numbers.
            return f"natural_key({self.expression(path)})"
        return self.expression(path)

    def _order(self, key: Path) -> list[str]:
        first, *rest = keys_of(key)
        descending = first.startswith("-")
        path = (
            ".".join([first.lstrip("-"), *rest])
            if isinstance(key, str)
            else (
                first.lstrip("-"),
                *rest,
            )
        )
        expression = self.sort_expression(path)
        # DESC puts NULL last by itself; saying so would keep SQLite from walking the index.
        return [f"{expression} DESC" if descending else f"{expression} ASC NULLS LAST"]

    def condition(self, query: Query) -> Condition:
        """The query as a condition."""
        if isinstance(query, Condition):
            return query
        return all_of(self._equals(path, value) for path, value in query.items())

    def _equals(self, path: str, value: Json) -> Condition:
        expression = self.expression(path)
        if value is None:
            return Condition(f"{expression} IS NULL")
        if isinstance(value, list):
            return any_of(self._equals(path, item) for item in value)
        if isinstance(value, dict):
            raise TypeError(f"cannot compare {path} with an object")
        return Condition(f"{expression} = ?", (value,))

    def _names(self) -> list[str]:
        """The columns beside the id and the document."""
        names = [column.name for column in self._columns.values()]
        return names + [column.sort_name for column in self._columns.values() if column.natural]

    def _row(self, document: JsonObject) -> tuple[Scalar, ...]:
        cells = [_cell(read(document, path)) for path in self._columns]
        keys = [
            natural_key(read(document, path))
            for path, column in self._columns.items()
            if column.natural
        ]
        return (str(document["id"]), *cells, *keys, _encoded(document))

    def _create(self, columns: Sequence[Column]) -> None:
        # The document comes last: a scan that needs the columns alone does not read it.
        # Names are asked for in any case; then the index must be in that collation too.
        nocase = {column.name for column in columns if column.natural}
        names = "".join(
            f', "{name}"' + (" TEXT COLLATE NOCASE" if name in nocase else "")
            for name in self._names()
        )
        self._connection.execute(
            f'CREATE TABLE IF NOT EXISTS "{self.name}" (id TEXT PRIMARY KEY{names}, doc TEXT)'
        )
        indexed = {name for c in columns if c.indexed for name in (c.name, c.sort_name)}
        for name in sorted(indexed):
            self._index(name, [name])
        for several in self._indexes:
            self._index("_".join(several), several)

    def _index(self, name: str, columns: Iterable[str]) -> None:
        listed = ", ".join(f'"{column}"' for column in columns)
        self._connection.execute(
            f'CREATE INDEX IF NOT EXISTS "{self.name}_{name}" ON "{self.name}" ({listed})'
        )


def natural_key(value: object) -> Scalar:
    """What to sort a name by so that `run 9` comes before `run 10`, whatever the case.

    Each run of digits is put as its length and its digits without leading zeros.
    """
    if not isinstance(value, str):
        return value if isinstance(value, int | float) else None
    return _DIGITS.sub(_sortable_number, value.casefold())


def _sortable_number(digits: re.Match[str]) -> str:
    number = digits[0].lstrip("0")
    return f"{len(number):04d}{number}"


def json_path(path: Path) -> str:
    """The path as SQLite's JSON functions want it, quoted as an SQL literal."""
    steps = "".join('."' + key.replace('"', '\\"') + '"' for key in keys_of(path))
    return _literal("$" + steps)


def _reading(keys: Sequence[str]) -> str:
    """The SQL expression that reads what is under the keys in a document.

    SQLite compares a key in a path with the text of the document as it is written, escapes and
    all. So one that would be written with an escape is looked for among the keys themselves.
    """
    where, plain = "doc", list[str]()
    for place, key in enumerate(keys):
        if _PLAIN_KEY.fullmatch(key):
            plain.append(key)
            continue
        inside = "" if place == len(keys) - 1 else " AND type = 'object'"
        where = (
            f"(SELECT value FROM json_each({where}, {json_path(tuple(plain))})"
            f" WHERE key = {_literal(key)}{inside})"
        )
        plain = []
    return f"json_extract({where}, {json_path(tuple(plain))})" if plain else where


def _literal(text: str) -> str:
    return "'" + text.replace("\0", "").replace("'", "''") + "'"


def _cell(value: Json) -> Scalar:
    if isinstance(value, dict | list):
        return json.dumps(value, separators=(",", ":"))
    return value


def _picked(document: JsonObject, paths: Iterable[str]) -> JsonObject:
    result: JsonObject = {}
    for path in paths:
        value = read(document, path)
        if value is not None:
            write(result, path, value)
    return result


def _encoded(document: JsonObject) -> str:
    """A document as SQLite reads JSON, which has no NaN: one would spoil every later query."""
    try:
        return json.dumps(document, separators=(",", ":"), allow_nan=False)
    except ValueError:
        known = json.loads(json.dumps(document), parse_constant=lambda _: None)
        return json.dumps(known, separators=(",", ":"))
