"""Workloads D with JAX: SGD with weight decay on a ReLU network, one jit of a scan over looks and a loop over steps.

The gradient is written out, which leaves XLA less to store than what jax.grad makes of the loss.
"""

from itertools import count

import stopwatch
import jax
import jax.numpy as jnp

_runs = count(1)


def prepare(job):
    X, y = jnp.array(job.X), jnp.array(job.y)
    keep, pull = 1 - job.eta * job.decay, job.eta / job.batch
    start = [(jnp.array(weight), jnp.array(bias)) for weight, bias in job.layers]

    def observed(layers):
        rows = []
        for weight, _ in layers:
            s = jnp.linalg.svd(weight, compute_uv=False)
            rows.append(jnp.stack([jnp.sum(s > job.threshold * s[0]).astype(s.dtype), s[0]]))
        return jnp.stack(rows)

    def moved(layers, x, labels):
        """The layers after a step on the samples x."""
        seen = [x]
        for weight, bias in layers[:-1]:
            seen.append(jax.nn.relu(seen[-1] @ weight.T + bias))
        error = jax.nn.softmax(seen[-1] @ layers[-1][0].T + layers[-1][1]) - jax.nn.one_hot(labels, job.classes)
        after = []
        for (weight, bias), inputs in zip(reversed(layers), reversed(seen)):
            below = (error @ weight) * (inputs > 0)
            # An outer product is fused with the update; a matrix product is not.
            slope = error[0][:, None] * inputs[0] if job.batch == 1 else error.T @ inputs
            after.append((keep * weight - pull * slope, keep * bias - pull * error.sum(0)))
            error = below
        return after[::-1]

    @jax.jit
    def simulate(layers, key):
        def advance(_, carried):
            layers, key = carried
            key, fresh = jax.random.split(key)
            chosen = jax.random.randint(fresh, (job.batch,), 0, job.n)
            return moved(layers, X[chosen], y[chosen]), key

        def record(carried, _):
            carried = jax.lax.fori_loop(0, job.every, advance, carried)
            return carried, observed(carried[0])

        first = observed(layers)
        (layers, _), rest = jax.lax.scan(record, (layers, key), length=job.steps // job.every)
        return jnp.concatenate([first[None], rest]), layers

    return lambda: jax.block_until_ready(simulate(start, jax.random.key(next(_runs), impl="rbg")))


if __name__ == "__main__":
    stopwatch.main({"jax": dict.fromkeys(("D_1", "D_16", "D_128"), prepare)})
