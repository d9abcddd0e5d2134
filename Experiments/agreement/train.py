"""Trains a ReLU network with PyTorch exactly as a file says: the reference that rankfall's engine must agree with.

    .build/peers/bin/python Experiments/agreement/train.py start.npz trained.npz
    .build/peers/bin/python Experiments/agreement/train.py start.npz trained.npz --precision float32

What the file holds, and what is added to it, is in README.md. Nothing here is drawn: the same file gives the same weights
up to the order in which one machine's products are summed.
"""

import argparse
import os

# One thread: sums are then taken in one order.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np  # noqa: E402
import torch  # noqa: E402


def network(arrays, precision):
    """Linear layers with ReLU between them, from w0, b0, w1, b1, ...; a layer without b has no bias."""
    layers = []
    while f"w{len(layers)}" in arrays:
        number = len(layers)
        weights, biases = arrays[f"w{number}"], arrays.get(f"b{number}")
        layer = torch.nn.Linear(weights.shape[1], weights.shape[0], bias=biases is not None, dtype=precision)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weights))
            if biases is not None:
                layer.bias.copy_(torch.from_numpy(biases))
        layers.append(layer)
    return layers


def forward(layers, x):
    for layer in layers[:-1]:
        x = torch.relu(layer(x))
    return layers[-1](x)


def train(arrays, precision):
    """The arrays, with final_w0, final_b0, ... and the loss of each step's batch before the step."""
    layers = network(arrays, precision)
    x = torch.from_numpy(arrays["x"]).to(precision)
    y = torch.from_numpy(arrays["y"].astype(np.int64))
    parameters = [parameter for layer in layers for parameter in layer.parameters()]
    sgd = torch.optim.SGD(
        parameters, lr=float(arrays["learning_rate"]), momentum=float(arrays["momentum"]),
        weight_decay=float(arrays["weight_decay"]))
    losses = []
    for batch in torch.from_numpy(arrays["batches"].astype(np.int64)):
        sgd.zero_grad()
        loss = torch.nn.functional.cross_entropy(forward(layers, x[batch]), y[batch])
        loss.backward()
        sgd.step()
        losses.append(loss.item())
    trained = dict(arrays, losses=np.array(losses))
    for number, layer in enumerate(layers):
        trained[f"final_w{number}"] = layer.weight.detach().numpy().copy()
        if layer.bias is not None:
            trained[f"final_b{number}"] = layer.bias.detach().numpy().copy()
    return trained


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("start", help="the .npz file of start and batches")
    parser.add_argument("trained", help="the .npz file to write")
    parser.add_argument("--precision", choices=["float32", "float64"], default="float64")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    with np.load(chosen.start) as file:
        arrays = {name: file[name] for name in file.files if not name.startswith("final_")}
    np.savez(chosen.trained, **train(arrays, getattr(torch, chosen.precision)))


if __name__ == "__main__":
    main()
