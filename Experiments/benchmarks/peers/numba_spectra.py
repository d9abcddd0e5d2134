"""log det(theta theta^T) and the singular values of 7 x 10 matrices, with numba, sixteen at once.

They lie side by side, so that LLVM vectorises the innermost loops, which halves the cost. By cyclic Jacobi rotations of
theta theta^T, stopped when what lies off the diagonal is below 1e-12 of the trace: then eigenvalues are right to rounding,
1e-16 s_1^2 or so, and s_7 to 1e-9 s_1 as long as s_7 > 1e-7 s_1, which is far off here.
"""

import numba
import numpy as np

KEPT = 16


@numba.njit(fastmath=True)
def keep(theta, kept, place):
    """A transposed theta, (10, 7), to its place among sixteen."""
    for i in range(7):
        for m in range(10):
            kept[i, m, place] = theta[m, i]


@numba.njit(fastmath=True)
def gram_of(theta, gram):
    for i in range(7):
        for j in range(i + 1):
            for v in range(KEPT):
                gram[i, j, v] = 0.0
            for m in range(10):
                for v in range(KEPT):
                    gram[i, j, v] += theta[i, m, v] * theta[j, m, v]


@numba.njit(fastmath=True)
def converged(gram):
    for v in range(KEPT):
        off, trace = 0.0, 0.0
        for i in range(7):
            trace += gram[i, i, v]
            for j in range(i):
                off += gram[i, j, v] * gram[i, j, v]
        if off > 1e-24 * trace * trace:
            return False
    return True


@numba.njit(fastmath=True)
def sweep(gram, c, s):
    # The lower triangle only. A rotation by zero is no exception: 1e-300 keeps the division finite.
    for p in range(6):
        for q in range(p + 1, 7):
            for v in range(KEPT):
                g = gram[q, p, v]
                half = 0.5 * (gram[q, q, v] - gram[p, p, v])
                t = abs(g) / (abs(half) + np.sqrt(half * half + g * g) + 1e-300)
                t = np.copysign(t, half) * np.copysign(1.0, g)
                c[v] = 1.0 / np.sqrt(1.0 + t * t)
                s[v] = t * c[v]
                gram[p, p, v] -= t * g
                gram[q, q, v] += t * g
                gram[q, p, v] = 0.0
            for r in range(p):
                for v in range(KEPT):
                    x, y = gram[p, r, v], gram[q, r, v]
                    gram[p, r, v], gram[q, r, v] = c[v] * x - s[v] * y, s[v] * x + c[v] * y
            for r in range(p + 1, q):
                for v in range(KEPT):
                    x, y = gram[r, p, v], gram[q, r, v]
                    gram[r, p, v], gram[q, r, v] = c[v] * x - s[v] * y, s[v] * x + c[v] * y
            for r in range(q + 1, 7):
                for v in range(KEPT):
                    x, y = gram[r, p, v], gram[r, q, v]
                    gram[r, p, v], gram[r, q, v] = c[v] * x - s[v] * y, s[v] * x + c[v] * y


@numba.njit(fastmath=True)
def observe(theta, gram, seen):
    """theta (7, 10, 16) into seen (up to 16, 8): log det, then singular values from the largest."""
    c, s = np.empty(KEPT), np.empty(KEPT)
    gram_of(theta, gram)
    for _ in range(12):
        if converged(gram):
            break
        sweep(gram, c, s)
    for v in range(len(seen)):
        log_det = 0.0
        for i in range(7):
            # Insertion into descending order.
            value, place = gram[i, i, v], i
            log_det += np.log(value)
            value = np.sqrt(value)
            while place > 0 and seen[v, place] < value:
                seen[v, place + 1] = seen[v, place]
                place -= 1
            seen[v, place + 1] = value
        seen[v, 0] = log_det
