"""A log whose lines are searched: matches marked, gone through, or shown alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType

from mltui.expressions import Expression
from mltui.terminal.sgr import Look
from mltui.widgets.landmark import Landmark, found_again, landmark_at
from mltui.widgets.log_lines import LogLine, LogLines, pieces_of
from mltui.widgets.log_search import Patience, marked, matches, next_match, searched_part
from mltui.widgets.log_view import LogView


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody looks in a log.

    Attributes:
        following: whether the end is followed.
        number: the line at the top, of all that are known.
        row: which of its rows.
    """

    following: bool
    number: int
    row: int = 0


class SearchedLog(LogView):
    """A log with a search. What is found is shown a third of the screen from the top."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "find(1)", "Next match", show=False),
        Binding("N", "find(-1)", "Previous match", show=False),
    ]

    def __init__(self, *, limit: int = 100_000) -> None:
        """Makes an empty log.

        Args:
            limit: lines kept; beyond it the oldest go.
        """
        super().__init__(limit=limit)
        self._pattern: Expression | None = None
        self._only_matching = False
        self._looked_at: Landmark | None = None

    # What is searched for

    def search(self, pattern: Expression | None) -> None:
        """Marks what matches from now on; None ends it. Nothing moves."""
        only = self._only_matching
        if only:
            self.show_only_matching(False)
        self._pattern, self._found = pattern, None
        if only and pattern is not None:
            self.show_only_matching(True)
        self._strips.clear()
        self._draw()

    @property
    def only_matching(self) -> bool:
        """Whether lines that do not match are hidden."""
        return self._only_matching

    def show_only_matching(self, only: bool) -> None:
        """Hides the lines that do not match, or shows them again, around where one looks."""
        found = self._found_in_sight()
        number = self._found if found and self._found is not None else self._top[0]
        if number < self._log_lines.end:
            # Where no line matches, it is still known where one looked.
            self._looked_at = landmark_at(self._log_lines, number)
        self._log_lines = self._known
        if only and self._pattern is not None:
            patience = Patience()
            some = self._matching(self._known, patience)
            if patience.ended:
                only = False
                self._tell_not_found(0, patience)
            else:
                self._log_lines = LogLines(self._known.limit)
                self._log_lines.states = self._known.states
                self._log_lines.extend(some)
        self._only_matching = only
        self._found = None
        self.drawing_changed()
        looked_at, end = self._looked_at, self._log_lines.end
        number = end if looked_at is None else found_again(self._log_lines, looked_at)
        if self._following or number == end:
            self._top = self._before_end(self._room())
        elif found:
            self.go_to(number)
        else:
            self._top = (number, 0)
            self._clamp()
        self._draw()

    # Where one looks

    @property
    def top_time(self) -> float:
        """When the line at the top was written; where none is shown, the one looked at before."""
        if not len(self._log_lines) and self._looked_at is not None:
            return self._looked_at.time
        return super().top_time

    @property
    def top_line(self) -> Landmark | None:
        """The line at the top; where none is shown, the one looked at before."""
        lines, number = self._log_lines, self._top[0]
        return landmark_at(lines, number) if number < lines.end else self._looked_at

    def go_to_line(self, line: Landmark) -> None:
        """Shows a line at the top; where it is missing, the next one that is not."""
        self._set_following(False)
        self._top = (found_again(self._log_lines, line), 0)
        self._clamp()
        self._strips.clear()
        self._draw()

    @property
    def place(self) -> Place:
        """Where one looks."""
        number, row = self._top
        if self._log_lines is not self._known and (line := self.top_line) is not None:
            number, row = found_again(self._known, line), 0
        return Place(self._following, number, row)

    def go_back_to(self, place: Place) -> None:
        """Looks where one looked before."""
        self._found = None
        if place.following:
            self.action_follow()
            return
        self._set_following(False)
        self._top = (self._number_at(place), place.row)
        self._clamp()
        self._draw()

    def _number_at(self, place: Place) -> int:
        """Gives the number, among the lines that are shown, of the line at a place."""
        known = self._known
        number = min(max(place.number, known.first), known.end)
        if self._log_lines is known or number == known.end:
            return min(number, self._log_lines.end)
        return found_again(self._log_lines, landmark_at(known, number))

    # Going through the matches

    def action_find(self, step: int) -> None:
        """Goes to the next (1) or previous (-1) line that matches, from where one looks."""
        if self._pattern is None:
            return
        lines = self._log_lines
        if self._found is not None and self._found_in_sight():
            begin = self._found
        elif step < 0:
            begin = lines.end if self._following else self._top[0]
        else:
            begin = self._top[0] - 1
        patience = Patience()
        number = next_match(lines, self._pattern, begin, step, patience)
        if number is None:
            self._tell_not_found(step, patience)
        else:
            self.go_to(number)

    def find_from(self, place: Place) -> None:
        """Goes to the first line from a place on that matches, else to the last before it.

        Where none does, one looks at the place itself.
        """
        if self._pattern is None:
            return
        lines = self._log_lines
        begin = lines.end if place.following else self._number_at(place)
        patience = Patience()
        number = next_match(lines, self._pattern, begin - 1, 1, patience)
        if number is None:
            number = next_match(lines, self._pattern, begin, -1, patience)
        if number is None:
            self.go_back_to(place)
            self._tell_not_found(0, patience)
        else:
            self.go_to(number)

    def find_here(self) -> bool:
        """Goes to the first known line from the top on that matches; says whether there is one.

        One that was gone to and is in sight is that line.
        """
        if self._pattern is None:
            return False
        if self._found is None or not self._found_in_sight():
            begin = self._top[0] - 1
            number = next_match(self._log_lines, self._pattern, begin, 1, Patience())
            if number is None:
                return False
            self.go_to(number)
        return True

    def go_to_match(self, time: float, step: int) -> None:
        """Shows the first (1) or last (-1) line of that time that matches; else its first."""
        pattern, lines, patience = self._pattern, self._log_lines, Patience()
        numbers = [n for n, line in enumerate(lines, lines.first) if line.time == time]
        for number in numbers if step > 0 else reversed(numbers):
            if pattern is None or patience.ends():
                break
            if matches(pattern, lines.at(number).text):
                self.go_to(number)
                return
        self.go_to_time(time)

    def _tell_not_found(self, step: int, patience: Patience) -> None:
        pattern = self._pattern
        assert pattern is not None
        cut = any(len(line.text) > pattern.longest for line in self._known)
        but = searched_part(pattern) if cut else ""
        self.post_message(self.NotFound(self, step, but, patience.ended))

    def _found_in_sight(self) -> bool:
        rows = self._rows_from(self._top, self._room())
        return any(number == self._found for number, _ in rows)

    # What of the lines is shown

    def nothing(self) -> str:
        """Gives what to say where there is no line, or none of those known matches."""
        return "no line here matches" if len(self._known) else super().nothing()

    def parts_of(self, line: LogLine) -> Iterator[tuple[str, Look, bool]]:
        """Gives the parts of a line; those that match are to stand out."""
        return marked(pieces_of(line), self._pattern)

    def clear(self) -> None:
        """Removes all lines and follows again."""
        self._log_lines.clear()
        self._looked_at = None
        super().clear()

    def prepend(self, lines: Iterable[str | LogLine]) -> None:
        """Adds older messages in front; what is on the screen stays where it is."""
        lines = list(lines)
        if self._log_lines is not self._known:
            self._log_lines.prepend(self._matching(self._split(lines), Patience()))
        super().prepend(lines)

    def _take(self, lines: Iterable[str | LogLine]) -> int:
        lines = list(lines)
        added = super()._take(lines)
        if self._log_lines is self._known:
            return added
        return self._log_lines.extend(self._matching(self._split(lines), Patience()))

    def _split(self, lines: Iterable[str | LogLine]) -> LogLines:
        split = LogLines(len(self._known) + 1_000_000)
        split.states = self._known.states
        split.extend(lines)
        return split

    def _matching(self, lines: LogLines, patience: Patience) -> list[LogLine]:
        """Gives the lines that match, and those that there is no time to search."""
        pattern = self._pattern
        assert pattern is not None
        return [line for line in lines if patience.ends() or matches(pattern, line.text)]
