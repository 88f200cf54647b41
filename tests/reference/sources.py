"""Every figure of a shipped scenario says where it comes from: walks the YAML files."""

DISTRIBUTIONS = {"normal", "lognormal", "uniform", "triangular", "pert", "beta", "gamma", "discrete"}
# Keys whose numbers are settings of the run or of the form, not facts about the world.
SETTINGS = {"acsim", "acsim_model", "acsim_contract", "base_year", "horizon", "trials", "seed", "window", "lag", "from"}


def numbers_without_source(node, path=(), sourced=False):
    """Paths of the numbers that neither they nor what they are part of gives a source for."""
    if isinstance(node, dict):
        stated = sourced or bool(str(node.get("source", "")).strip()) and len(path) > 0
        for key, value in node.items():
            if path and path[-1] not in DISTRIBUTIONS and key in SETTINGS or not path and key in SETTINGS:
                continue
            yield from numbers_without_source(value, path + (str(key),), stated)
    elif isinstance(node, list):
        for k, value in enumerate(node):
            yield from numbers_without_source(value, path + (str(k),), sourced)
    elif isinstance(node, (int, float)) and not isinstance(node, bool) and not sourced:
        yield ".".join(path)
