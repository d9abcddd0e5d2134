"""Workload E with JAX: a whole process, compilation included."""

import os
import time

begun = time.perf_counter()
os.environ.setdefault("JAX_PLATFORMS", "cpu")
import jax
import jax.numpy as jnp
from inputs import inputs, moments
from workloads import BATCH, PROCESS_STEPS, SMALL

jax.config.update("jax_enable_x64", True)
job = inputs("E")
H, L, b = moments(job["X"], job["Y"])
eta, noise = SMALL["eta"], SMALL["eta"] * (SMALL["delta"] / BATCH["E"]) ** 0.5


@jax.jit
def simulate(theta, key):
    def advance(t, theta):
        W1, W2 = theta[:5], theta[5:]
        normals = jax.random.normal(jax.random.fold_in(key, t), (5, 2))
        J = eta * (b - H @ (W1 @ W2.T)) + noise * (L @ normals)
        return theta + jnp.concatenate([J @ W2, J.T @ W1])

    theta = jax.lax.fori_loop(0, PROCESS_STEPS, advance, theta)
    return 2 * jnp.log(jnp.linalg.svd(theta, compute_uv=False)).sum()


log_det = float(simulate(job["theta0"], jax.random.key(time.time_ns() % 2**32)))
print(f"E jax {time.perf_counter() - begun:.6f} logdet={log_det:.9g}")
