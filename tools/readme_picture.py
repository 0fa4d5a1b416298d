"""Draw docs/landscape.png, the picture on the README's front page, with the library's own pictures.

Run it after a change to the pictures:  python tools/readme_picture.py
"""

from pathlib import Path

from lossland_edu import explorers

FILE = Path(__file__).parent.parent / "docs" / "landscape.png"


def main() -> None:
    spec = explorers.spec("two_weights")
    view = spec.view(w1=1.7, w2=-1.4)
    FILE.write_bytes(spec.picture(pixel_ratio=2.0).png(view.state))
    print(f"{FILE.name}: {view.alt}")


if __name__ == "__main__":
    main()
