"""Draws by address: philox4x32-10, hashes of names, exact quantile functions.

Nothing here is fast; every function says the formula it computes.
"""

import csv
import functools
import math

import numpy as np
from scipy import optimize, special

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


def discrete_quantile(values, probabilities, u):
    cumulative = np.cumsum(probabilities)
    return values[np.minimum(np.searchsorted(cumulative, u, side="right"), len(cumulative) - 1)]


def weibull_parameters(a):
    """Shape and scale; of a mean and sd by root finding."""
    if "shape" in a:
        return a["shape"], a["scale"]
    ratio = (a["sd"] / a["mean"]) ** 2

    def excess(shape):
        return math.expm1(math.lgamma(1 + 2 / shape) - 2 * math.lgamma(1 + 1 / shape)) - ratio

    shape = optimize.brentq(excess, 0.1, 1000, xtol=1e-14, rtol=1e-14)
    return shape, a["mean"] / math.gamma(1 + 1 / shape)


def student_scale(a):
    return a["scale"] if "scale" in a else a["sd"] * math.sqrt((a["degrees"] - 2) / a["degrees"])


def metalog_quantile(a, u):
    """Keelin 2016, three terms through p10, p50, p90; ends by a logarithm or a logit."""
    low, high = a.get("min"), a.get("max")

    def scaled(x):
        return ((math.log(x - low) if low is not None else x if high is None else 0)
                - (math.log(high - x) if high is not None else 0))

    q10, q50, q90 = scaled(a["p10"]), scaled(a["p50"]), scaled(a["p90"])
    logit = np.log(u) - np.log1p(-u)
    curve = (q50 + (q90 - q10) / (2 * math.log(9)) * logit
             + (q90 + q10 - 2 * q50) / (0.8 * math.log(9)) * (u - 0.5) * logit)
    if low is None:
        return curve if high is None else high - np.exp(-curve)
    return low + np.exp(curve) if high is None else low + (high - low) / (1 + np.exp(-curve))


def samples(a):
    """Values and probabilities of an empirical distribution."""
    if "table" in a:
        with open(a["table"], newline="", encoding="utf-8") as file:
            values = [float(row[a["column"]]) for row in csv.DictReader(file)]
    else:
        values = a["samples"]
    return np.sort(np.array(values, dtype=float))


def remember(function):
    """Keeps the answers; arguments are told apart by their text."""
    known = {}

    @functools.wraps(function)
    def answer(*arguments):
        key = repr(arguments)
        if key not in known:
            known[key] = function(*arguments)
        return known[key]

    return answer


@remember
def probability(name, a, x, or_equal):
    """P(X < x), or P(X <= x); of curves by bisection of the quantile."""
    if name in STEPS:
        values, shares = outcomes(name, a)
        return float(shares[values <= x if or_equal else values < x].sum())
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if quantile(name, a, np.array([middle]))[0] < x:
            low = middle
        else:
            high = middle
    return low


def truncated_quantile(name, a, ends, u):
    low, high = ends.get("min", -math.inf), ends.get("max", math.inf)
    start = probability(name, a, low, False)
    stop = probability(name, a, high, True)
    inside = np.clip(start + (stop - start) * u, 2.0**-60, 1 - 2.0**-53)
    return np.clip(quantile(name, a, inside), low, high)


def outcomes(name, a):
    """Values in ascending order and their probabilities."""
    if name == "bernoulli":
        return np.array([0.0, 1.0]), np.array([1 - a["p"], a["p"]])
    if name == "empirical":
        values = samples(a)
        return values, np.full(len(values), 1 / len(values))
    order = np.argsort(a["values"], kind="stable")
    return np.array(a["values"], dtype=float)[order], np.array(a["probabilities"])[order]


@remember
def integral(name, a):
    """The mean by Gauss-Legendre in pieces of s = ln(u / (1 - u)), from -36 to 36."""
    nodes, weights = np.polynomial.legendre.leggauss(64)
    edges = np.linspace(-36, 36, 721)
    half = (edges[1:] - edges[:-1])[:, None] / 2
    s = ((edges[1:] + edges[:-1])[:, None] / 2 + half * nodes).ravel()
    weight = (half * weights).ravel() / (4 * np.cosh(s / 2) ** 2)
    return float(np.dot(weight, quantile(name, a, special.expit(s))) / weight.sum())


STEPS = ("bernoulli", "discrete", "empirical")
DISTRIBUTIONS = ("constant", "normal", "lognormal", "uniform", "triangular", "pert", "beta",
                 "gamma", "discrete", "weibull", "student_t", "quantiles", "bernoulli", "empirical")


def whole(a):
    """The arguments without the range they are truncated to."""
    return {key: item for key, item in a.items() if key != "truncated"}


def quantile(name, a, u):
    if "truncated" in a:
        return truncated_quantile(name, whole(a), a["truncated"], u)
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
    if name == "weibull":
        shape, scale = weibull_parameters(a)
        return scale * (-np.log1p(-u)) ** (1 / shape)
    if name == "student_t":
        return a["mean"] + student_scale(a) * special.stdtrit(a["degrees"], u)
    if name == "quantiles":
        return metalog_quantile(a, u)
    if name in STEPS:
        return discrete_quantile(*outcomes(name, a), u)
    raise ValueError(f"unknown distribution {name}")


def mean(name, a):
    if "truncated" in a and name in STEPS:
        values, shares = outcomes(name, a)
        ends = a["truncated"]
        kept = (values >= ends.get("min", -math.inf)) & (values <= ends.get("max", math.inf))
        return float(np.dot(values[kept], shares[kept]) / shares[kept].sum())
    if "truncated" in a or name == "quantiles":
        return integral(name, a)
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
    if name == "weibull":
        shape, scale = weibull_parameters(a)
        return scale * math.gamma(1 + 1 / shape)
    if name == "student_t":
        return float(a["mean"])
    if name in STEPS:
        return float(np.dot(*outcomes(name, a)))
    raise ValueError(f"unknown distribution {name}")
