"""General practitioners and practices: staff, need, throttle, agency, closures. Arrays over trials."""

import math

import numpy as np

import draws
import scenario
from scenario import series


class Workforce:
    """What a place has of staff whatever the model; W[y] in full-time equivalents."""

    def __init__(self, world, tree, places, p):
        node = tree["workforce"]
        self.world, self.place, self.name = world, places[p], places[p].name
        closure = node.get("closure", {})

        def read(part, path, key, default=0.0):
            return series(part.get(key), f"workforce.{path}{key}", default)
        self.growth = read(node, "", "net_growth")
        self.elasticity = read(node, "", "elasticity")
        self.tolerance = read(node, "", "tolerance")
        self.premium = read(node, "", "agency_premium")
        self.hazard = read(closure, "closure.", "hazard")
        self.shortage = read(closure, "closure.", "shortage")
        self.exponent = read(closure, "closure.", "exponent")
        self.reference = read(closure, "closure.", "reference_list", 7000.0)
        self.in_network = read(closure, "closure.", "in_network", 1.0)
        self.practice_list = scenario.number(
            closure.get("practice_list", closure.get("reference_list", 7000.0)))
        self.units = {line: series(value, f"workforce.units_per_fte.{line}")
                      for line, value in node["units_per_fte"].items()}
        recruits = node.get("recruits", {}).get("national")
        self.recruits = series(recruits, "workforce.recruits.national", 0.0)
        self.nation = tree.get("population", {}).get("national")
        self.staff = self._staff(node["gp_fte"], tree["places"][self.name] or {}, places, p)

    def _staff(self, given, own, places, p):
        world, name = self.world, self.name
        first = world.base_year
        if "gp_fte" in own:
            base = series(own["gp_fte"], f"places.{name}.gp_fte").at(world, first, name)
        else:
            base = series(given, "workforce.gp_fte").at(world, first, name)
            if isinstance(given, dict) and given.get("per_head"):
                base = base * places[p].total
            else:
                base = base * places[p].total / sum(place.total for place in places)
        staff = [base]
        for y in range(1, world.horizon + 1):
            year = first + y
            joined = 0.0
            if self.nation is not None:
                joined = (self.recruits.at(world, year, name) * places[p].total
                          / scenario.number(self.nation))
            staff.append(staff[-1] * (1 + self.growth.at(world, year, name)) + joined)
        return staff


    def work(self, activity, lines, year):
        """Q: practitioners' years of the activity of the lines of general practice."""
        return sum(units / self.units[line.name].at(self.world, year, self.name)
                   for line, units in zip(lines, activity) if line.name in self.units)

    def agency(self, need, y):
        """What agency staff cost beyond the tolerated shortage, at base-year prices."""
        if y == 0:
            return np.zeros(self.world.trials)
        year = self.world.base_year + y
        short = need * (1 - self.tolerance.at(self.world, year, self.name)) - self.staff[y]
        return self.premium.at(self.world, year, self.name) * np.maximum(0, short)


class Practices:
    """The practices of a place under a model and who of them is open; groups are its networks."""

    def __init__(self, workforce, model, networks, node):
        self.workforce, self.networks = workforce, networks
        self.world = workforce.world
        place = workforce.place
        closure = draws.hash_text("workforce.closure.draw")
        if model.salt is not None:
            closure = draws.hash_join(closure, draws.hash_text(model.salt))
        if "practices" in node:
            rows = scenario.read_table(node["practices"]["table"])
            sizes = [float(row["patients"]) for row in rows]
            hashes = [(draws.hash_join(closure, draws.hash_text(row["code"])), -1) for row in rows]
            members = [network.practices for network in networks]
        else:
            count = max(1, math.floor(place.total / workforce.practice_list + 0.5))
            sizes = [1.0] * count
            hashes = [(closure, i) for i in range(count)]
            ends = np.cumsum([network.share for network in networks])
            members = [[] for _ in networks]
            for i in range(count if networks else 0):
                falls = int(np.searchsorted(ends, (i + 0.5) / count, side="right"))
                members[min(falls, len(members) - 1)].append(i)
        self.sizes = sizes
        self.addresses = [draws.address_hash(h, draws.hash_text(place.name), i) for h, i in hashes]
        self.groups = list(zip(networks, members)) if networks else [(None, range(len(sizes)))]
        self.open = np.ones((len(sizes), self.world.trials), dtype=bool)

    def end_year(self, y, people, need, live):
        """Closes practices; live[j] by network. Returns (open, closed so far)."""
        work, world = self.workforce, self.world
        year, name = world.base_year + y, work.name
        if y > 0:
            short = np.maximum(0, 1 - work.staff[y] / need)
            risk = work.hazard.at(world, year, name) * np.exp(
                work.shortage.at(world, year, name) * short)
            reference = work.reference.at(world, year, name)
            exponent = work.exponent.at(world, year, name)
            was = self.open.copy()
            for j, (network, members) in enumerate(self.groups):
                share = 1.0 if network is None else network.share
                factor = 1.0
                if network is not None:
                    factor = np.where(live[j], work.in_network.at(world, year, name), 1.0)
                total = sum((was[i] * self.sizes[i] for i in members), np.zeros(world.trials))
                for i in members:
                    own = self.sizes[i] / np.where(total > 0, total, 1.0) * share * people
                    own = np.where(was[i], own, reference)
                    hazard = np.clip(risk * factor * (own / reference) ** -exponent, 0, 1)
                    left = sum((self.open[k].astype(int) for k in members),
                               np.zeros(world.trials, dtype=int))
                    u = world.uniforms(self.addresses[i], year)
                    closes = was[i] & (u < hazard) & (left > 1)
                    self.open[i] = self.open[i] & ~closes
        count = self.open.sum(axis=0)
        return count.astype(float), (len(self.sizes) - count).astype(float)
