"""The course around the lessons: progress, environment check, map of the lessons."""
