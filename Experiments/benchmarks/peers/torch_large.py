"""Workload B with PyTorch: one large network, full-batch gradient descent with label noise."""

import stopwatch
import torch

torch.set_num_threads(stopwatch.THREADS)
torch.set_default_dtype(torch.float64)


def prepare(compiled):
    def prepared(job):
        X, y, noise = torch.from_numpy(job.X), torch.from_numpy(job.Y[:, 0].copy()), job.delta**0.5

        def step(W1, w2):
            residual = torch.addmv(y + noise * torch.randn(job.n, dtype=y.dtype), X, W1 @ w2, alpha=-1)
            force = (job.eta / job.n) * (X.mT @ residual)
            pull = W1.mT @ force
            return W1.addr_(force, w2), w2.add_(pull)

        if compiled:
            step = torch.compile(step)

        @torch.no_grad()
        def run():
            theta = torch.from_numpy(job.theta0)
            W1, w2 = theta[: job.p].clone(), theta[job.p].clone()
            seen = [torch.linalg.svdvals(W1)]
            for t in range(1, job.steps + 1):
                W1, w2 = step(W1, w2)
                if t % job.every == 0:
                    seen.append(torch.linalg.svdvals(W1))
            return torch.stack(seen).numpy()

        return run

    return prepared


if __name__ == "__main__":
    stopwatch.main({"torch": {"B": prepare(False)}, "torch.compile": {"B": prepare(True)}})
