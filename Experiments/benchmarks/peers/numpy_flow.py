"""Workload A with numpy: batched, in two threads over blocks of trajectories.

Trajectories are the last axis, so that every operation runs along memory; blocks of 512 stay in the cache.
"""

import stopwatch
import numpy as np
from numpy_blocks import observe, over_blocks


def prepare(job):
    noise_and_drift = np.concatenate([job.noise * job.L, -job.eta * job.H], axis=1)
    pull = (job.eta * job.b)[:, :, None]

    def block(random, size):
        theta = np.repeat(job.theta0[:, :, None], size, axis=2)
        W1, W2 = theta[:5], theta[5:]
        # The normals above, W1 W2 below: one product with [noise L, -eta H] makes J of both.
        both, products, step2 = np.empty((10, 2, size)), np.empty((5, 10, size)), np.empty((2, 10, size))
        seen = np.empty((job.records, 8, size))
        seen[0] = observe(theta)
        for t in range(1, job.steps + 1):
            random.standard_normal(out=both[:5])
            for j in range(2):
                np.multiply(W1, W2[j], out=products).sum(axis=1, out=both[5:, j])
            J = (noise_and_drift @ both.reshape(10, -1)).reshape(5, 2, size) + pull
            for j in range(2):
                np.multiply(J[:, j, None], W1, out=products).sum(axis=0, out=step2[j])
            for j in range(2):
                W1 += np.multiply(J[:, j, None], W2[j], out=products)
            W2 += step2
            if t % job.every == 0:
                seen[t // job.every] = observe(theta)
        return seen

    return lambda: over_blocks(block, job.trajectories, 512, job.threads)


if __name__ == "__main__":
    stopwatch.main({"numpy": {"A": prepare}})
