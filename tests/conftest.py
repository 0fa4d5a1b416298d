"""Settings for all tests: the random ones draw the same examples on every run, and what notebooks under test record is
not kept among a learner's own progress.
"""

import os
import tempfile

from hypothesis import HealthCheck, settings

settings.register_profile(
    "repeatable",
    deadline=None,  # a busy machine is not a wrong result
    derandomize=True,
    database=None,
    max_examples=60,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")

os.environ["LOSSLAND_PROGRESS"] = os.path.join(tempfile.mkdtemp(), "progress.json")
os.environ.pop("LOSSLAND_SEED", None)
