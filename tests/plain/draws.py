"""Draws by address: philox4x32-10, hashes of names, exact quantile functions.

Nothing here is fast; every function says the formula it computes.
"""

import math

import numpy as np
from scipy import special

MASK64 = (1 << 64) - 1
MASK32 = np.uint64(0xFFFFFFFF)


def hash_mix(x):
    """The finaliser of SplitMix64."""
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK64
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK64
    return x ^ (x >> 31)


def hash_text(text):
    """FNV-1a over the UTF-8 bytes, then mixed."""
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8"):
        value = ((value ^ byte) * 0x100000001B3) & MASK64
    return hash_mix(value)


def hash_join(a, b):
    return hash_mix((a * 0x9E3779B97F4A7C15 + b + 0x632BE59BD9B4E019) & MASK64)


def address_hash(assumption, place=0, network=-1):
    return hash_join(hash_join(assumption, place), network + 1)


def philox(counter, key):
    """philox4x32-10. counter: four uint64 arrays holding 32-bit words; key: two ints."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        product0 = np.uint64(0xD2511F53) * c0
        product1 = np.uint64(0xCD9E8D57) * c2
        high0, low0 = product0 >> np.uint64(32), product0 & MASK32
        high1, low1 = product1 >> np.uint64(32), product1 & MASK32
        c0, c1, c2, c3 = (high1 ^ c1 ^ np.uint64(k0), low1, high0 ^ c3 ^ np.uint64(k1), low0)
        k0 = (k0 + 0x9E3779B9) & 0xFFFFFFFF
        k1 = (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c0, c1, c2, c3


def uniforms(seed, address, year, trials):
    """u in (0,1) for trials 0 .. trials - 1 at one address; year is 0 if the draw has no year."""
    pair = np.arange((trials + 1) // 2, dtype=np.uint64)
    low = pair & MASK32
    high = (pair >> np.uint64(32)) | np.uint64(year << 16)
    ones = np.ones(len(pair), dtype=np.uint64)
    counter = (ones * np.uint64(address & 0xFFFFFFFF), ones * np.uint64(address >> 32), low, high)
    w0, w1, w2, w3 = philox(counter, (seed & 0xFFFFFFFF, seed >> 32))
    both = np.empty(2 * len(pair), dtype=np.uint64)
    both[0::2] = w0 | (w1 << np.uint64(32))
    both[1::2] = w2 | (w3 << np.uint64(32))
    upper52 = (both >> np.uint64(12)).astype(np.float64)
    return ((upper52 + 0.5) / 2.0**52)[:trials]


def normal_quantile(u):
    return special.ndtri(u)


def beta_parameters(a):
    if "alpha" in a:
        return a["alpha"], a["beta"]
    mean, variance = a["mean"], a["sd"] ** 2
    size = mean * (1 - mean) / variance - 1
    return mean * size, (1 - mean) * size


def pert_parameters(a):
    span = a["max"] - a["min"]
    return 1 + 4 * (a["mode"] - a["min"]) / span, 1 + 4 * (a["max"] - a["mode"]) / span


def gamma_parameters(a):
    if "shape" in a:
        return a["shape"], a["scale"]
    return (a["mean"] / a["sd"]) ** 2, a["sd"] ** 2 / a["mean"]


def lognormal_parameters(a):
    if "mu" in a:
        return a["mu"], a["sigma"]
    s2 = math.log1p((a["sd"] / a["mean"]) ** 2)
    return math.log(a["mean"]) - s2 / 2, math.sqrt(s2)


def triangular_quantile(a, u):
    lo, mode, hi = a["min"], a["mode"], a["max"]
    rising = lo + np.sqrt(u * (hi - lo) * (mode - lo))
    falling = hi - np.sqrt((1 - u) * (hi - lo) * (hi - mode))
    return np.where(u < (mode - lo) / (hi - lo), rising, falling)


def discrete_quantile(a, u):
    cumulative = np.cumsum(a["probabilities"])
    return np.array(a["values"], dtype=float)[
        np.minimum(np.searchsorted(cumulative, u, side="right"), len(cumulative) - 1)]


DISTRIBUTIONS = ("constant", "normal", "lognormal", "uniform", "triangular", "pert", "beta",
                 "gamma", "discrete")


def quantile(name, a, u):
    if name == "constant":
        return np.full_like(u, a["value"])
    if name == "normal":
        return a["mean"] + a["sd"] * special.ndtri(u)
    if name == "lognormal":
        mu, sigma = lognormal_parameters(a)
        return np.exp(mu + sigma * special.ndtri(u))
    if name == "uniform":
        return a["min"] + (a["max"] - a["min"]) * u
    if name == "triangular":
        return triangular_quantile(a, u)
    if name == "pert":
        alpha, beta = pert_parameters(a)
        return a["min"] + (a["max"] - a["min"]) * special.betaincinv(alpha, beta, u)
    if name == "beta":
        return special.betaincinv(*beta_parameters(a), u)
    if name == "gamma":
        shape, scale = gamma_parameters(a)
        return scale * special.gammaincinv(shape, u)
    if name == "discrete":
        return discrete_quantile(a, u)
    raise ValueError(f"unknown distribution {name}")


def mean(name, a):
    if name == "constant":
        return float(a["value"])
    if name == "normal":
        return float(a["mean"])
    if name == "lognormal":
        mu, sigma = lognormal_parameters(a)
        return math.exp(mu + sigma**2 / 2)
    if name == "uniform":
        return (a["min"] + a["max"]) / 2
    if name == "triangular":
        return (a["min"] + a["mode"] + a["max"]) / 3
    if name == "pert":
        return (a["min"] + 4 * a["mode"] + a["max"]) / 6
    if name == "beta":
        alpha, beta = beta_parameters(a)
        return alpha / (alpha + beta)
    if name == "gamma":
        shape, scale = gamma_parameters(a)
        return shape * scale
    if name == "discrete":
        return float(np.dot(a["values"], a["probabilities"]))
    raise ValueError(f"unknown distribution {name}")
