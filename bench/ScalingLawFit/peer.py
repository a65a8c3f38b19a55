"""The scipy side of the paired run: fits Chinchilla's form as careful Python does. Answers lines on stdin with one line each.

fit N    N fits: a 16x16 grid of exponents, non-negative least squares for the coefficients at each, the best polished by trust-exact
boot N   N warm bootstrap refits: trust-exact from the fit
recipe   the published recipe: 4,500 starts of BFGS on ln A, ln B, ln E, alpha, beta (Hoffmann et al. 2022, section 3.3)
Each answer is: CPU seconds, cost."""
import itertools
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np
from scipy.optimize import minimize, nnls

np.seterr(all="ignore")   # some of the 4,500 starts overflow on their way
DELTA = 1e-3
N, D, L = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1, usecols=(0, 1, 3)).T
keep = np.argsort(-L)[5:]
n, d, l = np.log(N[keep]), np.log(D[keep]), np.log(L[keep])
n0, d0 = n.mean(), d.mean()
n, d = n - n0, d - d0


def parts(x):
    e, a, b, alpha, beta = x
    terms = np.exp(np.stack([np.full_like(n, e), a - alpha * n, b - beta * d]))
    return terms, terms.sum(0)


JACOBIAN = np.zeros((3, 5, len(n)))   # of ln(term) by parameter
JACOBIAN[0, 0] = JACOBIAN[1, 1] = JACOBIAN[2, 2] = 1
JACOBIAN[1, 3], JACOBIAN[2, 4] = -n, -d


def value(x, w):
    r = np.abs(np.log(parts(x)[1]) - l)
    return np.sum(w * np.where(r <= DELTA, 0.5 * r * r, DELTA * (r - 0.5 * DELTA)))


def gradient(x, w):
    terms, total = parts(x)
    p = terms / total
    j = np.einsum("kn,kpn->pn", p, JACOBIAN)
    return j @ (w * np.clip(np.log(total) - l, -DELTA, DELTA))


def hessian(x, w):
    terms, total = parts(x)
    p = terms / total
    j = np.einsum("kn,kpn->pn", p, JACOBIAN)
    r = np.log(total) - l
    psi = w * np.clip(r, -DELTA, DELTA)
    h = (j * (w * (np.abs(r) <= DELTA))) @ j.T
    return h + np.einsum("kn,kpn,kqn->pq", p * psi, JACOBIAN, JACOBIAN) - (j * psi) @ j.T


ONES = np.ones_like(n)
GRID = np.linspace(0.05, 1.5, 16)


def polish(x, w):
    return minimize(value, x, args=(w,), jac=gradient, hess=hessian, method="trust-exact", options={"gtol": 1e-9, "maxiter": 300})


def fit():
    best, at = np.inf, None
    scale = np.exp(-l)
    for alpha, beta in itertools.product(GRID, GRID):
        columns = np.stack([scale, np.exp(-alpha * n) * scale, np.exp(-beta * d) * scale], 1)
        c, _ = nnls(columns, ONES)
        if np.all(c > 0):
            x = np.concatenate([np.log(c), [alpha, beta]])
            cost = value(x, ONES)
            if cost < best:
                best, at = cost, x
    return polish(at, ONES)


def recipe():
    best = np.inf
    for start in itertools.product(np.arange(-1, 1.5, 0.5), np.arange(0, 30, 5), np.arange(0, 30, 5), np.arange(0, 2.5, 0.5), np.arange(0, 2.5, 0.5)):
        e, a, b, alpha, beta = start
        x = np.array([e, a - alpha * n0, b - beta * d0, alpha, beta])
        result = minimize(value, x, args=(ONES,), jac=gradient, method="BFGS")
        best = min(best, result.fun)
    return best


WARM = fit()
random = np.random.default_rng(1)
for line in sys.stdin:
    command, *count = line.split()
    start, cost = time.process_time(), 0
    for _ in range(int(count[0]) if count else 1):
        if command == "fit":
            cost = fit().fun
        elif command == "boot":
            w = np.bincount(random.integers(len(n), size=len(n)), minlength=len(n)).astype(float)
            cost = polish(WARM.x, w).fun
        else:
            cost = recipe()
    print(time.process_time() - start, repr(float(cost)), flush=True)
