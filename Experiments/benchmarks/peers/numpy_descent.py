"""Workloads A2_1 and A2_32 with numpy: batched label-noise SGD, in two threads over blocks of trajectories."""

import stopwatch
import numpy as np
from numpy_blocks import observe, over_blocks


def prepare(job):
    noise = job.delta**0.5
    rows, targets = np.ascontiguousarray(job.X.T), np.ascontiguousarray(job.Y.T)

    def block(random, size):
        theta = np.repeat(job.theta0[:, :, None], size, axis=2)
        W1, W2 = theta[:5], theta[5:]
        W, J = np.empty((5, 2, size)), np.empty((5, 2, size))
        products, step2 = np.empty((5, 10, size)), np.empty((2, 10, size))
        residuals, weighted = np.empty((2, job.batch, size)), np.empty((5, job.batch, size))
        seen = np.empty((job.records, 8, size))
        seen[0] = observe(theta)
        for t in range(1, job.steps + 1):
            chosen = random.integers(0, job.n, (job.batch, size), dtype=np.int32)
            x = rows[:, chosen]
            random.standard_normal(out=residuals)
            residuals *= noise
            residuals += targets[:, chosen]
            for j in range(2):
                np.multiply(W1, W2[j], out=products).sum(axis=1, out=W[:, j])
                residuals[j] -= np.multiply(x, W[:, j, None], out=weighted).sum(axis=0)
                np.multiply(x, residuals[j], out=weighted).sum(axis=1, out=J[:, j])
            J *= job.eta / job.batch
            for j in range(2):
                np.multiply(J[:, j, None], W1, out=products).sum(axis=0, out=step2[j])
            for j in range(2):
                W1 += np.multiply(J[:, j, None], W2[j], out=products)
            W2 += step2
            if t % job.every == 0:
                seen[t // job.every] = observe(theta)
        return seen

    return lambda: over_blocks(block, job.trajectories, 512 if job.batch == 1 else 256, job.threads)


if __name__ == "__main__":
    stopwatch.main({"numpy": {"A2_1": prepare, "A2_32": prepare}})
