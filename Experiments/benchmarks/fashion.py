"""Fashion-MNIST by PyTorch, with the settings of Notes/fashion-mnist.md: what it reaches, in what time, and its ranks.

    .build/peers/bin/python Experiments/benchmarks/fashion.py [folder of the IDX files] [--epochs 10]
"""

import argparse
import gzip
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy


def read(folder, part):
    """Pixels, a row an image, and classes of the train or t10k part."""
    with gzip.open(folder / f"{part}-images-idx3-ubyte.gz") as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 784)
    with gzip.open(folder / f"{part}-labels-idx1-ubyte.gz") as file:
        return images.astype(np.float32), np.frombuffer(file.read(), np.uint8, offset=8).astype(np.int64)


@torch.no_grad()
def seen(network, X, y):
    """Mean loss and share of right answers."""
    scores = torch.cat([network(part) for part in X.split(256)])
    return cross_entropy(scores, y).item(), (scores.argmax(1) == y).float().mean().item()


@torch.no_grad()
def ranks(network, threshold):
    """How many singular values of each weight exceed the threshold times the largest."""
    values = [torch.linalg.svdvals(part.weight) for part in network if isinstance(part, torch.nn.Linear)]
    return [int((s > threshold * s[0]).sum()) for s in values]


parser = argparse.ArgumentParser()
parser.add_argument("folder", nargs="?", type=Path, default=Path("/usr/share/datasets/fashion-mnist"))
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--batch", type=int, default=64)
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--wd", type=float, default=1e-3)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--threads", type=int, default=2)
asked = parser.parse_args()
torch.set_num_threads(asked.threads)
torch.manual_seed(asked.seed)

X, y = read(asked.folder, "train")
X_test, y_test = read(asked.folder, "t10k")
mean, deviation = X.mean(dtype=np.float64), X.std(dtype=np.float64)
X, X_test = (torch.from_numpy(((part - mean) / deviation).astype(np.float32)) for part in (X, X_test))
y, y_test = torch.from_numpy(y), torch.from_numpy(y_test)

widths, parts = (784, 512, 512, 512, 10), []
for inputs, outputs in zip(widths, widths[1:]):
    linear = torch.nn.Linear(inputs, outputs)
    torch.nn.init.normal_(linear.weight, std=(2 / inputs) ** 0.5)
    torch.nn.init.zeros_(linear.bias)
    parts += [linear, torch.nn.ReLU()]
network = torch.nn.Sequential(*parts[:-1])
sgd = torch.optim.SGD(network.parameters(), lr=asked.lr, weight_decay=asked.wd, fused=True)

begin = time.perf_counter()
for epoch in range(asked.epochs + 1):
    if epoch:
        for chosen in torch.randperm(len(X)).split(asked.batch):
            sgd.zero_grad()
            cross_entropy(network(X[chosen]), y[chosen]).backward()
            sgd.step()
    (loss, right), (loss_test, right_test) = seen(network, X, y), seen(network, X_test, y_test)
    print(f"epoch {epoch}: train {loss:.4f} {right:.4f}  test {loss_test:.4f} {right_test:.4f}  "
          f"ranks above 0.01 {ranks(network, 1e-2)}, 0.001 {ranks(network, 1e-3)}", flush=True)
print(f"{time.perf_counter() - begin:.1f} s")
