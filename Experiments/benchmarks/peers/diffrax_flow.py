"""Workload A with diffrax: the flow as a stochastic differential equation, Euler's method with a constant step.

The driver has ten components and the diffusion is a lazy linear operator, so that no 70 x 10 matrix is made; the path
of a constant step needs no Brownian tree.
"""

from itertools import count

import stopwatch
import diffrax
import jax
import jax.numpy as jnp
import lineax
from jax_flow import observe

jax.config.update("jax_enable_x64", True)
_runs = count(1)


def prepare(job):
    H, b = jnp.array(job.H), jnp.array(job.b)
    # dN = C^(1/2) dB, and sqrt(eta) of it drives the flow: per unit of time sqrt(eta delta / B) L.
    L = jnp.array((job.eta * job.delta / job.batch) ** 0.5 * job.L)

    def act(J, theta):
        return jnp.concatenate([J @ theta[5:], J.T @ theta[:5]])

    def drift(t, theta, _):
        return act(b - H @ (theta[:5] @ theta[5:].T), theta)

    def diffusion(t, theta, _):
        driver = jax.ShapeDtypeStruct((5, 2), jnp.float64)
        return lineax.FunctionLinearOperator(lambda dB: act(L @ dB, theta), driver)

    end = job.steps * job.eta
    times = jnp.arange(job.records) * (job.every * job.eta)

    @jax.jit
    def simulate(theta0, keys):
        def one(key):
            path = diffrax.UnsafeBrownianPath(shape=(5, 2), key=key)
            terms = diffrax.MultiTerm(diffrax.ODETerm(drift), diffrax.ControlTerm(diffusion, path))
            return diffrax.diffeqsolve(
                terms, diffrax.Euler(), 0.0, end, job.eta, theta0, saveat=diffrax.SaveAt(ts=times),
                adjoint=diffrax.DirectAdjoint(), max_steps=job.steps + 10, throw=False).ys

        paths = jax.vmap(one, out_axes=3)(keys)
        return jax.lax.map(observe, paths)

    theta0 = jnp.array(job.theta0)
    return lambda: jax.block_until_ready(
        simulate(theta0, jax.random.split(jax.random.key(next(_runs), impl="rbg"), job.trajectories)))


if __name__ == "__main__":
    stopwatch.main({"diffrax": {"A": prepare}}, fewer_steps={"diffrax": 200})
