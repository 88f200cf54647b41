"""Care models: their assumptions, the cutting into networks, when each starts, how strong it is."""

import math

import numpy as np

import draws
import scenario
from scenario import series

MIDPOINT_SLACK = 1e-12


class Model:
    """A care model's assumptions; everything it draws may be salted with its name."""

    def __init__(self, name, node, lines):
        self.name = name
        salt = self.salt = name if node.get("own_draws") else None

        def read(group, key, default):
            part = node.get(group, {}) if group else node
            return series(part.get(key), f"{group}.{key}" if group else key, default, salt)
        size = node.get("list_size", {})
        self.target, self.minimum, self.maximum = (
            scenario.number(size.get(key, default)) for key, default in
            (("target", math.inf), ("minimum", 0.0), ("maximum", math.inf)))
        self.coverage = node.get("coverage")
        self.half_life = read("", "half_life", 1.5)
        self.maturity = node.get("maturity")
        self.fidelity = read("", "fidelity", 1.0)
        self.transportability = read("", "transportability", {"beta": {"mean": 0.7, "sd": 0.15}})
        self.lowest = read("intensity", "min", -1.0)
        self.highest = read("intensity", "max", 1.5)
        survival = node.get("survival", {})
        self.hazard = read("survival", "hazard", 0.0)
        self.reference_list = read("survival", "reference_list", 50000.0)
        self.exponent = read("survival", "exponent", 0.0)
        self.fade_half_life = (read("survival", "fade_half_life", None)
                               if "fade_half_life" in survival else self.half_life)
        self.backstop = survival.get("backstop", "commissioner")
        self.level, self.growth, self.lasts = {}, {}, {}
        for line, effect in node.get("effects", {}).items():
            if "level" in effect:
                self.level[line] = series(effect["level"], f"effects.{line}.level", None, salt)
            if "growth" in effect:
                self.growth[line] = series(effect["growth"], f"effects.{line}.growth", None, salt)
                self.lasts[line] = series(effect.get("lasts"), f"effects.{line}.lasts", math.inf,
                                          salt)
        self.shifts = [(shift["from"], shift["to"], shift.get("per", "attempted"))
                       for shift in node.get("shifts", [])]
        self.delivers = node.get("delivers", [])
        self.running = {key: read("running", key, 0.0) for key in
                        ("fixed", "per_head", "set_up", "winding_up", "contribution")}
        self.reinvest = read("reinvestment", "share", 0.0)
        self.boost = read("reinvestment", "boost", 0.0)
        self.half_spend = read("reinvestment", "half_spend", 10.0)
        self.depreciation = read("reinvestment", "depreciation", 0.0)
        self.contract = node.get("contract")
        self.all_lines = [line.name for line in lines]

    def coverage_at(self, year):
        node = self.coverage
        if node is None:
            return 0.0
        if isinstance(node, dict) and "logistic" in node:
            curve = {key: scenario.number(item) for key, item in node["logistic"].items()}
            return (curve.get("ceiling", 1.0)
                    / (1 + math.exp(-curve["speed"] * (year - curve["midpoint"]))))
        if not isinstance(node, dict) or "value" in node:
            return scenario.number(node)
        node = node.get("path", node)
        years = sorted(node)
        return float(np.interp(year, years, [scenario.number(node[y]) for y in years]))

    def maturity_at(self, world, year, place, years_since_start):
        if self.maturity is not None:
            table = self.maturity.get("path", self.maturity)
            keys = sorted(table)
            return np.full(world.trials, np.interp(years_since_start, keys,
                                                   [scenario.number(table[k]) for k in keys]))
        age = years_since_start + 0.5
        return 1 - 2.0 ** (-age / self.half_life.at(world, year, place))


def pack(sizes, model):
    """Practices in file order until the target, not above the maximum; a remainder below the
    minimum joins the last. Returns lists of practice numbers."""
    groups, current, filled = [], [], 0.0
    for i, size in enumerate(sizes):
        if current and filled + size > model.maximum:
            groups.append(current)
            current, filled = [], 0.0
        current.append(i)
        filled += size
        if filled >= model.target:
            groups.append(current)
            current, filled = [], 0.0
    if current:
        if filled < model.minimum and groups:
            groups[-1] = groups[-1] + current
        else:
            groups.append(current)
    return groups


def network_shares(model, place, node):
    """(share of the place's list, share of its weighted list, practices) of every network."""
    if "practices" not in node:
        count = max(1, math.floor(place.total / model.target + 0.5))
        return [(1.0 / count, 1.0 / count, [])] * count
    rows = scenario.read_table(node["practices"]["table"])
    patients = [float(r["patients"]) for r in rows]
    weighted = [float(r.get("weighted") or r["patients"]) for r in rows]
    if any(r.get("network") for r in rows):
        names = list(dict.fromkeys(r["network"] for r in rows))
        groups = [[i for i, r in enumerate(rows) if r["network"] == name] for name in names]
    else:
        groups = pack(patients, model)
    return [(sum(patients[i] for i in g) / sum(patients),
             sum(weighted[i] for i in g) / sum(weighted), g) for g in groups]


class Network:
    """One network of a place: its list, its fate, its intensity, effects and infrastructure."""

    def __init__(self, world, model, place, number, share, weighted_share, practices,
                 start):
        self.world, self.model, self.place, self.number = world, model, place, number
        self.share, self.weighted_share, self.start = share, weighted_share, start
        self.practices = practices
        n = world.trials
        self.failed = np.zeros(n, dtype=bool)
        self.fail_year = np.zeros(n)
        self.infrastructure = np.zeros(n)
        self.own_gain = {}  # year: the network's share of the gain earned then, if it stays paid
        self.own_loss = {}
        self.intensity = {"real": np.zeros(n), "attempted": np.zeros(n)}
        self.last_intensity = {"real": np.zeros(n), "attempted": np.zeros(n)}
        ones = {line: np.ones(n) for line in model.growth}
        self.psi = {"real": dict(ones), "attempted": dict(ones)}
        self.last_psi = {"real": dict(ones), "attempted": dict(ones)}

    def started(self, y):
        return self.start is not None and y >= self.start

    def live(self, y):
        return ~self.failed if self.started(y) else np.zeros(self.world.trials, dtype=bool)

    def grow_stronger(self, y, list_size, deflator, throttle):
        """lambda of the year, real and as attempted (fidelity, theta and boost 1)."""
        if not self.started(y):
            return
        world, model = self.world, self.model
        year, place = world.base_year + y, self.place.name
        w = model.maturity_at(world, year, place, y - self.start)
        fidelity = model.fidelity.at(world, year, place, self.number)
        theta = model.transportability.at(world, year, place)
        spend = self.infrastructure / (list_size * deflator)
        boost = 1 + model.boost.at(world, year, place) * (
            1 - 2.0 ** (-spend / model.half_spend.at(world, year, place)))
        lowest, highest = model.lowest.at(world, year, place), model.highest.at(world, year, place)
        fade = self._fade(y)
        for kind, strength in (("real", w * fidelity * theta * boost), ("attempted", w)):
            strength = strength * throttle
            alive = np.minimum(np.maximum(strength, lowest), highest)
            self.intensity[kind] = np.where(self.failed, self.last_intensity[kind] * fade, alive)

    def _fade(self, y):
        half = self.model.fade_half_life.at(self.world, self.world.base_year + y, self.place.name)
        return np.where(self.failed, 2.0 ** (-(y - self.fail_year) / half), 1.0)

    def factor(self, line, kind, y):
        """level and growth effects multiplied; psi must have been moved to year y."""
        world, model = self.world, self.model
        year, place = world.base_year + y, self.place.name
        factor = np.ones(world.trials)
        if line in model.level:
            delta = model.level[line].at(world, year, place)
            factor = np.maximum(0, 1 - self.intensity[kind] * delta)
        if line in model.growth:
            factor = factor * self.psi[kind][line]
        return factor

    def move_growth(self, y, total_growth):
        """psi[y] of every line with a growth effect; total_growth[line] is 1 + gtot."""
        if not self.started(y):
            return
        world, model = self.world, self.model
        year, place = world.base_year + y, self.place.name
        fade = self._fade(y)
        age = y - self.start + 0.5
        for line, growth in model.growth.items():
            gamma = growth.at(world, year, place)
            counts = age <= model.lasts[line].at(world, year, place)
            for kind in ("real", "attempted"):
                psi = self.psi[kind][line]
                step = np.maximum(0, 1 - self.intensity[kind] * gamma / total_growth[line])
                alive = np.where(counts, psi * step, psi)
                faded = 1 - (1 - self.last_psi[kind][line]) * fade
                self.psi[kind][line] = np.where(self.failed, faded, alive)

    def end_year(self, y, list_size):
        """Remembers the last live year and draws survival; returns who fails at the year's end."""
        live = self.live(y)
        if not live.any():
            return live
        world, model = self.world, self.model
        year, place = world.base_year + y, self.place.name
        for kind in ("real", "attempted"):
            self.last_intensity[kind] = np.where(live, self.intensity[kind],
                                                 self.last_intensity[kind])
            for line in model.growth:
                self.last_psi[kind][line] = np.where(live, self.psi[kind][line],
                                                     self.last_psi[kind][line])
        hazard = model.hazard.at(world, year, place) * (
            list_size / model.reference_list.at(world, year, place)
        ) ** -model.exponent.at(world, year, place)
        u = world.uniforms(self.address("survival"), year)
        fails = live & (u < np.clip(hazard, 0, 1))
        self.fail_year = np.where(fails, y, self.fail_year)
        return fails

    def address(self, path):
        assumption = draws.hash_text(path)
        if self.model.salt is not None:
            assumption = draws.hash_join(assumption, draws.hash_text(self.model.salt))
        return draws.address_hash(assumption, draws.hash_text(self.place.name), self.number)


def networks_of(world, model, place, node):
    """Networks in order; each starts when coverage reaches the midpoint of its share."""
    if model.coverage is None:
        return []
    networks, before = [], 0.0
    cut = network_shares(model, place, node)
    for number, (share, weighted, practices) in enumerate(cut):
        midpoint = before + share / 2
        before += share
        years = [y for y in range(1, world.horizon + 1)
                 if model.coverage_at(world.base_year + y) >= midpoint - MIDPOINT_SLACK]
        networks.append(Network(world, model, place, number, share, weighted,
                                practices, years[0] if years else None))
    return networks
