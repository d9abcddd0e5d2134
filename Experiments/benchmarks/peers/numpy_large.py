"""Workload B with numpy: one large network, full-batch gradient descent with label noise; BLAS has the threads."""

import os
from itertools import count

os.environ["OPENBLAS_NUM_THREADS"] = "2"

import stopwatch
import numpy as np

_runs = count(1)


def prepare(job):
    X, y, noise = job.X, job.Y[:, 0], job.delta**0.5

    def run():
        random = np.random.Generator(np.random.SFC64(next(_runs)))
        W1, w2 = job.theta0[: job.p].copy(), job.theta0[job.p].copy()
        seen = [np.linalg.svd(W1, compute_uv=False)]
        for t in range(1, job.steps + 1):
            residual = y + noise * random.standard_normal(job.n) - X @ (W1 @ w2)
            force = (job.eta / job.n) * (residual @ X)
            pull = force @ W1
            W1 += force[:, None] * w2
            w2 += pull
            if t % job.every == 0:
                seen.append(np.linalg.svd(W1, compute_uv=False))
        return np.array(seen)

    return run


if __name__ == "__main__":
    stopwatch.main({"numpy": {"B": prepare}})
