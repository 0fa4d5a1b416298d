"""Pictures: figures whose artists are made once and then moved, drawn off screen by matplotlib."""

from lossland_edu.pictures.atlas import Atlas, AtlasPicture
from lossland_edu.pictures.canvas import Picture
from lossland_edu.pictures.descent import Descent, DescentPicture
from lossland_edu.pictures.graph import PathPicture, Walk
from lossland_edu.pictures.ladder import Ladder, LadderPicture, Rung
from lossland_edu.pictures.race import Race, RacePicture, Runner
from lossland_edu.pictures.slices import Slice, SlicePicture
from lossland_edu.pictures.staircase import Level, Staircase, StaircasePicture
from lossland_edu.pictures.style import DARK, LIGHT, Style
from lossland_edu.pictures.surface import Chord, ChordPicture

__all__ = [
    "DARK",
    "LIGHT",
    "Atlas",
    "AtlasPicture",
    "Chord",
    "ChordPicture",
    "Descent",
    "DescentPicture",
    "Ladder",
    "LadderPicture",
    "Level",
    "PathPicture",
    "Picture",
    "Race",
    "RacePicture",
    "Rung",
    "Runner",
    "Slice",
    "SlicePicture",
    "Staircase",
    "StaircasePicture",
    "Style",
    "Walk",
]
