"""What each workload's metric must be, by routes that share nothing with the programs they judge.

A, A2. One step is theta <- (I + A(R)) theta, so log det(theta theta^T) moves by 2 log|det(I - R^T R)| exactly (3.1). Its
mean splits into -2 E|R|^2, which is closed in theta, and a small rest, which a reference ensemble samples:

    E|R|^2 = eta^2 (|M|^2 + k eta_noise),   M = b - H W,   label noise: k delta tr(H) / B,
    and for batches also (mean |x|^2 |r|^2 - |M|^2) / B.

-2 k eta delta tr(H) / B a unit of time is the theorem's slope; the term of |M|^2 is the bias of a step of finite length
(3.6). No determinant and no spectrum of theta is needed, and the reference ensemble draws its own noise.

B. Full-batch label noise depends on the data through H, b and a Gaussian H^(1/2) N / sqrt(n) only: a reference ensemble
of 16 runs in that reduced form gives mean and deviation of s_1 and s_200.

C. E tr grows by 1 + dt (s^2 (d + 1) - a) a step exactly; E sum log falls by a d + s^2 d (d + 1) a unit of time up to what
eps and dt change, for which 0.5 % is allowed beside the sampling error.

D. The gradient of softmax's cross-entropy sums to zero over the classes, so the head's row sums 1^T W shrink by
1 - eta decay a step and do nothing else: `head` is known exactly, up to single precision. A reference ensemble of 8 runs
gives mean and deviation of the loss, of each s_1 and of each rank; it is in single precision too, whose roundings are a
thousand times smaller than what the batches do.

E. As A, for ten steps of one trajectory.
"""

import json
import sys
from pathlib import Path

import numpy as np
from scipy.linalg.blas import sgemm

sys.path.insert(0, str(Path(__file__).resolve().parent / "peers"))
from inputs import inputs, moments  # noqa: E402
from workloads import BATCH, DEEP, DEEP_RUNS, EIGENVALUES, LARGE, PROCESS_STEPS, SMALL  # noqa: E402

# A right program is called wrong once in two million times.
SIGMAS = 5.0


def small(workload, trajectories=1024):
    """At every record: expected fall of log det, its error, the deviation of one trajectory; and s_7's mean at the end."""
    arrays = inputs(workload)
    X, Y, theta0 = arrays["X"], arrays["Y"], arrays["theta0"]
    eta, delta, k, n, every = (SMALL[name] for name in ("eta", "delta", "k", "n", "every"))
    H, L, b = moments(X, Y)
    fourth = np.einsum("n,ni,nj->ij", (X**2).sum(1), X, X) / n
    batch, flow = BATCH[workload], workload in ("A", "E")
    random = np.random.default_rng([7, len(workload), batch])
    theta = np.broadcast_to(theta0, (trajectories, *theta0.shape)).copy()
    expected, fall = np.zeros(trajectories), np.zeros(trajectories)
    rows = [[0.0, 0.0, 0.0]]
    for t in range(1, SMALL["steps"] + 1):
        W1, W2 = theta[:, :5], theta[:, 5:]
        W = W1 @ W2.transpose(0, 2, 1)
        M = b - H @ W
        size = (M**2).sum((1, 2)) + k * delta * np.trace(H) / batch
        if flow:
            R = eta * M + eta * (delta / batch) ** 0.5 * (L @ random.standard_normal(M.shape))
        else:
            away = arrays["beta"] - W
            size += ((away * (fourth @ away)).sum((1, 2)) - (M**2).sum((1, 2))) / batch
            chosen = random.integers(0, n, (trajectories, batch))
            x = X[chosen]
            residual = Y[chosen] + delta**0.5 * random.standard_normal((trajectories, batch, k)) - x @ W
            R = eta / batch * (x.transpose(0, 2, 1) @ residual)
        change = 2 * np.log(np.abs(np.linalg.det(np.eye(k) - R.transpose(0, 2, 1) @ R)))
        fall += change
        expected += -2 * eta**2 * size + (change + 2 * (R**2).sum((1, 2)))
        theta = theta + np.concatenate([R @ W2, R.transpose(0, 2, 1) @ W1], axis=1)
        if t % every == 0 or t == PROCESS_STEPS:
            rows.append([expected.mean(), expected.std(ddof=1) / trajectories**0.5, fall.std(ddof=1)])
            if t == PROCESS_STEPS:
                ten = rows.pop()
    smallest = np.linalg.svd(theta, compute_uv=False)[:, -1]
    return dict(
        start=float(2 * np.log(np.linalg.svd(theta0, compute_uv=False)).sum()), fall=rows, ten=ten,
        theorem=-2 * k * eta * delta * float(np.trace(H)) / batch,
        s7=[smallest.mean(), smallest.std(ddof=1) * (1 / trajectories + 1 / SMALL["trajectories"]) ** 0.5])


def large(runs=16):
    """Mean and deviation of s_1 and s_200 of one run at the end."""
    arrays = inputs("B")
    p, n, eta = LARGE["p"], LARGE["n"], LARGE["eta"]
    H, L, b = moments(arrays["X"], arrays["Y"][:, 0])
    random = np.random.default_rng(11)
    ends = []
    for _ in range(runs):
        W1, w2 = arrays["theta0"][:p].copy(), arrays["theta0"][p].copy()
        for _ in range(LARGE["steps"]):
            force = eta * (b - H @ (W1 @ w2) + (LARGE["delta"] / n) ** 0.5 * (L @ random.standard_normal(p)))
            pull = force @ W1
            W1 += np.outer(force, w2)
            w2 += pull
        s = np.linalg.svd(W1, compute_uv=False)
        ends.append([s[0], s[-1]])
    ends = np.array(ends)
    return dict(mean=list(ends.mean(0)), deviation=list(ends.std(0, ddof=1)), runs=runs)


def eigenvalues():
    """The laws of trace and sum of logarithms, and the sampling errors, to first order in the noise."""
    d, a, s, dt, steps, paths = (EIGENVALUES[name] for name in ("d", "a", "s", "dt", "steps", "paths"))
    end = steps * dt
    start = inputs("C")["start"]
    # d<sum log> = 8 s^2 d dt exactly; d<tr> = 8 s^2 sum l^2 dt <= 8 s^2 tr^2 dt, taken at twice the start's sum of squares.
    trace = start.sum() * (1 + dt * (s**2 * (d + 1) - a)) ** steps
    return dict(
        slope=-(a * d + s**2 * d * (d + 1)), slope_error=(8 * s**2 * d / end / paths) ** 0.5,
        trace=trace, trace_error=(8 * s**2 * end * 2 * (start**2).sum() / paths) ** 0.5)


def deep(workload, runs=8):
    """Mean and deviation of one run's loss, largest singular values and ranks at the end; and what the head keeps."""
    arrays, numbers = inputs(workload), DEEP | DEEP_RUNS[workload]
    batch, eta, decay = (numbers[name] for name in ("batch", "eta", "decay"))
    X, y = arrays["X"], arrays["y"]
    random = np.random.default_rng([13, batch])
    ends = []
    for _ in range(runs):
        W = [arrays[f"w{i}"].copy() for i in range(4)]
        b = [arrays[f"b{i}"].copy() for i in range(4)]
        for _ in range(numbers["steps"]):
            chosen = random.integers(0, len(X), batch)
            seen, error = answers(W, b, X[chosen], y[chosen])
            for i in (3, 2, 1, 0):
                below = (error @ W[i]) * (seen[i] > 0)
                b[i] -= eta * (error.mean(0) + decay * b[i])
                # W[i] <- (1 - eta decay) W[i] - (eta / batch) error^T seen, in place: its transpose is in BLAS's order.
                sgemm(-eta / batch, seen[i], error, 1 - eta * decay, W[i].T, trans_a=True, overwrite_c=True)
                error = below
        _, error = answers(W, b, X, y)
        values = dict(loss=-np.log1p(error[np.arange(len(X)), y]).mean())
        for i in range(4):
            s = np.linalg.svd(W[i], compute_uv=False)
            values |= {f"s1_{i + 1}": s[0], f"rank_{i + 1}": (s > numbers["threshold"] * s[0]).sum()}
        ends.append(values)
    known = {name: [one[name] for one in ends] for name in ends[0]}
    return dict(
        runs=runs, head=(1 - eta * decay) ** numbers["steps"],
        ends={name: [np.mean(seen), np.std(seen, ddof=1)] for name, seen in known.items()})


def answers(W, b, x, y):
    """What enters each layer, and softmax(scores) - onehot(y)."""
    seen = [x]
    for weights, biases in zip(W[:-1], b[:-1]):
        seen.append(np.maximum(seen[-1] @ weights.T + biases, 0))
    scores = seen[-1] @ W[-1].T + b[-1]
    error = np.exp(scores - scores.max(1, keepdims=True))
    error /= error.sum(1, keepdims=True)
    error[np.arange(len(y)), y] -= 1
    return seen, error


def predictions(file, workloads):
    """Those of the workloads, from the file if it was made from the same numbers, else computed and kept there.

    Half a minute for all but D, whose reference networks take a few minutes.
    """
    numbers = [SMALL, LARGE, EIGENVALUES, BATCH, DEEP, DEEP_RUNS]
    mark = json.dumps([*numbers, Path(__file__).stat().st_size], sort_keys=True)
    makers = dict(
        A=lambda: small("A"), A2_1=lambda: small("A2_1"), A2_32=lambda: small("A2_32", 256), B=large, C=eigenvalues,
        E=lambda: known.get("A") or small("A"))
    for name in DEEP_RUNS:
        makers[name] = lambda name=name: deep(name)
    known = json.loads(file.read_text()) if file.exists() else {}
    if known.get("mark") != mark:
        known = dict(mark=mark)
    for name in workloads:
        if name not in known:
            print(f"theory: {name}", file=sys.stderr, flush=True)
            known[name] = json.loads(json.dumps(makers[name](), default=float))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(known))
    return known


def judge(workload, metric, theory):
    """What is wrong with a metric such as "slope=-0.83;s7=0.02", or None. A bare number is a slope, or E's log det."""
    try:
        values = {}
        for part in metric.split(";"):
            name, _, value = part.rpartition("=")
            values[name or ("logdet" if workload == "E" else "slope")] = float(value)
    except ValueError:
        return f"cannot read the metric {metric}"
    steps = int(values.pop("scaled", 0)) or None
    expected = {}
    known = theory[workload]
    if workload == "B":
        if steps in (None, LARGE["steps"]):
            for place, name in enumerate(("s1", "s200")):
                error = known["deviation"][place] * (1 + 1 / known["runs"]) ** 0.5
                # A deviation from 16 runs is itself uncertain by a sixth.
                expected[name] = (known["mean"][place], 1.5 * SIGMAS * error)
    elif workload == "C":
        if steps in (None, EIGENVALUES["steps"]):
            expected["slope"] = (known["slope"], SIGMAS * known["slope_error"] + 0.005 * abs(known["slope"]))
            expected["trace"] = (known["trace"], SIGMAS * known["trace_error"])
    elif workload in DEEP_RUNS:
        full = DEEP_RUNS[workload]["steps"]
        # 1 - eta decay is rounded to single precision once, and what it multiplies in every step.
        expected["head"] = (known["head"] ** ((steps or full) / full), (steps or full) * 2.0**-24)
        if steps in (None, full):
            for name, (mean, deviation) in known["ends"].items():
                # A rank is a whole number; a deviation from 8 runs is itself uncertain by a fourth.
                deviation = (deviation**2 + (1 / 12 if name.startswith("rank") else 0)) ** 0.5
                expected[name] = (mean, 1.5 * SIGMAS * deviation * (1 + 1 / known["runs"]) ** 0.5)
    elif workload == "E":
        mean, error, deviation = known["ten"]
        expected["logdet"] = (known["start"] + mean, SIGMAS * (error**2 + deviation**2) ** 0.5)
    else:
        steps = steps or SMALL["steps"]
        mean, error, deviation = known["fall"][steps // SMALL["every"]]
        end = steps * SMALL["eta"]
        error = (error**2 + deviation**2 / SMALL["trajectories"]) ** 0.5
        expected["slope"] = (mean / end, SIGMAS * error / end)
        if steps == SMALL["steps"]:
            expected["s7"] = (known["s7"][0], SIGMAS * known["s7"][1])
    seen = {name: values[name] for name in expected if name in values}
    if not seen and expected:
        return f"the metric {metric} has none of {', '.join(expected)}"
    for name, value in seen.items():
        centre, allowed = expected[name]
        if not abs(value - centre) <= allowed:
            return f"{name} is {value:.6g}, and theory asks for {centre:.6g} +- {allowed:.2g}"
    return None


if __name__ == "__main__":
    here = Path(__file__).resolve().parents[2] / ".build/benchmarks/theory.json"
    made = predictions(here, ["A", "A2_1", "A2_32", "B", "C", "E", *DEEP_RUNS])
    for workload in ("A", "A2_1", "A2_32"):
        one = made[workload]
        end = SMALL["steps"] * SMALL["eta"]
        mean, error, deviation = one["fall"][-1]
        error = (error**2 + deviation**2 / SMALL["trajectories"]) ** 0.5
        print(f"{workload}: slope {mean / end:.6f} +- {error / end:.6f}, of which the theorem {one['theorem']:.6f}; s7 {one['s7'][0]:.6f} +- {one['s7'][1]:.6f}")
    print("B:", made["B"])
    print("C:", made["C"])
    for workload in DEEP_RUNS:
        print(f"{workload}:", made[workload])
    print("E: log det", made["E"]["start"] + made["E"]["ten"][0], "+-", made["E"]["ten"][2])
