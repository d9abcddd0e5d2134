"""What numpy's ensembles share: blocks of trajectories over threads, and the observables of a block."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import numpy as np

_runs = count(1)


def observe(theta):
    """(7, 10, N) to (8, N): log det(theta theta^T) and the singular values, by the spectra of theta theta^T."""
    gram = np.einsum("imn,jmn->nij", theta, theta)
    squares = np.linalg.eigvalsh(gram).T[::-1]
    return np.concatenate([np.log(squares).sum(axis=0, keepdims=True), np.sqrt(squares)])


def over_blocks(block, total, size, threads):
    """Mean and deviation over all trajectories of what `block(random, size)` saw, (records, columns, size)."""
    seeds = np.random.SeedSequence(next(_runs)).spawn(total // size)
    randoms = [np.random.Generator(np.random.SFC64(seed)) for seed in seeds]
    with ThreadPoolExecutor(threads) as pool:
        seen = np.concatenate(list(pool.map(lambda random: block(random, size), randoms)), axis=2)
    return seen.mean(axis=2), seen.std(axis=2, ddof=1)
