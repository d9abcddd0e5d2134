"""Workload C with numpy: the eigenvalue process, batched, in two threads over blocks of paths."""

import stopwatch
import numpy as np
from numpy_blocks import over_blocks


def prepare(job):
    above, below = np.tril_indices(job.d, -1)
    # Adds what each of the 28 pairs does to its two members.
    incidence = np.zeros((job.d, len(above)))
    incidence[above, range(len(above))], incidence[below, range(len(above))] = 1, -1
    incidence *= job.dt * job.s**2
    noise = (8 * job.dt) ** 0.5 * job.s

    def observe(x):
        return np.stack([x.sum(axis=0), np.log(x.prod(axis=0))])

    def block(random, size):
        x = np.repeat(job.start[:, None], size, axis=1)
        normals = np.empty_like(x)
        seen = np.empty((job.records, 2, size))
        seen[0] = observe(x)
        for t in range(1, job.steps + 1):
            high, low = x[above], x[below]
            gap = high - low
            high += low
            high *= high
            high *= gap
            gap *= gap
            gap += job.eps**2
            high /= gap
            random.standard_normal(out=normals)
            normals *= noise
            normals += 1 + job.dt * (job.s**2 - job.a)
            normals *= x
            normals += (job.dt * job.s**2) * x.sum(axis=0)
            x = np.add(normals, incidence @ high, out=x)
            if t % job.every == 0:
                seen[t // job.every] = observe(x)
        return seen

    return lambda: over_blocks(block, job.paths, 1024, job.threads)[0]


if __name__ == "__main__":
    stopwatch.main({"numpy": {"C": prepare}})
