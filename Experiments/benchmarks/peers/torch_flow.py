"""Workloads A, A2_1 and A2_32 with PyTorch: batched, and the same step through torch.compile."""

import stopwatch
import torch

torch.set_num_threads(stopwatch.THREADS)
torch.set_default_dtype(torch.float64)


def observe(theta):
    squares = torch.linalg.eigvalsh(theta @ theta.mT)
    return torch.cat([squares.log().sum(-1, keepdim=True), squares.flip(-1).sqrt()], dim=-1)


def moved(theta, J):
    """(I + A(J)) theta, both layers at once."""
    W1, W2 = theta[:, :5], theta[:, 5:]
    return torch.cat([torch.baddbmm(W1, J, W2), torch.baddbmm(W2, J.mT, W1)], dim=1)


def flow(job):
    L, H, b = (torch.from_numpy(m) for m in (job.noise * job.L, job.eta * job.H, job.eta * job.b))
    return lambda theta: moved(
        theta, b + L @ torch.randn(len(theta), 5, 2, dtype=theta.dtype) - H @ torch.bmm(theta[:, :5], theta[:, 5:].mT))


def descent(job):
    X, Y, noise, rate = torch.from_numpy(job.X), torch.from_numpy(job.Y), job.delta**0.5, job.eta / job.batch

    def step(theta):
        chosen = torch.randint(job.n, (len(theta), job.batch))
        x = X[chosen]
        residual = Y[chosen] + noise * torch.randn(len(theta), job.batch, 2, dtype=theta.dtype)
        residual = torch.baddbmm(residual, x, torch.bmm(theta[:, :5], theta[:, 5:].mT), alpha=-1)
        return moved(theta, rate * torch.bmm(x.mT, residual))

    return step


def prepare(make, compiled):
    def prepared(job):
        step = torch.compile(make(job)) if compiled else make(job)

        @torch.no_grad()
        def run():
            theta = torch.from_numpy(job.theta0).expand(job.trajectories, 7, 10).contiguous()
            seen = [observe(theta)]
            for t in range(1, job.steps + 1):
                theta = step(theta)
                if t % job.every == 0:
                    seen.append(observe(theta))
            seen = torch.stack(seen)
            return seen.mean(1).numpy(), seen.std(1).numpy()

        return run

    return prepared


if __name__ == "__main__":
    stopwatch.main({
        name: {"A": prepare(flow, compiled), "A2_1": prepare(descent, compiled), "A2_32": prepare(descent, compiled)}
        for name, compiled in (("torch", False), ("torch.compile", True))
    })
