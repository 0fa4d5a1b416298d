"""From a control's change to the finished picture, in the kernel, against what a notebook usually does.

The usual way makes a new figure of the same content for every change and hands it to the inline backend, as `interact`
or an `Output` with `clear_output` do. Both start from the control's value and end with the bytes of a PNG.
"""

from collections.abc import Callable, Iterator
from itertools import cycle
from os import devnull, environ
from typing import Any

from IPython.core.pylabtools import print_figure

from benchmarks.timing import Row, compare
from lossland_edu import explorers
from lossland_edu.explorers import Explorer, Spec
from lossland_edu.explorers.spec import Slider

PROMISE = 8.0
# A third dimension costs more, blitted or not; and where the axes follow the state, their ticks are drawn anew.
HARDER = {"chord": 1.5, "bad_saddle": 4.0, "landscape_atlas": 2.0}


def move(spec: Spec) -> tuple[str, tuple[Any, Any]]:
    """The control of an explorer that is moved, its last slider, and two neighbouring values."""
    slider = [control for control in spec.controls if isinstance(control, Slider)][-1]
    middle = slider.low + slider.step * ((slider.high - slider.low) / slider.step // 2)
    return slider.name, (middle, middle - slider.step)


def ours(explorer: Explorer, control: str, values: tuple) -> Callable[[], None]:
    """Move a control of an open explorer, which redraws while the change is handled."""
    turns = cycle(values)

    def run() -> None:
        explorer.controls[control].value = next(turns)

    return run


def usual(explorer: Explorer, control: str, values: tuple) -> Callable[[], None]:
    """The same picture as a new figure, through the inline backend's own function."""
    turns, spec = cycle(values), explorer.spec

    def run() -> None:
        state = spec.view(**spec.start_values | {control: next(turns)}).state
        picture = spec.picture()
        picture.set_scene(state)
        picture.move(state)
        for artist in picture.figure.findobj(lambda artist: artist.get_animated()):
            artist.set_animated(False)
        print_figure(picture.figure, fmt="png", base64=True)

    return run


def rows() -> Iterator[Row]:
    """One row an explorer."""
    environ["LOSSLAND_PROGRESS"] = devnull  # nobody predicts here, and nothing is stored
    for name in explorers.names():
        explorer = explorers.show(name)
        control, values = move(explorer.spec)
        what = f"picture of {name}: a new figure / the moved artists"
        promise = HARDER.get(name, PROMISE)
        yield compare(what, usual(explorer, control, values), ours(explorer, control, values), floor=promise)
