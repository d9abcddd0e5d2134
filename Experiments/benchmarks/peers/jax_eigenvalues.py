"""Workload C with JAX: the eigenvalue process, batched; paths are the last axis."""

from itertools import count

import stopwatch
import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)
_runs = count(1)


def prepare(job):
    noise = (8 * job.dt) ** 0.5 * job.s

    def observe(x):
        return jnp.stack([x.sum(0).mean(), jnp.log(x.prod(0)).mean()])

    @jax.jit
    def simulate(x, key):
        def advance(_, carried):
            x, key = carried
            key, fresh = jax.random.split(key)
            total, gap = x[:, None] + x, x[:, None] - x
            pushes = (total * total * gap / (gap * gap + job.eps**2)).sum(1)
            drift = (job.s**2 - job.a) * x + job.s**2 * (x.sum(0) + pushes)
            return x + job.dt * drift + noise * x * jax.random.normal(fresh, x.shape), key

        def record(carried, _):
            carried = jax.lax.fori_loop(0, job.every, advance, carried)
            return carried, observe(carried[0])

        first = observe(x)
        _, rest = jax.lax.scan(record, (x, key), length=job.steps // job.every)
        return jnp.concatenate([first[None], rest])

    start = jnp.broadcast_to(jnp.array(job.start)[:, None], (job.d, job.paths))
    return lambda: jax.block_until_ready(simulate(start, jax.random.key(next(_runs), impl="rbg")))


if __name__ == "__main__":
    stopwatch.main({"jax": {"C": prepare}})
