"""Tasks of a parallel numba loop: their random generators, and the statistics over trajectories."""

from itertools import count

import numba
import numpy as np

_runs = count(1)


def generators(tasks=32):
    """An independent generator for each task; new ones at every call."""
    seeds = np.random.SeedSequence(next(_runs)).spawn(tasks)
    return tuple(np.random.Generator(np.random.SFC64(seed)) for seed in seeds)


@numba.njit(parallel=True)
def moments_over_trajectories(seen):
    """Mean and standard deviation over the first axis."""
    trajectories, records, columns = seen.shape
    mean, deviation = np.empty((records, columns)), np.empty((records, columns))
    for r in numba.prange(records):
        for c in range(columns):
            m, square = 0.0, 0.0
            for n in range(trajectories):
                m += seen[n, r, c]
            m /= trajectories
            for n in range(trajectories):
                square += (seen[n, r, c] - m) ** 2
            mean[r, c], deviation[r, c] = m, np.sqrt(square / (trajectories - 1))
    return mean, deviation
