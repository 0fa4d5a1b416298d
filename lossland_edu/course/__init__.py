"""The course around the lessons: progress, environment check, map of the lessons."""

from lossland_edu.course.environment import check_environment
from lossland_edu.course.lessons import lesson_map

__all__ = ["check_environment", "lesson_map"]
