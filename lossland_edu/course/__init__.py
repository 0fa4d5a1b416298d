"""The course around the lessons: progress, environment check, map of the lessons, exercises."""

from lossland_edu.course.environment import check_environment
from lossland_edu.course.exercises import exercise
from lossland_edu.course.lessons import lesson_map

__all__ = ["check_environment", "exercise", "lesson_map"]
