"""Workload B with numba: one large network, full-batch gradient descent with label noise; products through BLAS."""

import os

# One trajectory: the threads belong to BLAS.
os.environ["OPENBLAS_NUM_THREADS"] = "2"

import stopwatch
import numba
import numpy as np
from numba_threads import generators


@numba.njit(fastmath=True)
def simulate(theta0, X, y, eta, noise, steps, every, random):
    p = X.shape[1]
    W1, w2 = theta0[:p].copy(), theta0[p].copy()
    residual = np.empty_like(y)
    seen = np.empty((steps // every + 1, p))
    seen[0] = np.linalg.svd(W1, False)[1]
    for t in range(1, steps + 1):
        residual[:] = X @ (W1 @ w2)
        for i in range(len(y)):
            residual[i] = y[i] + noise * random.standard_normal() - residual[i]
        force = (eta / len(y)) * (residual @ X)
        pull = force @ W1
        for i in range(p):
            for m in range(len(w2)):
                W1[i, m] += force[i] * w2[m]
        w2 += pull
        if t % every == 0:
            seen[t // every] = np.linalg.svd(W1, False)[1]
    return seen


def prepare(job):
    def run():
        (random,) = generators(1)
        return simulate(job.theta0, job.X, job.Y[:, 0].copy(), job.eta, job.delta**0.5, job.steps, job.every, random)

    return run


if __name__ == "__main__":
    stopwatch.main({"numba": {"B": prepare}})
