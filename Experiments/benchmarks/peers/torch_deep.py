"""Workloads D with PyTorch: SGD with weight decay on a ReLU network, batches drawn with replacement, single precision.

`torch` writes the gradient out, so that a layer's weights are read and written once by `addmm_`; `torch.autograd` is what one
would write first, modules with `torch.optim.SGD`; `torch.compile` compiles the written-out step.
"""

import stopwatch
import torch
from torch.nn.functional import cross_entropy, one_hot

torch.set_num_threads(stopwatch.THREADS)


def observed(job, weights):
    """Rank and s_1 of each layer."""
    rows = []
    for weight in weights:
        s = torch.linalg.svdvals(weight)
        rows.append([int((s > job.threshold * s[0]).sum()), s[0].item()])
    return rows


def run(job, weights, biases, advance):
    """Spectra at every record, and the layers at the end. `advance` makes one step of the samples it is given."""
    spectra = [observed(job, weights)]
    batches = torch.randint(job.n, (job.steps, job.batch))
    for t in range(job.steps):
        advance(batches[t])
        if (t + 1) % job.every == 0:
            spectra.append(observed(job, weights))
    return spectra, [(weight.numpy().copy(), bias.numpy().copy()) for weight, bias in zip(weights, biases)]


def written_out(compiled):
    def prepare(job):
        X, labels = torch.from_numpy(job.X), one_hot(torch.from_numpy(job.y), job.classes).float()
        keep, pull = 1 - job.eta * job.decay, -job.eta / job.batch

        def step(x, y, weights, biases):
            seen = [x]
            for weight, bias in zip(weights[:-1], biases[:-1]):
                seen.append(torch.relu(torch.addmm(bias, seen[-1], weight.mT)))
            error = torch.softmax(torch.addmm(biases[-1], seen[-1], weights[-1].mT), 1) - y
            for number in reversed(range(len(weights))):
                below = (error @ weights[number]) * (seen[number] > 0) if number else None
                weights[number].addmm_(error.mT, seen[number], beta=keep, alpha=pull)
                biases[number].mul_(keep).add_(error.sum(0), alpha=pull)
                error = below

        if compiled:
            step = torch.compile(step)

        @torch.no_grad()
        def simulate():
            weights = [torch.from_numpy(weight).clone() for weight, _ in job.layers]
            biases = [torch.from_numpy(bias).clone() for _, bias in job.layers]
            return run(job, weights, biases, lambda chosen: step(X[chosen], labels[chosen], weights, biases))

        return simulate

    return prepare


def autograd(job):
    X, y = torch.from_numpy(job.X), torch.from_numpy(job.y)

    def simulate():
        modules = []
        for weight, bias in job.layers:
            linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(weight))
                linear.bias.copy_(torch.from_numpy(bias))
            modules += [linear, torch.nn.ReLU()]
        network = torch.nn.Sequential(*modules[:-1])
        sgd = torch.optim.SGD(network.parameters(), lr=job.eta, weight_decay=job.decay, fused=True)

        def advance(chosen):
            sgd.zero_grad()
            cross_entropy(network(X[chosen]), y[chosen]).backward()
            sgd.step()

        linears = [module for module in network if isinstance(module, torch.nn.Linear)]
        return run(
            job, [linear.weight.detach() for linear in linears], [linear.bias.detach() for linear in linears], advance)

    return simulate


if __name__ == "__main__":
    workloads = ("D_1", "D_16", "D_128")
    stopwatch.main({
        name: dict.fromkeys(workloads, prepare)
        for name, prepare in (
            ("torch", written_out(False)), ("torch.compile", written_out(True)), ("torch.autograd", autograd))})
