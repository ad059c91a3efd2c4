"""What a filter line can be completed to, and what is wrong with one. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from mltui.live.filter_line import SIGNS, Word, last_piece, plain, quoted, words_of

_SIGN = re.compile("[<>=]")

#: What follows what is the case or not.
YES_OR_NO = ("yes", "no")

#: The same with what is understood besides.
FLAG_WORDS = (*YES_OR_NO, "true", "false", "1", "0")

#: Completions offered at once.
MOST = 8

#: Beginnings that a word is likened to, at every key; names of metrics and parameters may be many.
MOST_LIKENED = 500

#: Cells for the words that are named in a complaint.
ROOM = 36


def _nothing(_: str) -> bool:
    return False


def _no_complaint(_word: str, _unfinished: bool) -> str:
    return ""


def _nothing_to_say(_text: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the filter line of a list may hold.

    Attributes:
        values: What may stand before a colon, each with what can follow it, as far as known.
        closed: Of those whose values are all known: what may follow, also under other names.
        anywhere: Those whose values may be given by a part that is not their beginning.
        exact: Those whose values are all known, and have to be given whole.
        also: Other names of some of them.
        judged: By key, values that no server can be asked for, with what to do instead, a sentence.
            Each alone, without its key, is told of as well.
        beginnings: What a word can begin with besides, such as `updated<` or a metric's name.
        is_comparison: Whether a word limits something or says what it equals.
        wrong_comparison: Says what is wrong with a word that is none of that, "" if nothing is;
            the second argument says whether it is still being typed.
        wrong_name: Says what is wrong with what a comparison names, "" if nothing is.
        wrong_line: Says what is wrong with a whole line whose words are right, "" if nothing is.
        meaning: Says what a comparison means, "" if that goes without saying.
    """

    values: Mapping[str, Sequence[str]]
    closed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    anywhere: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()
    also: Mapping[str, str] = field(default_factory=dict)
    judged: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    beginnings: Sequence[str] = ()
    is_comparison: Callable[[str], bool] = _nothing
    wrong_comparison: Callable[[str, bool], str] = _no_complaint
    wrong_name: Callable[[str], str] = _nothing_to_say
    wrong_line: Callable[[str], str] = _nothing_to_say
    meaning: Callable[[str], str] = _nothing_to_say

    def name(self, key: str) -> str | None:
        """Return which one a word before a colon means, None if none of them."""
        key = self.also.get(key.casefold(), key.casefold())
        return key if key in self.values else None


def candidates(line: str, grammar: Grammar) -> list[str]:
    """Return what the end of a line can become, the line's beginning left out."""
    return _completions(line, grammar)[1]


def choices(line: str, grammar: Grammar) -> list[str]:
    """Return all that a line with its end completed can become."""
    head, found = _completions(line, grammar)
    return [head + one for one in found]


def complete(line: str, grammar: Grammar) -> str | None:
    """Return the line with its end completed, None if there is nothing to complete."""
    head, found = _completions(line, grammar)
    typed = _unquoted(line[len(head) :])
    fitting = [one for one in found if one != line[len(head) :]]
    if not typed or not fitting or not _unquoted(fitting[0]).startswith(typed):
        return None
    return head + fitting[0]


def _completions(line: str, grammar: Grammar) -> tuple[str, list[str]]:
    """Return where the end of a line begins (as the text before it), and what it can become."""
    head, last = last_piece(line)
    project = line.casefold().rfind("project:")
    if project > 0 and line[project - 1] != " ":
        project = -1
    if project >= 0 and ":" not in line[project + len("project:") :]:
        # Its name may hold blanks.
        head, last = line[:project], line[project:]
    key, colon, value = last.partition(":")
    name = grammar.name(key) if colon else None
    if name is None:
        return head, _beginnings(last, grammar)
    before, comma, part = ("", "", value) if project >= 0 else value.rpartition(",")
    sign = part[:1] if part[:1] in ("!", "-") else ""
    typed = _unquoted(part.removeprefix(sign))
    fitting = [one for one in grammar.values[name] if one.casefold().startswith(typed)]
    return head, [f"{key}:{before}{comma}{sign}{quoted(one)}" for one in fitting][:MOST]


def _unquoted(text: str) -> str:
    return text.replace('"', "").casefold()


def _beginnings(last: str, grammar: Grammar) -> list[str]:
    if not last:
        return []
    typed = _unquoted(last)
    names = (*(f"{key}:" for key in grammar.values), *grammar.beginnings)
    return [name for name in names if _unquoted(name).startswith(typed)][:MOST]


def complaint(line: str, grammar: Grammar, *, finished: bool = False) -> str:
    """Say what is wrong with a line, "" if nothing is.

    Args:
        line: What was typed.
        grammar: What it may hold.
        finished: Whether it is typed no more, so that nothing may be missing at its end.
    """
    last = last_piece(line)[1]
    if finished and line.count('"') % 2:
        return f"“{last}” lacks its closing quotation mark."
    last = "" if finished else last
    for word in _joined_at_signs(words_of(line, grammar.is_comparison)):
        key, colon, value = word.text.partition(":")
        name = grammar.name(key)
        if grammar.is_comparison(word.text):
            wrong = grammar.wrong_name(word.text)
        elif colon and name is not None:
            unfinished = word.raw == last and not value
            wrong = "" if unfinished else _wrong_value(key.casefold(), name, value, grammar)
            if finished and not wrong and name in grammar.exact:
                wrong = _unknown(name, value, grammar.values[name])
        elif colon and key and not value.startswith("//") and not _SIGN.search(key):
            wrong = _no_key(plain(key.casefold()), grammar)
        elif word.raw.casefold() in (alone := _judged_alone(grammar)):
            wrong = alone[word.raw.casefold()]
        else:
            wrong = grammar.wrong_comparison(word.text, word.raw == last)
        if wrong:
            return wrong
    return grammar.wrong_line(line)


def meaning(line: str, grammar: Grammar) -> str:
    """Say what the last word of a line means, "" if that goes without saying."""
    words = words_of(line, grammar.is_comparison)
    return grammar.meaning(words[-1].text) if words and not line[-1].isspace() else ""


def _joined_at_signs(words: Sequence[Word]) -> list[Word]:
    """Join what stands on both sides of a sign of its own: it was meant as a comparison."""
    joined: list[Word] = []
    rest = [*words]
    while rest:
        count = 3 if len(rest) > 2 and rest[1].text in SIGNS else 1
        taken, rest = rest[:count], rest[count:]
        joined.append(Word(taken[-1].raw, "".join(word.text for word in taken)))
    return joined


def _judged_alone(grammar: Grammar) -> Mapping[str, str]:
    return {word: said for judged in grammar.judged.values() for word, said in judged.items()}


def _no_key(key: str, grammar: Grammar) -> str:
    """Say that there is no such key, with the one that it is like, else with all."""
    from difflib import get_close_matches

    words = {name: f"{name}:" for name in grammar.values}
    likely = islice(grammar.beginnings, MOST_LIKENED)
    words |= {beginning[:-1]: beginning for beginning in likely}
    near = get_close_matches(key, words, n=1)
    told = ", ".join(grammar.values)
    what = f"is no word of a filter; {words[near[0]]} is" if near else f"is none of {told}"
    return f"“{key}:” {what}; in quotes it is part of a name."


def _wrong_value(key: str, name: str, value: str, grammar: Grammar) -> str:
    parts = [plain(part).lstrip("!-" if "tag" in key else "") for part in value.split(",") if part]
    shown = grammar.values[name]
    if not parts:
        such_as = f", such as {key}:{quoted(shown[0])}." if shown else "."
        return f"Something has to follow “{key}:”{such_as}"
    known, anywhere = grammar.closed.get(name, ()), name in grammar.anywhere
    for part in parts:
        typed = part.casefold().replace(" ", "-") if anywhere else part.casefold()
        if known and not any(_fits(typed, one.casefold(), anywhere=anywhere) for one in known):
            judged = grammar.judged.get(name, {})
            if said := next((judged[word] for word in judged if word.startswith(typed)), ""):
                return said
            if tuple(shown) == YES_OR_NO:
                return f"“{key}:” takes {' or '.join(shown)}, not “{part}”."
            return f"No {key} {'has' if anywhere else 'begins with'} “{part}”: {some(shown)}"
    return ""


def _unknown(name: str, value: str, known: Sequence[str]) -> str:
    wanted = (plain(part) for part in value.split(",") if part and part[0] not in "!-")
    missed = next((one for one in wanted if one not in known), "") if known else ""
    return f"Nothing has the {name} “{missed}”: {some(known)}" if missed else ""


def some(names: Sequence[str]) -> str:
    """Name as many as a line has room for at the end of a sentence, and end it."""
    said = ""
    for place, name in enumerate(names):
        longer = f"{said}, {name}" if said else name
        if place and len(longer) > ROOM:
            return f"{said}, …"
        said = longer
    return f"{said}."


def _fits(typed: str, known: str, *, anywhere: bool) -> bool:
    return typed in known if anywhere else known.startswith(typed)
