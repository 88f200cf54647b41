"""The contract: benchmark, luck, gain and loss rule."""

import math

import numpy as np
from scipy import special

import draws
from scenario import number, series


class Contract:
    def __init__(self, node, salt, lines):
        node = node or {"kind": "none"}
        self.salt = salt
        self.kind = node.get("kind", "none")
        self.holder = node.get("holder", "network")
        self.scope = node.get("scope") or [line.name for line in lines]
        benchmark = node.get("benchmark", {})
        self.method = benchmark.get("method", "trend")
        self.frozen = benchmark.get("scope_share", "yearly") == "base"

        def read(part, path, key, default):
            return series(part.get(key), f"{path}.{key}", default, salt)
        self.discount = read(benchmark, "contract.benchmark", "discount", 0.0)
        self.blend = read(benchmark, "contract.benchmark", "blend", 0.0)
        self.years = int(number(benchmark.get("years", 3)))
        weights = benchmark.get("weights", [1.0] * self.years)
        self.weights = [number(w) for w in weights]  # newest first
        self.rebase = int(number(benchmark.get("rebase", self.years)))
        self.pooled = node.get("pooled", False)
        luck = node.get("luck", {})
        self.cv_person = read(luck, "contract.luck", "cv_person", 0.0)
        self.shape = luck.get("shape", "lognormal")
        self.truncate_at = read(luck, "contract.luck", "truncate_at", 1.0)
        self.minimum = self._threshold(node, "contract", "minimum_savings_rate")
        self.rate = read(node, "contract", "sharing_rate", 1.0)
        self.first_pound = node.get("first_pound", True)
        self.gain_cap = read(node, "contract", "gain_cap", 1e9)
        self.paid = read(node, "contract", "payment_factor", 1.0)
        quality = node.get("quality", {})
        self.score = read(quality, "contract.quality", "score", 1.0)
        self.gate = read(quality, "contract.quality", "gate", 0.0)
        self.scales = quality.get("scales_gain", False)
        self.lag = int(number(node.get("lag", 0)))
        self.gain_shares, self.loss_shares = (
            {party: number(share) for party, share in
             (node.get(key) or {self.holder: 1.0}).items() if party not in ("source", "note")}
            for key in ("gain_shares", "loss_shares"))
        self.two_sided = node.get("two_sided")
        if self.two_sided is not None:
            side, path = self.two_sided, "contract.two_sided"
            self.minimum_loss = self._threshold(side, path, "minimum_loss_rate")
            self.loss_rate = read(side, path, "rate", 1.0)
            self.inverse = side.get("inverse_to_quality", False)
            self.between = [number(end) for end in side.get("between", (0.0, 1.0))]
            self.loss_cap = read(side, path, "cap", math.inf)
            self.cap_of = side.get("cap_of", "benchmark")
        if self.kind == "full_risk":
            self.lag = 0
            self.gain_shares = self.loss_shares = {self.holder: 1.0}

    def _threshold(self, node, path, key):
        """(what it is in: "rate", "errors" of luck or a "table" by list size, value)"""
        item = node.get(key)
        if isinstance(item, dict) and "z" in item:
            return "errors", series(item["z"], f"{path}.{key}.z", None, self.salt)
        if isinstance(item, dict) and "by_list" in item:
            return "table", sorted((size, number(rate)) for size, rate in item["by_list"].items())
        return "rate", series(item, f"{path}.{key}", 0.0, self.salt)


def rate_by_list(table, size):
    """Linear inside a band, up to its end: the last person before the next size has its rate."""
    if size < table[0][0]:
        return table[0][1]
    for (start, rate), (following, next_rate) in zip(table, table[1:]):
        if size < following:
            return np.interp(size, [start, following - 1], [rate, next_rate])
    return table[-1][1]


def capped_cv(cv, p):
    """sd / mean of a patient's lognormal spend of mean 1, capped at its p quantile."""
    if p >= 1:
        return cv
    s2 = np.log1p(cv**2)
    s, z = np.sqrt(s2), special.ndtri(p)
    cap = np.exp(s * z - s2 / 2)
    first = special.ndtr(z - s) + cap * (1 - p)
    second = np.exp(s2) * special.ndtr(z - 2 * s) + cap**2 * (1 - p)
    return np.sqrt(np.maximum(0, second / first**2 - 1))


def luck_factor(shape, cv, u):
    """Mean 1 and a coefficient of variation, from a uniform."""
    z = draws.normal_quantile(u)
    if shape == "normal":
        return 1 + cv * z
    if shape == "gamma":
        some = np.where(cv > 0, cv, 1.0)
        return np.where(cv > 0, special.gammaincinv(1 / some**2, u) * some**2, 1.0)
    s2 = np.log1p(cv**2)
    return np.exp(np.sqrt(s2) * z - s2 / 2)


def person_cv(contract, world, year, place):
    """By trial, after truncation of patients."""
    cv = contract.cv_person.at(world, year, place)
    p = contract.truncate_at.at(world, year, place)
    return np.array([capped_cv(c, q) for c, q in zip(cv, p)])


class Account:
    """What is settled: a network, or the live networks of a place together; arrays over trials."""

    def __init__(self, contract, world, year, place, list_size, quality):
        self.contract, self.world, self.year, self.place = contract, world, year, place
        self.list_size = np.broadcast_to(list_size, world.trials)
        self.cv = person_cv(contract, world, year, place) / np.sqrt(self.list_size)
        self.quality = quality

    def _draw(self, value):
        return value.at(self.world, self.year, self.place)

    def _minimum(self, threshold):
        form, value = threshold
        if form == "table":
            return np.array([rate_by_list(value, size) for size in self.list_size])
        value = self._draw(value)
        return value * self.cv if form == "errors" else value

    def gain(self, benchmark, saving):
        """G(B, X) with S = B - X."""
        contract = self.contract
        if contract.kind == "full_risk":
            return np.maximum(0, saving)
        minimum = self._minimum(contract.minimum)
        shared = saving if contract.first_pound else saving - minimum * benchmark
        q = self.quality if contract.scales else 1.0
        amount = self._draw(contract.paid) * self._draw(contract.rate) * q * shared
        amount = np.minimum(amount, self._draw(contract.gain_cap) * benchmark)
        earned = ((saving > 0) & (saving >= minimum * benchmark)
                  & (self.quality >= self._draw(contract.gate)))
        return np.where(earned, amount, 0.0)

    def loss(self, benchmark, saving, revenue):
        """(loss, whether its cap binds)"""
        contract, none = self.contract, np.zeros(self.world.trials, dtype=bool)
        if contract.kind == "full_risk":
            return np.maximum(0, -saving), none
        if contract.two_sided is None:
            return np.zeros(self.world.trials), none
        rate = self._draw(contract.loss_rate)
        if contract.inverse:
            rate = 1 - rate * self.quality
        rate = np.clip(rate, *contract.between)
        cap = np.full(self.world.trials, np.inf)
        if "cap" in contract.two_sided:
            cap = self._draw(contract.loss_cap) * (
                revenue if contract.cap_of == "revenue" else benchmark)
        due = (saving < 0) & (saving <= -self._minimum(contract.minimum_loss) * benchmark)
        uncapped = rate * -saving
        return (np.where(due, np.minimum(uncapped, cap), 0.0), due & (uncapped > cap))
