"""From a key press to other pixels in Chromium, against a slider with an `Output` that is cleared and drawn anew.

Not part of `python -m benchmarks`, because it needs a browser: `python -m benchmarks.browser`. Wall-clock time, as a
learner feels it, the two in turns on one page.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median

import nbformat
from playwright.sync_api import Locator, sync_playwright

sys.path.append(str(Path(__file__).parents[1] / "tests" / "e2e"))
from driver import Notebook, find_browser, launch, running_lab

ROUNDS = 25
PROMISE = 2.5
KEYS = 40

CELLS = (
    "from lossland_edu import explorers\nexplorers.show('two_weights')",
    """%matplotlib inline
import ipywidgets, matplotlib.pyplot as plt
from IPython.display import display
spec, out = explorers.spec("two_weights"), ipywidgets.Output()
slider = ipywidgets.FloatSlider(description="usual", min=-2, max=2, step=0.1)
def show(change=None):
    with out:
        out.clear_output(wait=True)
        picture = spec.picture()
        picture.move(spec.view(w1=slider.value, w2=0.0).state)
        for artist in picture.figure.findobj(lambda artist: artist.get_animated()):
            artist.set_animated(False)
        display(picture.figure)
slider.observe(show, "value")
show()
ipywidgets.VBox([slider, out])""",
)

# The pixels of an image, small, as one number; arm() runs the clock from the next key press to other pixels.
PROBE = """window.probe = {
  pixels(where) {
    const img = document.querySelector(where);
    if (!img?.complete || !img.naturalWidth) return null;
    const c = this.canvas ??= Object.assign(document.createElement('canvas'), {width: 190, height: 95});
    const draw = c.getContext('2d', {willReadFrequently: true});
    draw.drawImage(img, 0, 0, 190, 95);
    let hash = 0;
    for (const v of draw.getImageData(0, 0, 190, 95).data) hash = (hash * 31 + v) | 0;
    return hash;
  },
  arm(where) {
    const before = this.pixels(where);
    this.done = new Promise(done => addEventListener('keydown', () => {
      const start = performance.now();
      const look = () => {
        const now = this.pixels(where);
        now !== null && now !== before ? done(performance.now() - start) : requestAnimationFrame(look);
      };
      look();
    }, {capture: true, once: true}));
  },
  settle(where, quiet) {   // ms from now to the last change of pixels, once they have been quiet for so long
    return new Promise(done => {
      const start = performance.now();
      let last = this.pixels(where), at = start;
      const look = () => {
        const now = this.pixels(where), time = performance.now();
        if (now !== null && now !== last) { last = now; at = time; }
        time - at > quiet ? done(at - start) : requestAnimationFrame(look);
      };
      look();
    });
  },
}"""
OURS, USUAL = "img.lossland-picture", ".jupyter-widgets-output-area img, .widget-output img"


def press(handle: Locator, key: str, where: str) -> float:
    """Milliseconds from a key press on a slider to other pixels."""
    handle.focus()
    handle.page.evaluate("where => probe.arm(where)", where)
    handle.press(key)
    return handle.page.evaluate("probe.done")


def lag(handle: Locator, where: str) -> float:
    """Milliseconds that pictures go on changing after the last of many fast key presses."""
    handle.focus()
    for _ in range(KEYS):
        handle.page.keyboard.press("ArrowLeft")
    return handle.page.evaluate("where => probe.settle(where, 700)", where)


def measure(notebook: Notebook) -> int:
    """Print the table; 1 when a promise is missed."""
    explorer = notebook.explorer("two_weights")
    explorer.answer_by_keyboard(2)
    explorer.settled()
    ours, usual = explorer.slider("first weight w₁"), notebook.page.get_by_role("slider").last
    times: dict[str, list[float]] = {"ours": [], "usual": []}
    for turn in range(ROUNDS):
        key = "ArrowRight" if turn % 2 else "ArrowLeft"
        times["ours"].append(press(ours, key, OURS))
        times["usual"].append(press(usual, key, USUAL))
    for name, found in times.items():
        print(f"key press to other pixels, {name:5}: {median(found):6.0f} ms ({min(found):.0f} – {max(found):.0f})")
    ratio = median(u / o for u, o in zip(times["usual"], times["ours"], strict=True))
    after, frame = lag(ours, OURS), median(times["ours"])
    print(f"ratio {ratio:.1f}, promised >= {PROMISE}")
    # The picture under way when the last key is pressed, then its own: one frame's work of lag.
    print(f"after {KEYS} fast presses the last picture comes within {after:.0f} ms, promised <= {2 * frame:.0f} ms")
    return int(ratio < PROMISE or after > 2 * frame)


def main() -> int:
    """Serve a notebook with both sliders, open it in Chromium, measure."""
    with tempfile.TemporaryDirectory() as folder, running_lab(Path(folder)) as lab, sync_playwright() as play:
        cells, kernel = (
            [nbformat.v4.new_code_cell(cell) for cell in CELLS],
            {"name": "python3", "display_name": "Python 3"},
        )
        notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(notebook, lab.work / "latency.ipynb")
        found = find_browser(play)
        if found is None:
            print("no Chromium here: install one, or set CHROMIUM to its path")
            return 1
        context = launch(play, found).new_context(viewport={"width": 1280, "height": 2000})
        context.add_init_script(PROBE)
        page = Notebook(context, lab.url)
        page.open(f"{lab.url}/doc/tree/latency.ipynb?token={lab.token}&reset")
        errors = page.run_all()
        if errors:
            print(*errors, sep="\n")
            return 1
        return measure(page)


if __name__ == "__main__":
    sys.exit(main())
