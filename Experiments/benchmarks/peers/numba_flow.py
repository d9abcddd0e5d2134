"""Workload A with numba: the stochastic gradient flow by Euler-Maruyama.

numba        a trajectory at a time, trajectories over threads
numba-lanes  sixteen trajectories side by side in memory, so that LLVM vectorises the innermost loops

Normals come from a numpy Generator for each task, which numba draws from inside compiled code twelve times as fast as
from its own np.random.standard_normal (4.5 against 56 ns here). Spectra are those of theta theta^T.
"""

import common
import numba
import numpy as np
from numba_spectra import observer
from numba_threads import generators, moments_over_trajectories


def make(lanes):
    observe = observer(lanes)

    @numba.njit(fastmath=True)
    def draw(Z, random):
        for v in range(lanes):
            for i in range(5):
                for j in range(2):
                    Z[i, j, v] = random.standard_normal()

    @numba.njit(fastmath=True)
    def step(theta, new, W, J, Z, H, L, b, eta, noise):
        for i in range(5):
            for j in range(2):
                for v in range(lanes):
                    W[i, j, v] = 0.0
                for m in range(10):
                    for v in range(lanes):
                        W[i, j, v] += theta[i, m, v] * theta[5 + j, m, v]
        for i in range(5):
            for j in range(2):
                for v in range(lanes):
                    J[i, j, v] = eta * b[i, j]
                for m in range(5):
                    for v in range(lanes):
                        J[i, j, v] -= eta * H[i, m] * W[m, j, v]
                for m in range(i + 1):
                    for v in range(lanes):
                        J[i, j, v] += noise * L[i, m] * Z[m, j, v]
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
    def simulate(theta0, H, L, b, eta, noise, trajectories, steps, every, randoms):
        seen = np.empty((trajectories, steps // every + 1, 8))
        tasks = len(randoms)
        for task in numba.prange(tasks):
            random = randoms[task]
            theta, new, gram = np.empty((7, 10, lanes)), np.empty((7, 10, lanes)), np.empty((7, 7, lanes))
            W, J, Z = np.empty((5, 2, lanes)), np.empty((5, 2, lanes)), np.empty((5, 2, lanes))
            for first in range(task * trajectories // tasks, (task + 1) * trajectories // tasks, lanes):
                for v in range(lanes):
                    theta[:, :, v] = theta0
                observe(theta, gram, seen[first : first + lanes, 0])
                for t in range(1, steps + 1):
                    draw(Z, random)
                    step(theta, new, W, J, Z, H, L, b, eta, noise)
                    theta, new = new, theta
                    if t % every == 0:
                        observe(theta, gram, seen[first : first + lanes, t // every])
        return seen

    def prepare(job):
        def run(steps=job.steps, trajectories=job.trajectories):
            seen = simulate(
                job.theta0, job.H, job.L, job.b, job.eta, job.noise, trajectories, steps, job.every, generators())
            return moments_over_trajectories(seen)

        run(steps=20)
        return run

    return {"A": prepare}


if __name__ == "__main__":
    common.main({"numba": make(1), "numba-lanes": make(16)})
