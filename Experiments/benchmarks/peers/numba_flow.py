"""Workload A with numba: the stochastic gradient flow by Euler-Maruyama, a trajectory at a time, trajectories over threads.

Normals come from a numpy Generator for each task, from which numba draws inside compiled code twelve times as fast as
from its own np.random.standard_normal (4.5 against 56 ns on the machine where this was written).
"""

import stopwatch
import numba
import numpy as np
from numba_network import move, product
from numba_spectra import KEPT, keep, observe
from numba_threads import generators, moments_over_trajectories


@numba.njit(fastmath=True)
def force(w, H, L, b, random):
    """A column of J = b - H w + L N; H, L and b carry their factors of the step."""
    w0, w1, w2, w3, w4 = w
    n0, n1, n2 = random.standard_normal(), random.standard_normal(), random.standard_normal()
    n3, n4 = random.standard_normal(), random.standard_normal()
    d0 = b[0] - H[0, 0] * w0 - H[0, 1] * w1 - H[0, 2] * w2 - H[0, 3] * w3 - H[0, 4] * w4
    d1 = b[1] - H[1, 0] * w0 - H[1, 1] * w1 - H[1, 2] * w2 - H[1, 3] * w3 - H[1, 4] * w4
    d2 = b[2] - H[2, 0] * w0 - H[2, 1] * w1 - H[2, 2] * w2 - H[2, 3] * w3 - H[2, 4] * w4
    d3 = b[3] - H[3, 0] * w0 - H[3, 1] * w1 - H[3, 2] * w2 - H[3, 3] * w3 - H[3, 4] * w4
    d4 = b[4] - H[4, 0] * w0 - H[4, 1] * w1 - H[4, 2] * w2 - H[4, 3] * w3 - H[4, 4] * w4
    d0 += L[0, 0] * n0
    d1 += L[1, 0] * n0 + L[1, 1] * n1
    d2 += L[2, 0] * n0 + L[2, 1] * n1 + L[2, 2] * n2
    d3 += L[3, 0] * n0 + L[3, 1] * n1 + L[3, 2] * n2 + L[3, 3] * n3
    d4 += L[4, 0] * n0 + L[4, 1] * n1 + L[4, 2] * n2 + L[4, 3] * n3 + L[4, 4] * n4
    return d0, d1, d2, d3, d4


@numba.njit(fastmath=True)
def step(theta, H, L, b, random):
    first, second = product(theta)
    J = force(first, H, L, b[0], random), force(second, H, L, b[1], random)
    move(theta, J[0], J[1])


@numba.njit(parallel=True, fastmath=True)
def simulate(start, H, L, b, trajectories, steps, every, randoms):
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
                        step(theta, H, L, b, random)
                    keep(theta, kept, record % KEPT)
    return seen


def prepare(job):
    arrays = (
        np.ascontiguousarray(job.theta0.T), job.eta * job.H, job.noise * job.L, np.ascontiguousarray(job.eta * job.b.T))

    def run():
        return moments_over_trajectories(simulate(*arrays, job.trajectories, job.steps, job.every, generators()))

    return run


if __name__ == "__main__":
    stopwatch.main({"numba": {"A": prepare}})
