"""Workload C with numba: the eigenvalue process.

numba        a path at a time, paths over threads
numba-lanes  sixteen paths side by side in memory
"""

import stopwatch
import numba
import numpy as np
from numba_threads import generators


def make(lanes):
    d = 8

    @numba.njit(fastmath=True)
    def step(x, drift, a, s2, eps2, dt, noise, random):
        for v in range(lanes):
            trace = 0.0
            for i in range(d):
                trace += x[i, v]
            for i in range(d):
                drift[i, v] = -a * x[i, v] + s2 * (trace + x[i, v])
        for i in range(d):
            for j in range(i):
                for v in range(lanes):
                    total, gap = x[i, v] + x[j, v], x[i, v] - x[j, v]
                    push = s2 * total * total * gap / (gap * gap + eps2)
                    drift[i, v] += push
                    drift[j, v] -= push
        for v in range(lanes):
            for i in range(d):
                x[i, v] += dt * drift[i, v] + noise * x[i, v] * random.standard_normal()

    @numba.njit(fastmath=True)
    def observe(x, seen):
        for v in range(lanes):
            trace, product = 0.0, 1.0
            for i in range(d):
                trace += x[i, v]
                product *= x[i, v]
            seen[v, 0], seen[v, 1] = trace, np.log(product)

    @numba.njit(parallel=True, fastmath=True)
    def simulate(start, paths, steps, every, a, s, eps, dt, randoms):
        seen = np.empty((paths, steps // every + 1, 2))
        noise = np.sqrt(8.0 * dt) * s
        tasks = len(randoms)
        for task in numba.prange(tasks):
            random = randoms[task]
            x, drift = np.empty((d, lanes)), np.empty((d, lanes))
            for first in range(task * paths // tasks, (task + 1) * paths // tasks, lanes):
                for v in range(lanes):
                    x[:, v] = start
                observe(x, seen[first : first + lanes, 0])
                for t in range(1, steps + 1):
                    step(x, drift, a, s * s, eps * eps, dt, noise, random)
                    if t % every == 0:
                        observe(x, seen[first : first + lanes, t // every])
        return seen

    def prepare(job):
        def run(steps=job.steps):
            return simulate(
                job.start, job.paths, steps, job.every, job.a, job.s, job.eps, job.dt, generators()).mean(0)

        run(steps=50)
        return run

    return {"C": prepare}


if __name__ == "__main__":
    stopwatch.main({"numba": make(1), "numba-lanes": make(16)})
