"""Workload E with PyTorch: a whole process."""

import time

begun = time.perf_counter()
import torch
from inputs import inputs, moments
from workloads import BATCH, PROCESS_STEPS, SMALL

job = inputs("E")
H, L, b = (torch.from_numpy(m) for m in moments(job["X"], job["Y"]))
eta, noise = SMALL["eta"], SMALL["eta"] * (SMALL["delta"] / BATCH["E"]) ** 0.5
theta = torch.from_numpy(job["theta0"])
torch.seed()
for _ in range(PROCESS_STEPS):
    W1, W2 = theta[:5], theta[5:]
    J = eta * (b - H @ (W1 @ W2.T)) + noise * (L @ torch.randn(5, 2, dtype=torch.float64))
    theta = theta + torch.cat([J @ W2, J.T @ W1])
log_det = 2 * torch.linalg.svdvals(theta).log().sum().item()
print(f"E torch {time.perf_counter() - begun:.6f} logdet={log_det:.9g}")
