"""What every peer does alike: read the inputs, warm up, time the simulation, print one line.

    workload implementation seconds metric

A peer module lists its implementations as {name: {workload: make}}. `make(job)` returns a function without arguments
that simulates once and returns what the metric needs; what it does before returning, and one call of it, is not timed.
Import this module before the library it serves: it sets the number of threads.
"""

import argparse
import os
import sys
import time
from pathlib import Path


def _threads():
    for place, word in enumerate(sys.argv):
        if word == "--threads" and place + 1 < len(sys.argv):
            return int(sys.argv[place + 1])
    return 2


THREADS = _threads()
for _name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[_name] = str(THREADS)
# numpy's peers make their own threads over trajectories and keep BLAS to one, except where one large matrix is all.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# JAX sizes its pool by the processors that it may use.
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=true")
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])

import numpy as np  # noqa: E402

from inputs import moments  # noqa: E402
from workloads import BATCH, DEEP, DEEP_RUNS, EIGENVALUES, LARGE, SMALL  # noqa: E402

REPOSITORY = Path(__file__).resolve().parents[3]


class Job:
    """A workload's numbers and arrays as attributes: `job.eta`, `job.X`; `job.steps` may be fewer than the full ones."""

    def __init__(self, workload, folder, steps=None):
        deep = {name: DEEP | numbers for name, numbers in DEEP_RUNS.items()}
        numbers = ({"B": LARGE, "C": EIGENVALUES} | deep).get(workload, SMALL)
        self.__dict__.update(numbers)
        self.workload, self.full, self.threads = workload, numbers["steps"], THREADS
        self.steps = steps or self.full
        with np.load(Path(folder) / f"workload-{workload}.npz") as arrays:
            self.__dict__.update({name: arrays[name] for name in arrays.files})
        if workload in BATCH:
            self.batch = BATCH[workload]
        if workload == "A":
            self.H, self.L, self.b = moments(self.X, self.Y)
            self.noise = self.eta * (self.delta / self.batch) ** 0.5

    @property
    def layers(self):
        """Weights and biases at the start of workload D, first layer first."""
        return [(getattr(self, f"w{i}"), getattr(self, f"b{i}")) for i in range(len(self.widths) + 1)]

    @property
    def records(self):
        return self.steps // self.every + 1


def metric(job, seen):
    """The number that theory checks, from what a simulation returned.

    A, A2: means and deviations over trajectories, each (records, 8): log det(theta theta^T), then s_1 >= ... >= s_7.
    B: the singular values of W1, (records, 200). C: mean trace and mean sum of logarithms, (records, 2).
    D: rank and s_1 of every layer's weights, (records, 4, 2), and the layers at the end, arrays as `job.layers`.
    """
    if job.workload in DEEP_RUNS:
        return deep_metric(job, *seen)
    if job.workload == "B":
        return f"s1={seen[-1][0]:.9g};s200={seen[-1][-1]:.9g}"
    if job.workload == "C":
        end = job.steps * job.dt
        return f"slope={(seen[-1][1] - seen[0][1]) / end:.9g};trace={seen[-1][0]:.9g}"
    mean, _ = seen
    end = job.steps * job.eta
    return f"slope={(mean[-1][0] - mean[0][0]) / end:.9g};s7={mean[-1][7]:.9g}"


def deep_metric(job, spectra, layers):
    """Mean loss over all samples, how much of its row sums the head keeps, and s_1 and rank of each layer at the end.

    The gradient of softmax's cross-entropy sums to zero over the classes, so that the head's row sums, 1^T W, only decay.
    """
    layers = [[np.asarray(part, np.float64) for part in layer] for layer in layers]
    x = job.X.astype(np.float64)
    for weights, biases in layers[:-1]:
        x = np.maximum(x @ weights.T + biases, 0)
    scores = x @ layers[-1][0].T + layers[-1][1]
    scores -= scores.max(1, keepdims=True)
    loss = (np.log(np.exp(scores).sum(1)) - scores[np.arange(len(scores)), job.y]).mean()
    begin, end = job.layers[-1][0].sum(0, dtype=np.float64), layers[-1][0].sum(0)
    values = dict(loss=loss, head=(begin @ end) / (begin @ begin))
    for number, (rank, largest) in enumerate(np.asarray(spectra, np.float64)[-1], start=1):
        values |= {f"s1_{number}": largest, f"rank_{number}": rank}
    return ";".join(f"{name}={value:.9g}" for name, value in values.items())


def main(implementations, fewer_steps=None):
    """The command line of a peer. `fewer_steps` {name: steps}: slow implementations whose seconds are scaled up."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    workloads = sorted({workload for made in implementations.values() for workload in made})
    parser.add_argument("workload", choices=workloads)
    parser.add_argument("--implementation", choices=list(implementations), default=next(iter(implementations)))
    parser.add_argument("--repeats", type=int, default=1, help="prints a line for each; default 1")
    parser.add_argument("--steps", type=int, help="fewer steps; the seconds are scaled to all of them")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--inputs", default=REPOSITORY / ".build/benchmarks", help="the folder that data.py filled")
    parser.add_argument("--serve", action="store_true", help="warm up, say ready, and run once for each line of input")
    chosen = parser.parse_args()
    steps = chosen.steps or (fewer_steps or {}).get(chosen.implementation)
    job = Job(chosen.workload, chosen.inputs, steps)
    simulate = implementations[chosen.implementation][chosen.workload](job)
    simulate()  # warm

    def once():
        start = time.perf_counter()
        seen = simulate()
        seconds = (time.perf_counter() - start) * job.full / job.steps
        scaled = "" if job.steps == job.full else f";scaled={job.steps}"
        print(chosen.workload, chosen.implementation, f"{seconds:.6f}", metric(job, seen) + scaled, flush=True)

    if not chosen.serve:
        for _ in range(chosen.repeats):
            once()
        return
    print("ready", flush=True)
    for _ in sys.stdin:
        once()
