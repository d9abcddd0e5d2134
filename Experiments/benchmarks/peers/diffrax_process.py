"""Workload E with diffrax: a whole process, compilation included."""

import os
import time

begun = time.perf_counter()
os.environ.setdefault("JAX_PLATFORMS", "cpu")
import diffrax
import jax
import jax.numpy as jnp
import lineax
from inputs import inputs, moments
from workloads import BATCH, PROCESS_STEPS, SMALL

jax.config.update("jax_enable_x64", True)
job = inputs("E")
H, L, b = moments(job["X"], job["Y"])
eta, noise = SMALL["eta"], (SMALL["eta"] * SMALL["delta"] / BATCH["E"]) ** 0.5


def act(J, theta):
    return jnp.concatenate([J @ theta[5:], J.T @ theta[:5]])


def drift(t, theta, _):
    return act(b - H @ (theta[:5] @ theta[5:].T), theta)


def diffusion(t, theta, _):
    driver = jax.ShapeDtypeStruct((5, 2), jnp.float64)
    return lineax.FunctionLinearOperator(lambda dB: act(noise * (L @ dB), theta), driver)


path = diffrax.UnsafeBrownianPath(shape=(5, 2), key=jax.random.key(time.time_ns() % 2**32))
terms = diffrax.MultiTerm(diffrax.ODETerm(drift), diffrax.ControlTerm(diffusion, path))
theta = diffrax.diffeqsolve(
    terms, diffrax.Euler(), 0.0, PROCESS_STEPS * eta, eta, jnp.array(job["theta0"]), adjoint=diffrax.DirectAdjoint()).ys[0]
log_det = float(2 * jnp.log(jnp.linalg.svd(theta, compute_uv=False)).sum())
print(f"E diffrax {time.perf_counter() - begun:.6f} logdet={log_det:.9g}")
