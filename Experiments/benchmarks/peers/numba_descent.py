"""Workloads A2_1 and A2_32 with numba: label-noise SGD, a batch drawn with replacement at every step.

A trajectory at a time, trajectories over threads; see numba_flow.py for the generators.
"""

import stopwatch
import numba
import numpy as np
from numba_network import move, product
from numba_spectra import KEPT, keep, observe
from numba_threads import generators, moments_over_trajectories


@numba.njit(fastmath=True)
def step(theta, X, Y, batch, rate, noise, random):
    (a0, a1, a2, a3, a4), (b0, b1, b2, b3, b4) = product(theta)
    samples = len(X)
    c0 = c1 = c2 = c3 = c4 = d0 = d1 = d2 = d3 = d4 = 0.0
    for _ in range(batch):
        n = int(random.random() * samples)
        x0, x1, x2, x3, x4 = X[n, 0], X[n, 1], X[n, 2], X[n, 3], X[n, 4]
        r = Y[n, 0] + noise * random.standard_normal() - x0 * a0 - x1 * a1 - x2 * a2 - x3 * a3 - x4 * a4
        s = Y[n, 1] + noise * random.standard_normal() - x0 * b0 - x1 * b1 - x2 * b2 - x3 * b3 - x4 * b4
        c0 += x0 * r
        c1 += x1 * r
        c2 += x2 * r
        c3 += x3 * r
        c4 += x4 * r
        d0 += x0 * s
        d1 += x1 * s
        d2 += x2 * s
        d3 += x3 * s
        d4 += x4 * s
    f = rate / batch
    move(theta, (f * c0, f * c1, f * c2, f * c3, f * c4), (f * d0, f * d1, f * d2, f * d3, f * d4))


@numba.njit(parallel=True, fastmath=True)
def simulate(start, X, Y, batch, rate, noise, trajectories, steps, every, randoms):
    records = steps // every + 1
    seen = np.empty((trajectories, records, 8))
    tasks = len(randoms)
    for task in numba.prange(tasks):
        random = randoms[task]
        theta, kept, gram = np.empty((10, 7)), np.ones((7, 10, KEPT)), np.empty((7, 7, KEPT))
        for n in range(task * trajectories // tasks, (task + 1) * trajectories // tasks):
            theta[:] = start
            keep(theta, kept, 0)
            for record in range(1, records + 1):
                # Spectra are taken sixteen at once.
                if record % KEPT == 0 or record == records:
                    observe(kept, gram, seen[n, (record - 1) // KEPT * KEPT : record])
                if record < records:
                    for _ in range(every):
                        step(theta, X, Y, batch, rate, noise, random)
                    keep(theta, kept, record % KEPT)
    return seen


def prepare(job):
    start, noise = np.ascontiguousarray(job.theta0.T), job.delta**0.5

    def run():
        return moments_over_trajectories(simulate(
            start, job.X, job.Y, job.batch, job.eta, noise, job.trajectories, job.steps, job.every, generators()))

    return run


if __name__ == "__main__":
    stopwatch.main({"numba": {"A2_1": prepare, "A2_32": prepare}})
