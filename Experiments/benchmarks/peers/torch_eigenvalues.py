"""Workload C with PyTorch: the eigenvalue process, batched; paths are the last axis."""

import stopwatch
import torch

torch.set_num_threads(stopwatch.THREADS)
torch.set_default_dtype(torch.float64)


def prepare(compiled):
    def prepared(job):
        noise = (8 * job.dt) ** 0.5 * job.s

        def step(x):
            total, gap = x[:, None] + x, x[:, None] - x
            pushes = (total * total * gap / (gap * gap + job.eps**2)).sum(1)
            drift = (job.s**2 - job.a) * x + job.s**2 * (x.sum(0) + pushes)
            return x + job.dt * drift + noise * x * torch.randn_like(x)

        if compiled:
            step = torch.compile(step)

        @torch.no_grad()
        def run():
            x = torch.from_numpy(job.start)[:, None].expand(job.d, job.paths).contiguous()
            seen = [torch.stack([x.sum(0).mean(), x.prod(0).log().mean()])]
            for t in range(1, job.steps + 1):
                x = step(x)
                if t % job.every == 0:
                    seen.append(torch.stack([x.sum(0).mean(), x.prod(0).log().mean()]))
            return torch.stack(seen).numpy()

        return run

    return prepared


if __name__ == "__main__":
    stopwatch.main({"torch": {"C": prepare(False)}, "torch.compile": {"C": prepare(True)}})
