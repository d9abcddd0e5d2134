"""Workloads A, A2_1 and A2_32 with JAX: jit of a scan over records, each a loop over steps.

Trajectories are the last axis, so that XLA fuses and vectorises along memory; the generator is `rbg`, which costs a
fraction of the default one on a CPU.
"""

from itertools import count

import stopwatch
import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)
_runs = count(1)


def observe(theta):
    squares = jnp.linalg.eigvalsh(jnp.einsum("imn,jmn->nij", theta, theta))
    seen = jnp.concatenate([jnp.log(squares).sum(-1, keepdims=True), jnp.sqrt(squares[:, ::-1])], axis=-1)
    return seen.mean(0), seen.std(0, ddof=1)


def product(theta):
    """W1 W2. Sums over ten and five are written out: XLA fuses them, and makes passes over memory of its reductions."""
    return sum(theta[:5, None, m] * theta[None, 5:, m] for m in range(10))


def moved(theta, J):
    """(I + A(J)) theta, both layers at once."""
    W1, W2 = theta[:5], theta[5:]
    return jnp.concatenate([
        W1 + J[:, 0, None] * W2[0] + J[:, 1, None] * W2[1],
        W2 + sum(J[i][:, None] * W1[i] for i in range(5)),
    ])


def flow(job):
    L, H, b = (jnp.array(m) for m in (job.noise * job.L, job.eta * job.H, job.eta * job.b))

    def step(theta, key):
        normals = jax.random.normal(key, (5, 2, theta.shape[-1]))
        return moved(theta, b[:, :, None] + jnp.tensordot(L, normals, 1) - jnp.tensordot(H, product(theta), 1))

    return step


def descent(job):
    X, Y, noise, rate = jnp.array(job.X.T), jnp.array(job.Y.T), job.delta**0.5, job.eta / job.batch

    def step(theta, key):
        which, labels = jax.random.split(key)
        chosen = jax.random.randint(which, (job.batch, theta.shape[-1]), 0, job.n)
        x = X[:, chosen]
        residual = Y[:, chosen] + noise * jax.random.normal(labels, (2, job.batch, theta.shape[-1]))
        W = product(theta)
        residual = residual - sum(x[i] * W[i][:, None] for i in range(5))
        return moved(theta, rate * (x[:, None] * residual[None]).sum(2))

    return step


def prepare(make):
    def prepared(job):
        step = make(job)

        @jax.jit
        def simulate(theta0, key):
            theta = jnp.broadcast_to(theta0[:, :, None], (7, 10, job.trajectories))

            def record(carried, _):
                def advance(_, carried):
                    theta, key = carried
                    key, fresh = jax.random.split(key)
                    return step(theta, fresh), key

                carried = jax.lax.fori_loop(0, job.every, advance, carried)
                return carried, observe(carried[0])

            first = observe(theta)
            _, rest = jax.lax.scan(record, (theta, key), length=job.steps // job.every)
            return tuple(jnp.concatenate([a[None], b]) for a, b in zip(first, rest))

        theta0 = jnp.array(job.theta0)
        return lambda: jax.block_until_ready(simulate(theta0, jax.random.key(next(_runs), impl="rbg")))

    return prepared


if __name__ == "__main__":
    stopwatch.main({"jax": {"A": prepare(flow), "A2_1": prepare(descent), "A2_32": prepare(descent)}})
