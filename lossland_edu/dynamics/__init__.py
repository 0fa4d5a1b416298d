"""Training in time: gradient descent in bulk, exact solutions of single modes, escape times, and the staircase."""

from lossland_edu.dynamics.descent import Trajectory, adam, gradient_descent
from lossland_edu.dynamics.modes import escape_time, mode_solution, mode_time
from lossland_edu.dynamics.plateaus import Plateau, measured_plateaus, predicted_plateaus

__all__ = [
    "Plateau",
    "Trajectory",
    "adam",
    "escape_time",
    "gradient_descent",
    "measured_plateaus",
    "mode_solution",
    "mode_time",
    "predicted_plateaus",
]
