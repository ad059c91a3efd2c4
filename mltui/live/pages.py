"""Which pages of a long list are asked for: those in sight when something moved, others once."""

from __future__ import annotations

from dataclasses import dataclass

#: Rows in one page.
PAGE_SIZE = 100

#: Pages asked for in one go, besides those on the screen.
MOST_PAGES = 3

#: Every so many answers the rows are asked for even if nothing seems to have changed: one may come
#: while another goes.
UNGATED_EVERY = 6


@dataclass(frozen=True, slots=True)
class Asking:
    """One time that a list is asked for.

    Attributes:
        question: Which question it is: answers to an older one are void.
        forgotten: How often the rows had been forgotten by then.
        is_anew: Whether the rows were forgotten since the last answer.
        is_due: Whether the rows in sight are asked for whatever seems to have moved.
    """

    question: int
    forgotten: int
    is_anew: bool
    is_due: bool


class Pages:
    """Which pages of a list, `PAGE_SIZE` rows each, are to be asked for.

    Attributes:
        question: Grows with every change of filter or order.
    """

    def __init__(self) -> None:
        self.question = 0
        self._in_sight: tuple[int, ...] = (0,)
        self._wanted: list[int] = []
        self._quiet = self._forgotten = 0
        self._answered = -1

    def look_at(self, start: int, count: int) -> None:
        """Note which rows are on the screen: these are kept fresh."""
        first = max(start, 0) // PAGE_SIZE
        last = (max(start, 0) + max(count, 1) - 1) // PAGE_SIZE
        in_sight = tuple(range(first, last + 1))
        if in_sight != self._in_sight:
            self._in_sight = in_sight
            self.forget()

    def want(self, start: int) -> None:
        """Have the page at this index asked for once."""
        page = start // PAGE_SIZE
        if page not in self._wanted:
            self._wanted = [*self._wanted, page][-MOST_PAGES:]

    def forget(self) -> None:
        """Have the rows asked for next time whatever seems to have moved."""
        self._forgotten += 1

    def start_over(self) -> None:
        """Begin with the first page of another list."""
        self.question += 1
        self._in_sight = (0,)
        self._wanted = []
        self.forget()

    def begin(self) -> Asking:
        """Note that the list is being asked for."""
        self._quiet += 1
        is_anew = self._forgotten != self._answered
        is_due = is_anew or self._quiet >= UNGATED_EVERY
        return Asking(self.question, self._forgotten, is_anew, is_due)

    def to_ask(self, moved: bool) -> tuple[int, ...]:
        """Return the numbers of the pages to ask for; those in sight only if something moved."""
        return tuple(dict.fromkeys([*self._in_sight, *self._wanted] if moved else self._wanted))

    def answered(self, asking: Asking, pages: tuple[int, ...], moved: bool) -> bool:
        """Note that these pages have come; return False if the question has changed meanwhile."""
        if asking.question != self.question:
            return False
        self._wanted = [page for page in self._wanted if page not in pages]
        self._answered = asking.forgotten
        if moved:
            self._quiet = 0
        return True
