"""The numpy and scipy side: mean unbiased pass@k with a bootstrap over problems, and Beta-binomial fits, as careful Python does them, on one thread.

stdin: number of groups; all n; all c, group by group, the same problems in each; then a line a run.
Each answer is: CPU seconds of means and intervals, of fits; pass@10 of the first group, lower, upper; its alpha."""
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, digamma, gammaln

groups = int(sys.stdin.readline())
n = np.array(sys.stdin.readline().split(), float).reshape(groups, -1)
c = np.array(sys.stdin.readline().split(), float).reshape(groups, -1)
K, R = (1, 10, 100), 1000


def means(rng):
    values = []
    for k in K:
        few = n - c < k
        left = np.where(few, k, n - c)
        values.append(np.where(few, 1, -np.expm1(gammaln(left + 1) + gammaln(n - k + 1) - gammaln(left - k + 1) - gammaln(n + 1))))
    values = np.stack(values).reshape(len(K) * groups, -1)              # (k and group, problem)
    problems = values.shape[1]
    weights = rng.multinomial(problems, np.full(problems, 1 / problems), size=R).astype(float)   # (resample, problem)
    resampled = weights @ values.T / problems
    return values.mean(1), np.quantile(resampled, [0.025, 0.975], axis=0)


def fit(n, c):
    def negative(x):
        a, b = np.exp(x)
        s = a + b
        common = digamma(s + n) - digamma(s)
        gradient = a * (digamma(a + c) - digamma(a) - common).sum(), b * (digamma(b + n - c) - digamma(b) - common).sum()
        return -(betaln(a + c, b + n - c) - betaln(a, b)).sum(), -np.array(gradient)
    return np.exp(minimize(negative, [0, 1], jac=True, method="BFGS").x)


for line in sys.stdin:
    start = time.process_time()
    mean, ends = means(np.random.default_rng(1))
    middle = time.process_time()
    alphas = [fit(n[g], c[g])[0] for g in range(groups)]
    end = time.process_time()
    print(middle - start, end - middle, mean[groups], ends[0, groups], ends[1, groups], alphas[0], flush=True)
