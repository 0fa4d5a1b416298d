"""What follows if a function rises along every straight line."""

from lossland_edu.course.exercises.e01_reading_a_landscape.q4_along_a_line import RISES, along_the_line
from lossland_edu.course.exercises.question import Section, choice
from lossland_edu.gallery import EXAMPLES


def letter() -> str:
    """From the functions of the gallery that rise on both sides along every line."""
    rising = [e for e in EXAMPLES.values() if all(along_the_line(e.along(phi).coef) == RISES for phi in range(180))]
    if all(e.eigenvalues[0] > 0 for e in rising):
        return "d"
    kinds = {e.kind for e in rising}
    return "c" if "strict saddle" in kinds else "b" if "non-strict saddle" in kinds else "a"


QUESTION = choice(
    "q5",
    "Up along every line",
    Section("01", "Not even straight lines are enough"),
    letter,
    {
        "a": (
            "a minimum along every straight line is taken for a minimum",
            "A way down need not be straight. The last function of the gallery has a curved one.",
        ),
        "c": (
            "a way down is taken for a negative eigenvalue",
            "A negative eigenvalue belongs to an eigenvector. What would f do on the straight line along it?",
        ),
        "d": (
            "a rise is taken for positive curvature",
            "x⁴ rises on both sides of zero. What is its second derivative there?",
        ),
    },
)
