"""The workloads' numbers, in one place. Nothing is imported here: workload E counts every import."""

SEED = 20240611

# A, A2_1, A2_32 and E: a two-layer linear network, p inputs, k outputs, width l, n samples.
SMALL = dict(p=5, k=2, l=10, n=1000, trajectories=4096, steps=2000, every=20, eta=0.01, delta=4.0, beta=1.0, start=0.5)
# The batch whose label noise the flow A carries: J = eta (b - H W1 W2) + eta sqrt(delta / BATCH) L N.
BATCH = {"A": 1, "E": 1, "A2_1": 1, "A2_32": 32}

# B: one large network, full-batch gradient descent with label noise.
LARGE = dict(p=200, k=1, l=300, n=1000, steps=2000, every=50, eta=0.1, delta=1.0, beta=200**-0.5, start=300**-0.5)

# C: the eigenvalue process; paths start at 0.5, 1, ..., 4.
EIGENVALUES = dict(d=8, paths=16384, steps=5000, every=50, dt=1e-3, a=0.05, s=0.1, eps=1e-3)

# D_1, D_16, D_128: a ReLU network with biases on classes, by SGD with weight decay in single precision. d inputs; samples x =
# separation u_c + z / sqrt(d) around uniform directions u_c; ranks count singular values above threshold times the largest.
DEEP = dict(d=784, widths=(512, 512, 512), classes=10, n=10000, separation=3.0, decay=1e-3, every=500, threshold=1e-3)
DEEP_RUNS = {
    "D_1": dict(batch=1, steps=5000, eta=0.002), "D_16": dict(batch=16, steps=2000, eta=0.02),
    "D_128": dict(batch=128, steps=1000, eta=0.05)}

# E: so many steps of A.
PROCESS_STEPS = 10
