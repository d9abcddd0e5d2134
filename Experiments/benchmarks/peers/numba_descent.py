"""Workloads A2_1 and A2_32 with numba: label-noise SGD, a batch drawn with replacement at every step.

numba        a trajectory at a time, trajectories over threads
numba-lanes  sixteen trajectories side by side in memory
"""

import common
import numba
import numpy as np
from numba_spectra import observer
from numba_threads import generators, moments_over_trajectories


def make(lanes):
    observe = observer(lanes)

    @numba.njit(fastmath=True)
    def gradient(theta, W, J, x, r, X, Y, batch, rate, noise, random):
        """J = (rate / batch) sum x (y + label noise - x W)^T over a fresh batch of every lane."""
        samples = len(X)
        for i in range(5):
            for j in range(2):
                for v in range(lanes):
                    W[i, j, v] = 0.0
                    J[i, j, v] = 0.0
                for m in range(10):
                    for v in range(lanes):
                        W[i, j, v] += theta[i, m, v] * theta[5 + j, m, v]
        for _ in range(batch):
            for v in range(lanes):
                sample = int(random.random() * samples)
                for i in range(5):
                    x[i, v] = X[sample, i]
                for j in range(2):
                    r[j, v] = Y[sample, j] + noise * random.standard_normal()
            for j in range(2):
                for i in range(5):
                    for v in range(lanes):
                        r[j, v] -= x[i, v] * W[i, j, v]
                for i in range(5):
                    for v in range(lanes):
                        J[i, j, v] += x[i, v] * r[j, v]
        for i in range(5):
            for j in range(2):
                for v in range(lanes):
                    J[i, j, v] *= rate / batch

    @numba.njit(fastmath=True)
    def move(theta, new, J):
        for m in range(10):
            for i in range(5):
                for v in range(lanes):
                    new[i, m, v] = theta[i, m, v] + J[i, 0, v] * theta[5, m, v] + J[i, 1, v] * theta[6, m, v]
            for j in range(2):
                for v in range(lanes):
                    new[5 + j, m, v] = (
                        theta[5 + j, m, v] + J[0, j, v] * theta[0, m, v] + J[1, j, v] * theta[1, m, v]
                        + J[2, j, v] * theta[2, m, v] + J[3, j, v] * theta[3, m, v] + J[4, j, v] * theta[4, m, v]
                    )

    @numba.njit(parallel=True, fastmath=True)
    def simulate(theta0, X, Y, batch, eta, noise, trajectories, steps, every, randoms):
        seen = np.empty((trajectories, steps // every + 1, 8))
        tasks = len(randoms)
        for task in numba.prange(tasks):
            random = randoms[task]
            theta, new, gram = np.empty((7, 10, lanes)), np.empty((7, 10, lanes)), np.empty((7, 7, lanes))
            W, J, x, r = np.empty((5, 2, lanes)), np.empty((5, 2, lanes)), np.empty((5, lanes)), np.empty((2, lanes))
            for first in range(task * trajectories // tasks, (task + 1) * trajectories // tasks, lanes):
                for v in range(lanes):
                    theta[:, :, v] = theta0
                observe(theta, gram, seen[first : first + lanes, 0])
                for t in range(1, steps + 1):
                    gradient(theta, W, J, x, r, X, Y, batch, eta, noise, random)
                    move(theta, new, J)
                    theta, new = new, theta
                    if t % every == 0:
                        observe(theta, gram, seen[first : first + lanes, t // every])
        return seen

    def prepare(job):
        noise = job.delta**0.5

        def run(steps=job.steps):
            seen = simulate(
                job.theta0, job.X, job.Y, job.batch, job.eta, noise, job.trajectories, steps, job.every, generators())
            return moments_over_trajectories(seen)

        run(steps=20)
        return run

    return {"A2_1": prepare, "A2_32": prepare}


if __name__ == "__main__":
    common.main({"numba": make(1), "numba-lanes": make(16)})
