"""From the solutions to what learners get, and from their notebooks back to something that can be marked.

Notebooks are marked in nbgrader's cell metadata (schema version 3), so that an instructor who runs nbgrader can use the
same files.
"""
