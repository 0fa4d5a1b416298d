"""LaTeX to MathML at build time: formulas that a browser draws and a screen reader reads, without script or network.

latex2mathml does the parsing. What is mended here is what browsers make of its result: they implement MathML Core,
which knows fewer attributes than latex2mathml writes, and they space operators by a dictionary, which does not know
that a minus after an opening bracket is a sign, or that max is a name.
"""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree as ET

from latex2mathml.converter import convert_to_element

# What latex2mathml misreads, and what it reads rightly instead. (Environments: `aligned`; alphabets without braces.)
REWRITTEN = (
    (re.compile(r"\\(begin|end)\{aligned\}"), r"\\\1{split}"),
    (re.compile(r"(?<!\\left)(?<!\\right)\\[lr]Vert(?![a-zA-Z])"), r"\\|"),
    (re.compile(r"\\(math[a-z]+|bm|boldsymbol)(?![a-zA-Z])\s*([A-Za-z0-9]|\\[A-Za-z]+)"), r"\\\1{\2}"),
    (re.compile(r"\\mathrm\{([A-Za-z])\}"), r"\\text{\1}"),
)
FENCES = "‖|"
OPENING, CLOSING = "([{⟨⌊⌈", ")]}⟩⌋⌉!′″"
EITHER_SIGN_OR_BINARY = "−+±∓·∗"
ACCENTS = {"^": "ˆ", "~": "˜"}  # ASCII's own are too wide and too high over one letter
LETTERS = "∞∅∂∇ℓ⊤⊥…"  # set as operators, with space around; they are names
WITH_LIMITS = {"max", "min", "sup", "inf", "lim", "argmax", "argmin"}
THIN = "0.167em"
# MathML Core has no bold alphabet but Unicode's: where each begins, for a–z, A–Z and α–ω.
BOLD = {
    "bold": {"A": 0x1D400, "a": 0x1D41A, "α": 0x1D6C2, "Α": 0x1D6A8},
    "bold-italic": {"A": 0x1D468, "a": 0x1D482, "α": 0x1D736, "Α": 0x1D71C},
}


class UnreadableFormula(ValueError):
    """A formula that cannot be turned into MathML; its text is in the message."""


def to_mathml(latex: str, *, display: bool = False) -> str:
    r"""The `<math>` element of a formula in LaTeX.

    Raises:
        UnreadableFormula: if a command or an environment is not known.

    >>> to_mathml("-x")  # doctest: +ELLIPSIS
    '<math ...><mrow><mo lspace="0" rspace="0">−</mo><mi>x</mi></mrow></math>'
    """
    rewritten = latex
    for wrong, right in REWRITTEN:
        rewritten = wrong.sub(right, rewritten)
    try:
        math = convert_to_element(rewritten, display="block" if display else "inline")
    except Exception as error:  # latex2mathml has many, most without a message
        raise UnreadableFormula(f"this formula is not LaTeX that the site can show: {latex!r} ({error!r})") from error
    if latex.replace(r"\{", "").count("{") != latex.replace(r"\}", "").count("}"):
        raise UnreadableFormula(f"the braces of this formula do not match: {latex!r}")
    _refuse_leftovers(math, latex)
    for element in math.iter():
        element.text = unescape(element.text) if element.text else None  # latex2mathml writes &#x0003D; for =
    for element in list(math.iter()):
        _mend_token(element)
    for element in list(math.iter()):
        _join_upright_letters(element)
    for element in list(math.iter()):
        _mend_row(element, display)
    return ET.tostring(math, encoding="unicode")


def _refuse_leftovers(math: ET.Element, latex: str) -> None:
    """latex2mathml hands an unknown command through as text instead of refusing it."""
    for element in math.iter():
        text = element.text or ""
        unknown = "\\" in text or (element.tag != "mtext" and text.strip() in {"&", "$", "#"})
        if unknown or element.get("linebreak") or element.tag in {"merror", "menclose"}:
            what = text.strip() or element.tag
            raise UnreadableFormula(f"{what!r} is not known in the formula {latex!r}; write it in another way")


def _mend_token(element: ET.Element) -> None:
    if element.tag == "mspace" and element.get("width") == "negativethinmathspace":
        element.set("width", f"-{THIN}")
    if element.tag == "mo" and element.text in LETTERS:
        element.tag = "mi"
        element.attrib.clear()
        element.set("mathvariant", "normal")
    if element.tag == "mo" and element.text and len(element.text) > 1 and element.text.isalpha():
        element.tag = "mi"
        element.attrib.clear()
    if element.tag == "mo" and element.text in FENCES and element.get("stretchy") != "true":
        element.attrib.update(stretchy="false", lspace="0", rspace="0")
    if element.tag == "mo" and element.text == "/":
        element.attrib.update(lspace="0", rspace="0")
    if element.tag == "mover" and element[1].text in ACCENTS and len(_core(element[0])) == 0:
        element[1].text = ACCENTS[element[1].text]
        element[1].set("stretchy", "false")
        element.set("accent", "true")
    variant = element.get("mathvariant")
    if variant in BOLD and element.text:
        element.text = "".join(_bold(letter, BOLD[variant]) for letter in element.text)
        del element.attrib["mathvariant"]


def _bold(letter: str, starts: dict[str, int]) -> str:
    for first, code in starts.items():
        if 0 <= ord(letter) - ord(first) < (26 if first in "Aa" else 25):
            return chr(code + ord(letter) - ord(first))
    return letter


def _join_upright_letters(row: ET.Element) -> None:
    r"""\mathrm{rank} is one name, not four letters."""
    letters = list(row)
    if len(letters) > 1 and all(c.tag == "mi" and c.get("mathvariant") == "normal" for c in letters):
        name = "".join(c.text or "" for c in letters)
        for letter in letters:
            row.remove(letter)
        ET.SubElement(row, "mi").text = name


def _mend_row(row: ET.Element, display: bool) -> None:
    """Signs without space, names with a thin one, limits below their operator in a displayed formula."""
    if row.tag not in {"math", "mrow", "mtd", "mstyle", "msqrt"}:
        return
    n_bars = 0
    before: ET.Element | None = None
    for child in list(row):
        core = _core(child)
        text = core.text or ""
        if text in EITHER_SIGN_OR_BINARY and child.tag == "mo" and _opens(before, n_bars):
            child.attrib.update(lspace="0", rspace="0")
        if core.tag == "mi" and len(text) > 1 and text.isalpha():
            if display and child.tag == "msub" and text in WITH_LIMITS:
                child.tag = "munder"
            _space_around(row, child, before, n_bars)
        n_bars += text in FENCES and core.tag == "mo"
        before = child


def _core(element: ET.Element) -> ET.Element:
    """What carries the scripts, if there are any."""
    while element.tag in {"msub", "msup", "msubsup", "munder", "mover", "munderover", "mrow"} and len(element):
        if element.tag == "mrow" and len(element) > 1:
            break
        element = element[0]
    return element


def _opens(before: ET.Element | None, n_bars: int) -> bool:
    """Whether what comes next begins a term: at the start, after a bracket, a comma or another operator."""
    if before is None:
        return True
    core = _core(before)
    if core.tag == "mspace":
        return False
    text = core.text or ""
    if text in FENCES and core.tag == "mo":
        return n_bars % 2 == 1  # an odd one opens
    return before.tag == "mo" and text not in CLOSING


def _space_around(row: ET.Element, name: ET.Element, before: ET.Element | None, n_bars: int) -> None:
    """A thin space between a name such as max and its neighbours, unless a bracket or an operator stands there."""
    children = list(row)
    place = children.index(name)
    after = children[place + 1] if place + 1 < len(children) else None
    if after is not None and _core(after).tag not in {"mo", "mspace"}:
        row.insert(place + 1, ET.Element("mspace", width=THIN))
    if before is not None and not _opens(before, n_bars) and _core(before).tag != "mspace":
        row.insert(place, ET.Element("mspace", width=THIN))
