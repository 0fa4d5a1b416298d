"""The pictures: PNG bytes that are what Agg drew, blitting that leaves no trace, and colours that can be told apart."""

import io

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from lossland_edu import explorers
from lossland_edu.pictures.canvas import encode_png
from lossland_edu.pictures.style import DARK, LIGHT

# WCAG 2.2, success criterion 1.4.3: text of normal size.
CONTRAST = 4.5
# Simulation of the three dichromacies (Machado, Oliveira & Fernandes 2009, severity 1), on linear RGB.
DICHROMACY = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}


def linear(colour):
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def lab(linear_rgb):
    """CIE L*a*b* (D65), in which equal distances look about equally different."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear_rgb
    t = xyz / [0.9505, 1.0, 1.089]
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("meaning", ["ink", "quiet", "here", "minimum", "saddle", "flat", "model"])
def test_every_colour_of_text_stands_out_from_the_paper(style, meaning):
    assert contrast(getattr(style, meaning), style.paper) >= CONTRAST


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("sight", DICHROMACY)
def test_colours_of_different_meaning_stay_apart_under_colour_blindness(style, sight):
    meanings = ("here", "minimum", "saddle", "model")
    seen = {m: lab(np.clip(np.array(DICHROMACY[sight]) @ linear(getattr(style, m)), 0, 1)) for m in meanings}
    for i, a in enumerate(meanings):
        for b in meanings[i + 1 :]:
            # 10 in L*a*b* is plainly visible side by side; markers and dashes say the same a second time.
            assert np.linalg.norm(seen[a] - seen[b]) > 10, (a, b)


def test_png_bytes_decode_to_the_pixels_that_went_in():
    pixels = np.random.default_rng(0).integers(0, 256, (17, 23, 4), dtype=np.uint8)
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(encode_png(pixels)))), pixels)


@pytest.mark.parametrize("name", explorers.names())
def test_moved_artists_leave_no_trace_of_where_they_were(name):
    spec = explorers.spec(name)
    used, fresh = spec.picture(), spec.picture()
    for values in spec.extremes():
        used.png(spec.view(**values).state)
    state = spec.view(**spec.start_values).state
    assert used.png(state) == fresh.png(state)


@pytest.mark.parametrize("name", explorers.names())
@pytest.mark.parametrize("style", [LIGHT, DARK], ids=["light", "dark"])
def test_pictures_are_drawn_in_both_themes_and_are_not_blank(name, style):
    spec = explorers.spec(name)
    picture = spec.picture(style)
    pixels = np.asarray(Image.open(io.BytesIO(picture.png(spec.view(**spec.start_values).state))).convert("RGB"))
    paper = np.round(255 * np.array(to_rgb(style.paper)))
    share = np.mean(np.any(pixels != paper, axis=2))
    assert 0.02 < share < 0.9
