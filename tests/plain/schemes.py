"""Savings schemes: what each achieves in a year, on activity, on a line's cost or in cash."""

import numpy as np
import yaml

import scenario
from scenario import series

KINDS = ("activity", "cost", "gbp")


def cell(row, key, default):
    """A number, or a distribution in flow form."""
    text = (row.get(key) or "").strip()
    return yaml.load(text, scenario.Loader) if text else default


class Scheme:
    def __init__(self, row, path):
        self.name, self.party, self.service = row["name"], row["party"], row["service"]
        self.kind, self.start = row["kind"], int(row["start"])
        self.saving = series(cell(row, "saving", None), path + ".saving")
        self.cost = series(cell(row, "cost", 0.0), path + ".cost")
        self.delivery = series(cell(row, "delivery", 1.0), path + ".delivery")
        self.slippage = series(cell(row, "slippage", 0.0), path + ".slippage")
        self.ramp = float(cell(row, "ramp", 1.0))
        self.depends_on = (row.get("depends_on") or "").strip() or None


class Plan:
    """The schemes of a place, those that a model keeps, and what they do to its lines."""

    def __init__(self, world, tree, place, model_name):
        node = tree.get("schemes")
        self.world, self.place = world, place
        self.all, self.kept, self.target, self.everything = {}, [], None, 0
        if node is None:
            return
        rows = scenario.read_table(node["table"])
        self.everything = len(rows)
        for row in rows:
            if row.get("place") in (None, "", place.name):
                path = f"schemes.{place.name}.{row['name']}"
                self.all[row["name"]] = Scheme(row, path)
        replaced = node.get("replaced_by", {}).get(model_name, [])
        self.kept = [scheme for name, scheme in self.all.items() if name not in replaced]
        if "target" in node:
            self.target = series(node["target"], "schemes.target")

    def fraction(self, scheme, y, planned=False):
        """Delivery x clamp((y - start - slippage + 1) / ramp, 0, 1) x that of what it depends on."""
        world, place = self.world, self.place.name
        year = world.base_year + y
        delivery, slippage = (1.0, 0.0) if planned else (
            scheme.delivery.at(world, year, place), scheme.slippage.at(world, year, place))
        own = delivery * np.clip((year - scheme.start - slippage + 1) / scheme.ramp, 0, 1)
        if scheme.depends_on:
            own = own * self.fraction(self.all[scheme.depends_on], y, planned)
        return own * np.ones(world.trials)

    def on_line(self, line, y, planned=False):
        """(factor on units, factor on cost, GBP off the line in base-year prices)"""
        year, place = self.world.base_year + y, self.place.name
        result = {"activity": 1.0, "cost": 1.0, "gbp": 0.0}
        for scheme in self.kept:
            if scheme.service != line:
                continue
            saved = scheme.saving.at(self.world, year, place) * self.fraction(scheme, y, planned)
            if scheme.kind == "gbp":
                result["gbp"] = result["gbp"] + saved
            else:
                result[scheme.kind] = result[scheme.kind] * np.maximum(0, 1 - saved)
        return tuple(result[kind] for kind in KINDS)

    def costs(self, y):
        """(party, cost to deliver in base-year prices) of every scheme that runs."""
        year, place = self.world.base_year + y, self.place.name
        for scheme in self.kept:
            runs = year - scheme.start - scheme.slippage.at(self.world, year, place) + 1 > 0
            yield scheme.party, np.where(runs, scheme.cost.at(self.world, year, place), 0.0)
