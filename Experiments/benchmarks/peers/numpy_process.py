"""Workload E with numpy: a whole process, from the start of Python to a printed log det, for ten steps of A."""

import time

begun = time.perf_counter()
import numpy as np
from inputs import inputs, moments
from workloads import BATCH, PROCESS_STEPS, SMALL

job = inputs("E")
H, L, b = moments(job["X"], job["Y"])
eta, noise = SMALL["eta"], SMALL["eta"] * (SMALL["delta"] / BATCH["E"]) ** 0.5
theta, random = job["theta0"].copy(), np.random.default_rng()
for _ in range(PROCESS_STEPS):
    W1, W2 = theta[:5], theta[5:]
    J = eta * (b - H @ (W1 @ W2.T)) + noise * (L @ random.standard_normal((5, 2)))
    theta = theta + np.concatenate([J @ W2, J.T @ W1])
log_det = 2 * np.log(np.linalg.svd(theta, compute_uv=False)).sum()
print(f"E numpy {time.perf_counter() - begun:.6f} logdet={log_det:.9g}")
