"""Workload A with torchsde: the flow as an Ito equation with general noise, Euler's method.

Gives the product of the diffusion with an increment (`g_prod`), which torchsde takes instead of a 70 x 10 matrix.
"""

import stopwatch
import torch
import torchsde
from torch_flow import observe

torch.set_num_threads(stopwatch.THREADS)
torch.set_default_dtype(torch.float64)


class Flow(torch.nn.Module):
    noise_type, sde_type = "general", "ito"

    def __init__(self, job):
        super().__init__()
        self.H, self.b = torch.from_numpy(job.H), torch.from_numpy(job.b)
        self.L = (job.eta * job.delta / job.batch) ** 0.5 * torch.from_numpy(job.L)

    def act(self, J, theta):
        return torch.cat([J @ theta[:, 5:], J.mT @ theta[:, :5]], dim=1).flatten(1)

    def f(self, t, y):
        theta = y.view(-1, 7, 10)
        return self.act(self.b - self.H @ (theta[:, :5] @ theta[:, 5:].mT), theta)

    def g_prod(self, t, y, v):
        return self.act(self.L @ v.view(-1, 5, 2), y.view(-1, 7, 10))


def prepare(job):
    flow = Flow(job)
    times = torch.arange(job.records) * (job.every * job.eta)

    @torch.no_grad()
    def run():
        start = torch.from_numpy(job.theta0).flatten().expand(job.trajectories, 70).contiguous()
        driver = torchsde.BrownianInterval(
            t0=0.0, t1=float(times[-1]), size=(job.trajectories, 10), dtype=torch.float64, dt=job.eta)
        ys = torchsde.sdeint(flow, start, times, bm=driver, method="euler", dt=job.eta)
        seen = torch.stack([observe(y.view(-1, 7, 10)) for y in ys])
        return seen.mean(1).numpy(), seen.std(1).numpy()

    return run


if __name__ == "__main__":
    stopwatch.main({"torchsde": {"A": prepare}}, fewer_steps={"torchsde": 200})
