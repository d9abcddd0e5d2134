"""The common inputs: the same numbers for every peer, drawn by numpy from the stated seed."""

import numpy as np
from workloads import DEEP, DEEP_RUNS, EIGENVALUES, LARGE, SEED, SMALL


def draw(numbers):
    """X ~ N(0, 1), Y = X beta, and one start theta0 = [W1; W2^T]; beta and theta0 with their stated deviations."""
    random = np.random.default_rng(SEED)
    p, k, l, n = (numbers[name] for name in "pkln")
    X = random.standard_normal((n, p))
    beta = numbers["beta"] * random.standard_normal((p, k))
    theta0 = numbers["start"] * random.standard_normal((p + k, l))
    return dict(X=X, Y=X @ beta, beta=beta, theta0=theta0)


def draw_deep():
    """Samples of the mixture, X (n, d) and y (n), and He's start: w0, b0, ... of shapes (outputs, inputs), (outputs)."""
    random = np.random.default_rng(SEED)
    d, n, classes = (DEEP[name] for name in ("d", "n", "classes"))
    means = random.standard_normal((classes, d))
    means *= DEEP["separation"] / np.linalg.norm(means, axis=1, keepdims=True)
    y = random.integers(0, classes, n)
    X = means[y] + random.standard_normal((n, d)) / d**0.5
    arrays = dict(X=X.astype(np.float32), y=y)
    sizes = (d, *DEEP["widths"], classes)
    for number, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        arrays[f"w{number}"] = ((2 / inputs) ** 0.5 * random.standard_normal((outputs, inputs))).astype(np.float32)
        arrays[f"b{number}"] = np.zeros(outputs, np.float32)
    return arrays


def inputs(workload):
    """The arrays of a workload's file."""
    if workload in DEEP_RUNS:
        return draw_deep()
    if workload == "C":
        return dict(start=0.5 * np.arange(1, EIGENVALUES["d"] + 1))
    return draw(LARGE if workload == "B" else SMALL)


def moments(X, Y):
    """H = X^T X / n, its Cholesky factor L, and b = X^T Y / n."""
    H = X.T @ X / len(X)
    return H, np.linalg.cholesky(H), X.T @ Y / len(X)
