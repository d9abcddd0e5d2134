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

E. As A, for ten steps of one trajectory.
"""

import json
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent / "peers"))
from inputs import inputs, moments  # noqa: E402
from workloads import BATCH, EIGENVALUES, LARGE, PROCESS_STEPS, SMALL  # noqa: E402

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


def predictions(file):
    """All of them, from the file if it was made from the same numbers, else computed (half a minute) and kept there."""
    mark = json.dumps([SMALL, LARGE, EIGENVALUES, BATCH, Path(__file__).stat().st_size], sort_keys=True)
    if file.exists():
        kept = json.loads(file.read_text())
        if kept["mark"] == mark:
            return kept
    made = dict(mark=mark, B=large(), C=eigenvalues(), **{w: small(w) for w in ("A", "A2_1")}, A2_32=small("A2_32", 256))
    made["E"] = made["A"]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(made, default=float))
    return made


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
    made = predictions(here)
    for workload in ("A", "A2_1", "A2_32"):
        one = made[workload]
        end = SMALL["steps"] * SMALL["eta"]
        mean, error, deviation = one["fall"][-1]
        error = (error**2 + deviation**2 / SMALL["trajectories"]) ** 0.5
        print(f"{workload}: slope {mean / end:.6f} +- {error / end:.6f}, of which the theorem {one['theorem']:.6f}; s7 {one['s7'][0]:.6f} +- {one['s7'][1]:.6f}")
    print("B:", made["B"])
    print("C:", made["C"])
    print("E: log det", made["E"]["start"] + made["E"]["ten"][0], "+-", made["E"]["ten"][2])
