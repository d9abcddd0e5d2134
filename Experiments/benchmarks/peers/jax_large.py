"""Workload B with JAX: one large network, full-batch gradient descent with label noise."""

from itertools import count

import stopwatch
import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)
_runs = count(1)


def prepare(job):
    X, y, noise = jnp.array(job.X), jnp.array(job.Y[:, 0]), job.delta**0.5

    def spectrum(W1):
        return jnp.linalg.svd(W1, compute_uv=False)

    @jax.jit
    def simulate(W1, w2, key):
        def advance(_, carried):
            W1, w2, key = carried
            key, fresh = jax.random.split(key)
            residual = y + noise * jax.random.normal(fresh, (job.n,)) - X @ (W1 @ w2)
            force = (job.eta / job.n) * (residual @ X)
            return W1 + force[:, None] * w2, w2 + force @ W1, key

        def record(carried, _):
            carried = jax.lax.fori_loop(0, job.every, advance, carried)
            return carried, spectrum(carried[0])

        first = spectrum(W1)
        _, rest = jax.lax.scan(record, (W1, w2, key), length=job.steps // job.every)
        return jnp.concatenate([first[None], rest])

    W1, w2 = jnp.array(job.theta0[: job.p]), jnp.array(job.theta0[job.p])
    return lambda: jax.block_until_ready(simulate(W1, w2, jax.random.key(next(_runs), impl="rbg")))


if __name__ == "__main__":
    stopwatch.main({"jax": {"B": prepare}})
