"""The rows of a long list of tasks that were seen, as far as they may still be needed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from mltui.live.pages import PAGE_SIZE
from mltui.live.task_rows import TaskRow
from mltui.live.task_window import Page, steady

#: Once more pages than this are known, those farther from the screen than `NEAR` go.
MOST_PAGES, NEAR = 40, 10


class SeenTasks:
    """Pages by where they begin, and every row by its id."""

    def __init__(self) -> None:
        self._pages: dict[int, tuple[TaskRow, ...]] = {}
        self._rows: dict[str, TaskRow] = {}

    def __len__(self) -> int:
        """How many rows are known."""
        return len(self._rows)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the list's rows, in order, as far as they are known."""
        return tuple(row.id for start in sorted(self._pages) for row in self._pages[start])

    def get(self, key: str) -> TaskRow | None:
        """Return the row of an id, None if it is not known."""
        return self._rows.get(key)

    def put(self, page: Page, *, steadily: bool = False) -> Page:
        """Take a page as the server has it now; return it as it is to be shown.

        Args:
            page: The page.
            steadily: Whether running tasks keep their places among each other.
        """
        if steadily:
            rows = steady(self._pages.get(page.start, ()), page.rows)
            page = Page(page.start, tuple(rows))
        self._pages[page.start] = page.rows
        self._rows.update((row.id, row) for row in page.rows)
        return page

    def start_over(self, kept: Collection[str]) -> None:
        """Forget all, as another list begins, but the rows of these ids."""
        self._pages.clear()
        self._keep(set(kept).__contains__)

    def forget(
        self, total: int | None, sight: tuple[int, int], needed: Callable[[str], bool]
    ) -> None:
        """Forget what left the list, and what is far from the screen.

        Args:
            total: How long the list is; None if that is not known.
            sight: The first place on the screen, and how many there are.
            needed: Whether the row of an id, whose page is gone, is needed all the same.
        """
        first, count = sight
        reach = NEAR * PAGE_SIZE
        many = len(self._pages) > MOST_PAGES
        for start in list(self._pages):
            gone = total is not None and start >= total
            far = many and not first - reach <= start <= first + count + reach
            if gone or far:
                del self._pages[start]
        listed = set(self.ids)
        self._keep(lambda key: key in listed or needed(key))

    def pages_in_sight(self, first: int, count: int) -> Iterator[Page]:
        """Return the known pages of which something is on the screen."""
        for start in range(first - first % PAGE_SIZE, first + count, PAGE_SIZE):
            if start in self._pages:
                yield Page(start, self._pages[start])

    def in_sight(self, first: int, count: int) -> Sequence[TaskRow]:
        """Return the known rows on the screen."""
        return [
            row
            for page in self.pages_in_sight(first, count)
            for index, row in enumerate(page.rows, page.start)
            if first <= index < first + count
        ]

    def _keep(self, needed: Callable[[str], bool]) -> None:
        self._rows = {key: row for key, row in self._rows.items() if needed(key)}
