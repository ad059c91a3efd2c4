from __future__ import annotations

from dataclasses import replace

from mltui.live.plots import UNSEEN_S, PlotNews
from mltui.live.task import TaskDetails
from mltui.live.task_rows import TaskRow

#: A run whose last batch of reports had a plot in it.
PLOTTED = TaskDetails(TaskRow("t", status="in_progress", last_update=100.0), plotted=(("roc", 9),))


class Looking:
    """Somebody who looks at the plots of a task."""

    def __init__(self) -> None:
        self.now = 0.0
        self.news = PlotNews()
        self.news.clock = lambda: self.now
        self._last = self.news.of(PLOTTED)

    def new(self, task: TaskDetails) -> bool:
        """Whether the plots would be asked for again."""
        before, self._last = self._last, self.news.of(task)
        return self._last != before


def heard(at: float, *plotted: tuple[str, object]) -> TaskDetails:
    """The run after a report of that moment, with these plots in it."""
    return replace(PLOTTED, row=replace(PLOTTED.row, last_update=at), plotted=plotted)


def test_what_has_no_plot_in_it_brings_none_again_at_once():
    looking = Looking()
    assert not looking.new(heard(110))
    assert not looking.new(heard(115, ("roc", 9)))


def test_another_plot_does():
    looking = Looking()
    assert looking.new(heard(110, ("roc", 10)))
    assert looking.new(heard(120, ("weights", 11)))
    assert not looking.new(heard(130))


def test_plots_that_nobody_saw_come_are_found_a_while_later_even_if_nothing_follows():
    looking = Looking()
    assert not looking.new(heard(110))
    looking.now = UNSEEN_S
    assert looking.new(heard(110))
    looking.now = 10 * UNSEEN_S
    assert not looking.new(heard(110))


def test_a_run_that_ended_is_looked_through_at_once():
    looking = Looking()
    ended = heard(110)
    assert looking.new(replace(ended, row=replace(ended.row, status="completed")))
