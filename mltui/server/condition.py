"""Pieces of SQL that say which documents are wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Scalar = str | int | float | None
"""What SQLite takes as a parameter here."""


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL expression with its parameters, safe to be combined with others."""

    sql: str
    parameters: tuple[Scalar, ...] = ()


_TOGETHER = 100
"""So many parts are joined without groups."""

EVERYTHING = Condition("1")
NOTHING = Condition("0")


def all_of(conditions: Iterable[Condition]) -> Condition:
    """Holds where each of the conditions does."""
    return _joined(" AND ", [c for c in conditions if c is not EVERYTHING], EVERYTHING)


def any_of(conditions: Iterable[Condition]) -> Condition:
    """Holds where at least one of the conditions does."""
    return _joined(" OR ", list(conditions), NOTHING)


def negation(condition: Condition) -> Condition:
    """Holds where the condition does not, unknown counting as not."""
    return Condition(f"NOT coalesce(({condition.sql}), 0)", condition.parameters)


def _joined(word: str, conditions: list[Condition], empty: Condition) -> Condition:
    if not conditions:
        return empty
    if len(conditions) == 1:
        return conditions[0]
    sql = _balanced(word, [f"({condition.sql})" for condition in conditions])
    return Condition(sql, tuple(p for condition in conditions for p in condition.parameters))


def _balanced(word: str, parts: list[str]) -> str:
    """Joins parts in groups of groups: SQLite refuses expressions that are 1,000 levels deep."""
    if len(parts) <= _TOGETHER:
        return word.join(parts)
    half = len(parts) // 2
    return f"({_balanced(word, parts[:half])}){word}({_balanced(word, parts[half:])})"
