"""Workload E with numba: a whole process, compilation included; nothing is kept from an earlier one."""

import time

begun = time.perf_counter()
import numba
import numpy as np
from inputs import inputs, moments
from workloads import BATCH, PROCESS_STEPS, SMALL


@numba.njit
def simulate(theta, H, L, b, eta, noise, steps):
    for _ in range(steps):
        W1, W2 = theta[:5], theta[5:]
        J = eta * (b - H @ (W1 @ W2.T)) + noise * (L @ np.random.standard_normal((5, 2)))
        theta = theta + np.concatenate((J @ W2, J.T @ W1))
    return 2 * np.log(np.linalg.svd(theta)[1]).sum()


job = inputs("E")
noise = SMALL["eta"] * (SMALL["delta"] / BATCH["E"]) ** 0.5
log_det = simulate(job["theta0"], *moments(job["X"], job["Y"]), SMALL["eta"], noise, PROCESS_STEPS)
print(f"E numba {time.perf_counter() - begun:.6f} logdet={log_det:.9g}")
