"""Writes the common inputs, workload-A.npz and so on, into .build/benchmarks or the folder that is named."""

import sys
from pathlib import Path

import numpy as np

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here / "peers"))
from inputs import inputs  # noqa: E402
from workloads import DEEP_RUNS  # noqa: E402

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else here.parents[1] / ".build/benchmarks"
folder.mkdir(parents=True, exist_ok=True)
for workload in ("A", "A2_1", "A2_32", "B", "C"):
    np.savez(folder / f"workload-{workload}.npz", **inputs(workload))
# Three workloads on the same arrays, 36 MB: one file under three names.
np.savez(folder / "workload-D.npz", **inputs("D_1"))
for workload in DEEP_RUNS:
    name = folder / f"workload-{workload}.npz"
    name.unlink(missing_ok=True)
    name.symlink_to("workload-D.npz")
print(f"the inputs are in {folder}", file=sys.stderr)
