"""A line of a log that is found again when the log is read anew, or when lines are left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from mltui.widgets.log_lines import LogLines


@dataclass(frozen=True, slots=True)
class Landmark:
    """A line among all those of its time: one message may bring many, some of them alike.

    Attributes:
        time: When it was written, epoch milliseconds; 0 where that is not known.
        texts: The lines of that time.
        index: Which of them it is.
    """

    time: float
    texts: tuple[str, ...]
    index: int


def landmark_at(lines: LogLines, number: int) -> Landmark:
    """Gives the line of a number."""
    time = lines.at(number).time
    numbers = _numbers_of(lines, time)
    return Landmark(time, tuple(lines.at(n).text for n in numbers), numbers.index(number))


def found_again(lines: LogLines, landmark: Landmark) -> int:
    """Gives the number of the line; where it is missing, of the next one that is not, or the end.

    Of lines that look alike some may be missing, as states of progress bars are: one of which
    there are as many as before is the surer sign.
    """
    numbers = _numbers_of(lines, landmark.time)
    texts = [lines.at(number).text for number in numbers]
    before, now = Counter(landmark.texts), Counter(texts)
    below = range(landmark.index, len(landmark.texts))
    there = [index for index in below if now[landmark.texts[index]]]
    sure = (i for i in there if now[landmark.texts[i]] == before[landmark.texts[i]])
    index = next(sure, there[0] if there else None)
    if index is not None:
        text = landmark.texts[index]
        alike = [number for number, other in zip(numbers, texts, strict=True) if other == text]
        return alike[min(landmark.texts[:index].count(text), len(alike) - 1)]
    numbered = enumerate(lines, lines.first)
    return next((number for number, line in numbered if line.time > landmark.time), lines.end)


def _numbers_of(lines: LogLines, time: float) -> list[int]:
    return [number for number, line in enumerate(lines, lines.first) if line.time == time]
