"""Speed promises of the library, as interleaved ratios in one run: `python -m benchmarks`."""

import os

# One thread each, so that a ratio compares the work and not the cores; set before NumPy is first imported.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[_name] = "1"
