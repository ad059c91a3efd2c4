"""The filters of the `get_all` endpoints, compiled to SQL."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from mltui import expressions
from mltui.api.types.json import Json, JsonObject
from mltui.server.collection import Collection, json_path
from mltui.server.condition import (
    EVERYTHING,
    NOTHING,
    Condition,
    Scalar,
    all_of,
    any_of,
    negation,
)
from mltui.server.document import Path
from mltui.server.errors import failure, validation_error
from mltui.server.listing import Listing
from mltui.server.times import iso, parse

_COMPARISON = re.compile(r"(?P<sign>>=|<=|>|<|=|)(?P<value>.*)", re.DOTALL)
_LITERAL = re.compile(r"\^((?:[\w\s/,:;@!=<>\"'#%&~`-]|\\[^\w])+)\$")


def compile_filters(listing: Listing, collection: Collection, request: JsonObject) -> Condition:
    """What a `get_all` request asks for.

    Args:
        listing: what can be filtered.
        collection: where the documents are.
        request: the request; fields that are no filters are passed over, as are null ones.

    Raises:
        ServerError: 400/12 a range without two ends or a bad date, 400/21 a bad expression.
    """
    parts: list[Condition] = []
    for name, value in request.items():
        if value is None:
            continue
        path = path_of(name)
        if _covers(listing.lists, name):
            if isinstance(value, list):
                parts.append(_in_list(listing, collection, path, value))
            elif isinstance(value, str | int | float):
                parts.append(_in_list(listing, collection, path, [value]))
        elif _covers(listing.ranges, name):
            parts.append(_in_range(collection, name, path, value))
        elif name in listing.dates:
            bounds = value if isinstance(value, list) else [value]
            parts.extend(_compared(collection, path, str(bound)) for bound in bounds)
        elif name in listing.patterns and isinstance(value, str):
            parts.append(matches(collection, path, value))
        elif name in listing.flags and isinstance(value, bool):
            parts.append(Condition(f"{collection.expression(path)} = ?", (int(value),)))
    parts.append(_patterns(listing, collection, request.get("_any_"), together=False))
    parts.append(_patterns(listing, collection, request.get("_all_"), together=True))
    parts.append(_named_filters(listing, collection, request.get("filters")))
    parts.append(_text_search(collection, request.get("search_text")))
    return all_of(parts)


def path_of(name: str) -> Path:
    """The path a dotted name means; `%2E` and `%24` stand for a dot and a dollar in a key."""
    keys = name.split(".")
    if "%" not in name:
        return name
    return tuple(key.replace("%2E", ".").replace("%24", "$") for key in keys)


def has_any(collection: Collection, path: str, values: list[str]) -> Condition:
    """Holds where the array has one of the values."""
    places = ", ".join("?" * len(values))
    return Condition(
        f"EXISTS (SELECT 1 FROM json_each({_array(collection, path)}) WHERE value IN ({places}))",
        tuple(values),
    )


NOT_ARCHIVED = Condition("(system_tags IS NULL OR system_tags NOT LIKE '%\"archived\"%')")
"""Holds where the object is not archived."""

ARCHIVED = Condition("system_tags LIKE '%\"archived\"%'")
"""Holds where the object is archived."""

NOT_HIDDEN = Condition("(system_tags IS NULL OR system_tags NOT LIKE '%\"hidden\"%')")
"""Holds where the object is not hidden."""


def _covers(names: tuple[str, ...], name: str) -> bool:
    return any(name == one or (one.endswith(".") and name.startswith(one)) for one in names)


def _in_list(listing: Listing, collection: Collection, path: Path, values: list[Json]) -> Condition:
    """A list of values, of which `-x` or `"__$not", x` are to be absent.

    `"__$and"` or `"__$all"` ask for all of the values instead of any, `"__$or"` and `"__$any"` join
    the wanted and the unwanted by "or".
    """
    wanted: list[Json] = []
    unwanted: list[Json] = []
    together = either = negated = False
    for value in values:
        if isinstance(value, str) and value.startswith("__$"):
            together |= value in ("__$and", "__$all")
            either |= value in ("__$or", "__$any")
            negated = value == "__$not"
            continue
        if negated:
            unwanted.append(value)
        elif isinstance(value, str) and value.startswith("-") and len(value) > 1:
            unwanted.append(value[1:])
        else:
            wanted.append(value)
        negated = False
    parts: list[Condition] = []
    if wanted:
        parts.append(_having(listing, collection, path, wanted, together))
    if unwanted:
        parts.append(negation(_having(listing, collection, path, unwanted, False)))
    if not parts:
        return EVERYTHING
    return any_of(parts) if either else all_of(parts)


def _having(
    listing: Listing, collection: Collection, path: Path, values: list[Json], together: bool
) -> Condition:
    """Holds where the field is (or the array has) any, or all together, of the values."""
    each = [_having_one(listing, collection, path, value) for value in values]
    if together:
        return all_of(each)
    name = path if isinstance(path, str) else ""
    plain = [value for value in values if isinstance(value, str | int | float)]
    if len(plain) == len(values) and name not in listing.arrays and "models." not in name:
        places = ", ".join("?" * len(plain))
        return Condition(f"{collection.expression(path)} IN ({places})", tuple(plain))
    return any_of(each)


def _having_one(listing: Listing, collection: Collection, path: Path, value: Json) -> Condition:
    if isinstance(path, str):
        if path in listing.arrays:
            array = _array(collection, path)
            if value is None:
                return Condition(f"coalesce(json_array_length({array}), 0) = 0")
            if path in ("tags", "system_tags", "path"):
                # The column holds the array as text; looking for the quoted value in it is cheaper
                # than taking it apart, and as exact but for the case.
                return Condition(
                    f"instr(coalesce({collection.expression(path)}, ''), ?) > 0", (_quoted(value),)
                )
            return has_any(collection, path, [str(value)])
        parent, _, leaf = path.rpartition(".")
        if parent in listing.arrays:
            inside = f"json_extract(value, {json_path(leaf)})"
            array = _array(collection, parent)
            if value is None:
                return Condition(f"coalesce(json_array_length({array}), 0) = 0")
            return Condition(
                f"EXISTS (SELECT 1 FROM json_each({array}) WHERE {inside} = ?)", (str(value),)
            )
    expression = collection.expression(path)
    if value is None:
        return Condition(f"{expression} IS NULL")
    return Condition(f"{expression} = ?", (_scalar(value),))


def _in_range(collection: Collection, name: str, path: Path, value: Json) -> Condition:
    if not isinstance(value, list) or len(value) != 2:
        raise validation_error(f"Min and max values should be specified for range field {name}")
    parts: list[Condition] = []
    for sign, bound in zip((">=", "<="), value, strict=True):
        if bound is None:
            continue
        if isinstance(bound, str):
            moment = _moment(bound)
            if moment is None:
                return NOTHING
            bound = iso(moment)
        parts.append(Condition(f"{collection.expression(path)} {sign} ?", (_scalar(bound),)))
    return all_of(parts)


def _compared(collection: Collection, path: Path, text: str) -> Condition:
    found = _COMPARISON.fullmatch(text)
    sign, value = (found["sign"] or "=", found["value"]) if found else ("=", text)
    moment = _moment(value)
    if moment is None:
        raise validation_error(f"Invalid date string: {text}")
    return Condition(f"{collection.expression(path)} {sign} ?", (iso(moment),))


def matches(collection: Collection, path: Path, pattern: str) -> Condition:
    """Holds where the field matches the regular expression, whatever the case.

    Raises:
        ServerError: 400/21, it is no regular expression, or one that may take too long.
    """
    _check_pattern(pattern)
    expression = collection.expression(path)
    literal = _LITERAL.fullmatch(pattern)
    if literal is not None and path == "name" and pattern.isascii():
        # Programs ask for a name as ^name$: that the index finds.
        name = re.sub(r"\\(.)", r"\1", literal[1])
        return Condition(f"{expression} = ?", (name,))
    return Condition(f"{expression} REGEXP ?", (pattern,))


def _check_pattern(pattern: str) -> None:
    try:
        expressions.expression(pattern, re.IGNORECASE)
    except ValueError as error:
        raise failure(400, 21, err=str(error), extra_info=None) from error


def _patterns(
    listing: Listing, collection: Collection, value: Json, *, together: bool
) -> Condition:
    """`_any_` and `_all_`: `{pattern, fields}` or `{datetime, fields}`, over several fields."""
    if not isinstance(value, Mapping):
        return EVERYTHING
    fields = value.get("fields")
    pattern = value.get("pattern")
    moment = value.get("datetime")
    parts: list[Condition] = []
    for name in fields if isinstance(fields, list) else []:
        if not _is_shown(listing, str(name)):
            continue
        path = path_of(str(name))
        if isinstance(pattern, str):
            parts.append(matches(collection, path, pattern))
        bounds = moment if isinstance(moment, list) else [moment]
        parts.extend(_compared(collection, path, b) for b in bounds if isinstance(b, str))
    if not parts:
        return EVERYTHING
    return all_of(parts) if together else any_of(parts)


def _named_filters(listing: Listing, collection: Collection, value: Json) -> Condition:
    """`filters`: `{field: {any: {include, exclude}, all: {include, exclude}, op}}`."""
    if not isinstance(value, Mapping):
        return EVERYTHING
    parts = [
        _named_filter(listing, collection, path_of(name), wanted)
        for name, wanted in value.items()
        if isinstance(wanted, Mapping) and _is_shown(listing, name)
    ]
    return all_of(parts)


def _is_shown(listing: Listing, name: str) -> bool:
    """Whether the field is answered; what is not must not be found out by filtering either."""
    top = name.split(".")[0]
    return top in listing.fields and top not in listing.hidden


def _named_filter(
    listing: Listing, collection: Collection, path: Path, wanted: Mapping[str, Json]
) -> Condition:
    groups: list[Condition] = []
    for name, join in (("any", any_of), ("all", all_of)):
        group = wanted.get(name)
        if not isinstance(group, Mapping):
            continue
        included = [_having_one(listing, collection, path, v) for v in _items(group, "include")]
        excluded = [
            negation(_having_one(listing, collection, path, v)) for v in _items(group, "exclude")
        ]
        if included or excluded:
            groups.append(join([*included, *excluded]))
    if not groups:
        return EVERYTHING
    return any_of(groups) if wanted.get("op") == "or" else all_of(groups)


def _text_search(collection: Collection, value: Json) -> Condition:
    """Free text: any of the words, whole, in the name, the comment or the description."""
    if not isinstance(value, str):
        return EVERYTHING
    words = re.findall(r"\w+", value)
    if not words:
        return EVERYTHING
    pattern = r"\b(" + "|".join(re.escape(word) for word in words) + r")\b"
    _check_pattern(pattern)
    return any_of(
        Condition(f"{collection.expression(field)} REGEXP ?", (pattern,))
        for field in ("name", "comment", "description")
    )


def _items(group: Mapping[str, Json], name: str) -> Iterator[Json]:
    value = group.get(name)
    yield from value if isinstance(value, list) else []


def _array(collection: Collection, path: str) -> str:
    return f"coalesce({collection.expression(path)}, '[]')"


def _quoted(value: Json) -> str:
    return json.dumps(value)


def _scalar(value: Json) -> Scalar:
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, str | int | float) else str(value)


def _moment(text: str) -> datetime | None:
    try:
        return parse(text.strip())
    except ValueError:
        return None
