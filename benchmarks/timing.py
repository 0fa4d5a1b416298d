"""Ratios of times that hold on a busy machine: processor time, two things in turns, and the median of many turns."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import process_time

AT_LEAST = 0.02  # seconds that one measurement lasts, by repeating what is quick


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, the ratio in each round, and what was promised of its median.

    `floor` and `ceiling` bound the ratio; both None only reports it.
    """

    what: str
    ratios: list[float]
    times: tuple[float, float]  # medians, in seconds, of the two that were compared
    floor: float | None = None
    ceiling: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the median ratio is as promised."""
        ratio = median(self.ratios)
        return (self.floor is None or ratio >= self.floor) and (self.ceiling is None or ratio <= self.ceiling)


def interleaved(a: Callable, b: Callable, rounds: int) -> tuple[list[float], tuple[float, float]]:
    """The ratios time(a) / time(b), one a round, and the median times of both.

    Each round measures a and b one after the other, in an order that alternates, so that whatever else the machine
    does meets both.
    """
    pairs, repeats = [], [_repeats(a), _repeats(b)]
    for turn in range(rounds):
        times = [0.0, 0.0]
        for which in (0, 1) if turn % 2 else (1, 0):
            times[which] = _time((a, b)[which], repeats[which])
        pairs.append(times)
    ratios = [slow / fast for slow, fast in pairs]
    return ratios, (median(slow for slow, _ in pairs), median(fast for _, fast in pairs))


def compare(what: str, a: Callable, b: Callable, rounds: int = 15, **promise: float) -> Row:
    """A row of the table for time(a) / time(b), with its promise (`floor` or `ceiling`)."""
    ratios, times = interleaved(a, b, rounds)
    return Row(what, ratios, times, **promise)


def _time(run: Callable, repeats: int) -> float:
    start = process_time()  # of all threads together; waiting for a busy processor does not count
    for _ in range(repeats):
        run()
    return (process_time() - start) / repeats


def _repeats(run: Callable) -> int:
    run()  # the first call fills caches
    return max(1, round(AT_LEAST / max(_time(run, 3), 1e-6)))
