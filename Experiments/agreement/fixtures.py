"""Writes the references that rankfall's tests read: a 12-16-16-4 network, 200 steps, in both precisions, without and with
momentum.

    .build/peers/bin/python Experiments/agreement/fixtures.py Tests/LaboratoryTests/Fixtures/networks
"""

import sys
from pathlib import Path

import numpy as np
import torch
from train import train

SEED = 20261121
SIZES = (12, 16, 16, 4)
SAMPLES, BATCH, STEPS = 96, 8, 200


def start():
    """Four Gaussian classes, He's weights, small biases and batches drawn with replacement; all numbers are floats."""
    random = np.random.default_rng(SEED)

    def floats(values):
        return values.astype(np.float32).astype(np.float64)

    means = random.standard_normal((SIZES[-1], SIZES[0]))
    y = random.integers(0, SIZES[-1], SAMPLES)
    arrays = dict(x=floats(means[y] + random.standard_normal((SAMPLES, SIZES[0]))), y=y)
    for number, (inputs, outputs) in enumerate(zip(SIZES, SIZES[1:])):
        arrays[f"w{number}"] = floats(random.standard_normal((outputs, inputs)) * (2 / inputs) ** 0.5)
        arrays[f"b{number}"] = floats(0.1 * random.standard_normal(outputs))
    return dict(arrays, batches=random.integers(0, SAMPLES, (STEPS, BATCH)))


def main(folder):
    torch.set_num_threads(1)
    for name, settings in {
        "plain": dict(learning_rate=0.1, weight_decay=0.01, momentum=0.0),
        "momentum": dict(learning_rate=0.02, weight_decay=0.01, momentum=0.9),
    }.items():
        ends = {}
        for precision in ("float64", "float32"):
            arrays = dict(start(), **settings)
            for key, value in arrays.items():
                if key[0] in "xwb" and key not in ("batches", "weight_decay"):
                    arrays[key] = value.astype(precision)
            ends[precision] = train(arrays, getattr(torch, precision))
            np.savez(Path(folder) / f"{name}-{precision}.npz", **ends[precision])
        finals = [key for key in ends["float64"] if key.startswith("final_")]
        apart = max(
            np.abs(ends["float64"][key] - ends["float32"][key]).max() / np.abs(ends["float64"][key]).max()
            for key in finals)
        losses = ends["float64"]["losses"]
        print(f"{name}: float32 and float64 end {apart:.1e} apart; losses {losses[:10].mean():.3f} to {losses[-10:].mean():.3f}")


if __name__ == "__main__":
    main(sys.argv[1])
