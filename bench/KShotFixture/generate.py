#!/usr/bin/env python3
"""Writes the fixture of the k-shot loss: cases whose loss and gradient are computed with 60 digits.

    python3 bench/KShotFixture/generate.py > tests/Trainers.Tests/TokenObjectives/k-shot-cases.txt

Logits are float32 numbers, written with nine digits, which name each of them exactly.
A line: k target L t | logits | gradient of L by the logits. t = -k ln(1 - p).
"""
import math
import random
import struct
from decimal import Decimal, getcontext

getcontext().prec = 60
getcontext().Emin, getcontext().Emax = -999999999, 999999999


def float32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def expm1(x):
    """Accurate for small x, too: the exponential loses as many digits as x has zeros."""
    if abs(x) > Decimal("1e-10"):
        return x.exp() - 1
    term, total, n = x, x, 1
    while n < 8:
        n += 1
        term *= x / n
        total += term
    return total


def log1p_negative(p, q):
    """ln(1 - p), from whichever of p and q is the smaller."""
    if p > Decimal("1e-10"):
        return q.ln()
    return -(p + p**2 / 2 + p**3 / 3 + p**4 / 4 + p**5 / 5 + p**6 / 6)


def case(rng, size, odds, k):
    others = [rng.gauss(0, 3) for _ in range(size - 1)]
    top = max(others)
    whole = top + math.log(sum(math.exp(x - top) for x in others))
    target = rng.randrange(size)
    shift = rng.uniform(-5, 5)
    logits = [float32(x + shift) for x in others]
    logits.insert(target, float32(whole + odds + shift))

    powers = [Decimal(z).exp() for z in logits]
    total = sum(powers)
    p, q = powers[target] / total, sum(x for j, x in enumerate(powers) if j != target) / total
    k = Decimal(k)
    t = -k * log1p_negative(p, q)
    failed = (-t).exp()  # q^k
    if failed < Decimal("1e-10"):
        loss = failed + failed**2 / 2 + failed**3 / 3 + failed**4 / 4 + failed**5 / 5 + failed**6 / 6
    else:
        loss = -(-expm1(-t)).ln()
    w = k * p / (q * expm1(t))
    gradient = [w * x / total for x in powers]
    gradient[target] = -w * q

    def written(x):
        return "0" if abs(x) < Decimal("1e-60") else f"{x:.11e}"

    head = f"{float(k)!r} {target} {written(loss)} {written(t)}"
    return f"{head} | {' '.join(f'{z:.9g}' for z in logits)} | {' '.join(written(g) for g in gradient)}"


def main():
    rng = random.Random(20250216)
    for size, count in ((2, 48), (5, 48), (40, 32), (300, 24)):
        for i in range(count):
            if i % 2 == 0:  # p from 1e-30 to 1/2
                p = math.exp(rng.uniform(math.log(1e-30), math.log(0.5)))
                odds = math.log(p) - math.log1p(-p)
            else:  # 1 - p from 1e-14 to 1/2
                q = math.exp(rng.uniform(math.log(1e-14), math.log(0.5)))
                odds = math.log1p(-q) - math.log(q)
            most = 1e4
            if i % 2 == 1 and i % 16 != 1:  # a loss above 1e-35, which float32 can hold
                most = min(most, max(1.01, -80 / math.log(q)))
            k = math.exp(rng.uniform(0, math.log(most)))
            if i % 8 == 2:  # around t = 0.01 and ln 2, where the formulas change, wherever p lets k be in range
                p = math.exp(rng.uniform(math.log(1e-4), math.log(0.3)))
                odds = math.log(p) - math.log1p(-p)
                k = max(1, rng.choice((0.0099, 0.0101, 0.69, 0.7)) / -math.log1p(-p))
            if i % 8 >= 6:
                k = rng.choice((1, 2, 8, 64, 1e4) if i % 2 == 0 else (1, 2, 3))
            print(case(rng, size, odds, k))


if __name__ == "__main__":
    main()
