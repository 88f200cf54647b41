"""Scenario files: YAML with extends, models, contracts, CSV tables; values and series.

A Value is a number or a distribution with its address; a Series is a Value or a path over calendar
years. Both answer at(world, year, place, network) with one number per trial.
"""

import csv
import functools
import pathlib
import re

import numpy as np
import yaml

import draws


class Loader(yaml.SafeLoader):
    """YAML numbers as people write them: 560e6 is a number too."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows
            if tag in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:null", "tag:yaml.org,2002:int")]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(\d+\.\d*|\.\d+|\d+(?=[eE]))([eE][-+]?\d+)?$"), list("-+.0123456789"))


def load_yaml(path):
    return yaml.load(pathlib.Path(path).read_text(encoding="utf-8"), Loader)


def is_leaf(node):
    """What extends replaces whole: values, paths of years, sequences."""
    if not isinstance(node, dict):
        return True
    if not node:
        return False
    return (any(key in node for key in draws.DISTRIBUTIONS + ("value", "path", "z", "by_list"))
            or all(isinstance(key, int) for key in node))


def merge(base, over):
    if is_leaf(base) or is_leaf(over):
        return over
    result = dict(base)
    for key, node in over.items():
        result[key] = merge(base[key], node) if key in base else node
    return result


@functools.lru_cache(maxsize=None)
def read_table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Tables:
    """{table: FILE} and {rates: FILE} are made absolute against the file that names them."""

    @staticmethod
    def locate(node, folder):
        if isinstance(node, dict):
            return {key: str((folder / item).resolve())
                    if key in ("table", "rates") and isinstance(item, str)
                    else Tables.locate(item, folder) for key, item in node.items()}
        if isinstance(node, list):
            return [Tables.locate(item, folder) for item in node]
        return node


def read_tree(path):
    """One file with what it extends, tables located."""
    path = pathlib.Path(path).resolve()
    tree = Tables.locate(load_yaml(path), path.parent)
    if "extends" in tree:
        base = read_tree(path.parent / tree.pop("extends"))
        tree = merge(base, tree)
    return tree


def look_up(kind, name, folders):
    for folder in folders:
        path = folder / kind / f"{name}.yaml"
        if path.exists():
            return path
    raise FileNotFoundError(f"{kind}/{name}.yaml")


def resolve_contract(node, folders):
    if isinstance(node, str):
        return read_tree(look_up("contracts", node, folders))
    if isinstance(node, dict) and "extends" in node:
        node = dict(node)
        base = read_tree(look_up("contracts", node.pop("extends"), folders))
        return merge(base, node)
    return node


def resolve_model(name, overrides, folders):
    model = {}
    if name != "do_nothing":
        model = read_tree(look_up("models", name, folders))
    overrides = dict(overrides or {})
    if "contract" in model:
        model["contract"] = resolve_contract(model["contract"], folders)
    if isinstance(overrides.get("contract"), str) or "extends" in (overrides.get("contract") or {}):
        overrides["contract"] = resolve_contract(overrides["contract"], folders)
        model.pop("contract", None)
    return merge(model, overrides)


def read_scenario(path, library=None):
    """The scenario's tree with `models` a list of (name, tree); do_nothing is first."""
    path = pathlib.Path(path).resolve()
    tree = read_tree(path)
    folders = [path.parent] + ([pathlib.Path(library)] if library else [])
    models = [("do_nothing", {})]
    for item in tree.get("models", []):
        name, overrides = (item, {}) if isinstance(item, str) else next(iter(item.items()))
        if name == "do_nothing":
            continue
        overrides = Tables.locate(dict(overrides or {}), path.parent)
        shown = overrides.pop("name", name)
        models.append((shown, resolve_model(name, overrides, folders)))
    tree["models"] = models
    return tree


class Value:
    def __init__(self, node, path, salt=None):
        self.path = path
        self.hash = draws.hash_text(path)
        if salt is not None:
            self.hash = draws.hash_join(self.hash, draws.hash_text(salt))
        self.scopes = []
        if isinstance(node, (int, float)) and not isinstance(node, bool):
            self.name, self.arguments = "constant", {"value": float(node)}
            return
        if not isinstance(node, dict):
            raise ValueError(f"{path}: not a value: {node!r}")
        scopes = node.get("per", [])
        self.scopes = [scopes] if isinstance(scopes, str) else list(scopes)
        for name in draws.DISTRIBUTIONS:
            if name in node and name != "constant":
                self.name, self.arguments = name, dict(node[name])
                if "truncated" in node:
                    self.arguments["truncated"] = node["truncated"]
                return
        self.name, self.arguments = "constant", {"value": float(node["value"])}

    def at(self, world, year=None, place=None, network=None):
        if self.name == "constant":
            return np.full(world.trials, self.arguments["value"])
        by_network = "network" in self.scopes
        by_place = by_network or "place" in self.scopes
        u = world.draw(self.hash, draws.hash_text(place) if by_place else 0,
                       network if by_network else -1, year if "year" in self.scopes else 0)
        return draws.quantile(self.name, self.arguments, u)

    def mean_at(self, _year=None):
        return draws.mean(self.name, self.arguments)


class Path:
    """Knots by calendar year, linear between, held outside."""

    def __init__(self, knots):
        self.knots = sorted(knots.items())

    def between(self, year):
        if year <= self.knots[0][0]:
            return [(1.0, self.knots[0][1])]
        for (y0, v0), (y1, v1) in zip(self.knots, self.knots[1:]):
            if year <= y1:
                weight = (year - y0) / (y1 - y0)
                return [(1 - weight, v0), (weight, v1)]
        return [(1.0, self.knots[-1][1])]

    def at(self, world, year=None, place=None, network=None):
        return sum(w * v.at(world, year, place, network) for w, v in self.between(year) if w)

    def mean_at(self, year=None):
        return sum(w * v.mean_at(year) for w, v in self.between(year))


def number(node):
    """A plain number, with or without its source."""
    return float(node["value"] if isinstance(node, dict) else node)


def is_path(node):
    return isinstance(node, dict) and bool(node) and all(isinstance(k, int) for k in node)


def series(node, path, default=None, salt=None):
    """A Value or a Path; None takes the default number."""
    if node is None:
        if default is None:
            raise ValueError(f"{path}: missing")
        node = default
    if isinstance(node, dict) and "table" in node:
        rows = read_table(node["table"])
        return Path({int(r["year"]): Value(float(r[node["column"]]), path) for r in rows})
    if isinstance(node, dict) and "path" in node:
        node = node["path"]
    if is_path(node):
        return Path({int(y): Value(v, f"{path}.{y}", salt) for y, v in node.items()})
    return Value(node, path, salt)
