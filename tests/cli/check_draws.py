"""Addressed draws: what is changed, added or removed moves nothing else, not by one bit, in any trial."""
import h5py
import numpy as np

import small
from harness import check, main
from saved import METRICS, different, same, trials


# What is shared over places, and what is kept of each.
EVERYTHING = """\
population: {national: 300000}
grants:
  fund: {payee: network, models: all, national: 1e6, shared_by: population}
workforce:
  gp_fte: 130
  net_growth: {normal: {mean: -0.02, sd: 0.02}, per: year}
  recruits: {national: 100}
  units_per_fte: {visits: 5000}
  elasticity: 0.5
  closure: {hazard: 0.05, shortage: 1}
schemes: {table: plan.csv}
outputs: {detail: [networks, practices]}
"""
PLAN = """\
place,name,party,service,kind,saving,start,ramp,cost,delivery,slippage
town,beds,acute,emergency,activity,0.05,2017,2,1e5,"{beta: {mean: 0.6, sd: 0.2}}",0
village,drugs,practices,visits,cost,0.02,2017,1,,0.5,"{uniform: {min: 0, max: 1}}"
village,estates,acute,emergency,gbp,1e5,2018,1,,"{beta: {mean: 0.6, sd: 0.2}}",0
hamlet,beds,acute,emergency,activity,0.05,2017,2,1e5,"{beta: {mean: 0.6, sd: 0.2}}",0
"""
VISITS = """\
  visits:
    provider: practices
    activity: {total: 650000}
    price: 40
    growth: {other: 0.01}
"""


@check
def trials_vary(acsim):
    values = trials(acsim, "a.h5")
    assert np.std(values["cost", "net", "town"][:, -1]) > 0
    assert np.std(values["gain", "net", "town"][:, -1]) > 0


@check
def changing_one_assumption_moves_that_one(acsim):
    before = trials(acsim, "a.h5")
    # Scans have no price, so all else must stay; their growth is drawn from another distribution.
    after = trials(acsim, "b.h5", "--set", "services.scans.growth.other={uniform: {min: 0, max: 0.1}}")
    for key in before:
        same(before, after, *key)
    priced = trials(acsim, "c.h5", "--set", "services.scans.price=100")
    dearer = trials(acsim, "d.h5", "--set", "services.scans.price=100", "--set", "services.scans.growth.other=0.02")
    different(priced, dearer, "cost", "do_nothing", "town")
    # Funding has its own draws, and the scope of the contract leaves scans out.
    for model in ("do_nothing", "net"):
        for place in ("town", "village", "all"):
            same(priced, dearer, "funding", model, place)
    same(priced, dearer, "gain", "net", "town")


@check
def removing_one_assumption_moves_no_other(acsim):
    before = trials(acsim, "a.h5")
    after = trials(acsim, "b.h5", "--set", "places.village.funding=10e6")
    different(before, after, "funding", "net", "village")
    for key in before:
        if key[2] == "town":
            same(before, after, *key)
    for model in ("do_nothing", "net"):
        same(before, after, "cost", model, "village")


@check
def adding_a_place_moves_no_other(acsim):
    before = trials(acsim, "a.h5")
    scenario = small.changed("  village: {persons", "  hamlet: {persons: 50000, funding: 11e6}\n  village: {persons")
    scenario = small.changed("village: 4000", "village: 4000, hamlet: 5000", scenario)
    scenario = small.changed("village: 3000", "village: 3000, hamlet: 4000", scenario)
    after = trials(acsim, "b.h5", scenario=scenario)
    for key in before:
        if key[2] != "all":
            same(before, after, *key)
    different(before, after, "cost", "net", "all")


@check
def running_some_places_moves_none_of_them(acsim):
    """What is calibrated over all places stays so: activity totals, total growth, shares of national money."""
    scenario = small.changed("activity: {town: 12000, village: 4000}", "activity: {total: 19000}")
    scenario = small.changed("growth: {other: {normal: {mean: 0.03, sd: 0.01}}, persistence",
                             "growth: {total: {normal: {mean: 0.03, sd: 0.01}}, window: 3, persistence", scenario)
    scenario = small.changed("  village: {persons", "  hamlet: {persons: 50000, funding: 11e6}\n  village: {persons", scenario)
    scenario = small.changed("village: 3000", "village: 3000, hamlet: 4000", scenario)
    scenario = small.changed("models:", VISITS + "models:", scenario)
    scenario = small.changed("  - net\n", "  - net\n" + EVERYTHING, scenario)
    acsim.file("plan.csv", PLAN)
    before = trials(acsim, "a.h5", scenario=scenario)
    for chosen in ("[village]", "[village, town]"):
        after = trials(acsim, "b.h5", "--force", "--set", f"run_places={chosen}", scenario=scenario)
        places = [place for place in ("town", "village") if place in chosen]
        assert list(dict.fromkeys(key[2] for key in after)) == [*places, "all"]
        for key in after:
            if key[2] != "all":
                same(before, after, *key)
    for group in ("networks", "practices"):
        every, some = (acsim("show", file, "--items", group, "--csv", "--place", "village").expect(0).out
                       for file in ("a.h5", "b.h5"))
        assert every == some and every.count("\n") > 10, group
    for file, places in (("a.h5", "[village, town, hamlet]"), ("b.h5", "[village]")):
        acsim("run", "small.yaml", "-q", "--force", "-o", file, "--quantiles", "all", "--set",
              f"run_places={places}").expect(0)
    full, one = (acsim("show", file, "--csv", "--place", "village").expect(0).out for file in ("a.h5", "b.h5"))
    assert full == one and full.count("\n") > 100


@check
def places_to_run_are_checked(acsim):
    name = small.write(acsim)
    for value, *words in (("[villige]", "no place 'villige'", "did you mean 'village'"), ("[]", "at least one place"),
                          ("town", "a list of at least one place"), ("[town, town]", "named twice"),
                          ("[[town]]", "name of a place, found a list")):
        acsim("check", name, "--set", f"run_places={value}").expect(2, *words)
    acsim("check", name, "--set", "run_places=[village]").expect(0, "1 of 2 places")


@check
def adding_a_model_moves_no_other(acsim):
    before = trials(acsim, "a.h5")
    after = trials(acsim, "b.h5", scenario=small.changed("  - net\n", "  - large\n  - net\n"))
    for key in before:
        same(before, after, *key)
    different(after, after | {("net_saving", "net", "town"): after["net_saving", "large", "town"]},
              "net_saving", "net", "town")


@check
def models_that_differ_in_one_thing_differ_by_it(acsim):
    scenario = small.changed("  - net\n", "  - net\n  - net: {name: twin}\n  - net: {name: free, own_draws: true}\n")
    values = trials(acsim, "a.h5", scenario=scenario)
    for metric in METRICS:
        for place in ("town", "village", "all"):
            assert values[metric, "net", place].tobytes() == values[metric, "twin", place].tobytes(), metric
    assert values["net_saving", "net", "town"].tobytes() != values["net_saving", "free", "town"].tobytes()
    assert values["funding", "net", "town"].tobytes() == values["funding", "free", "town"].tobytes()


def correlated(first, second):
    growth = "services.{}.growth.other"
    return ("--set", f"correlations=[{{rank: 0.5, between: [{growth.format(first)}, {growth.format(second)}]}}]")


@check
def a_correlation_moves_only_what_it_names_second(acsim):
    before = trials(acsim, "a.h5")
    after = trials(acsim, "b.h5", *correlated("emergency", "scans"))  # scans have no price
    for key in before:
        same(before, after, *key)
    after = trials(acsim, "c.h5", *correlated("scans", "emergency"))
    different(before, after, "cost", "net", "town")
    for model in ("do_nothing", "net"):
        for place in ("town", "village", "all"):
            same(before, after, "funding", model, place)


@check
def correlations_do_not_depend_on_threads(acsim):
    one = trials(acsim, "a.h5", *correlated("scans", "emergency"), "-j", 1)
    for threads in (2, 3):
        other = trials(acsim, f"{threads}.h5", *correlated("scans", "emergency"), "-j", threads)
        for key in one:
            same(one, other, *key)


def scheme_savings(acsim, name, scenario):
    """The trials of what the town's scheme saves."""
    acsim.file("schemes.csv", "place,name,party,service,kind,saving,start,delivery\n"
               'town,beds,acute,emergency,activity,0.1,2017,"{uniform: {min: 0.2, max: 0.9}}"\n')
    acsim("run", small.write(acsim, scenario + "schemes: {table: schemes.csv}\n"), "-q", "-o", name,
          "--save-trials", "scheme_saving").expect(0)
    with h5py.File(acsim.folder / name) as file:
        town = [text.decode() for text in file["trials/place"][:]].index("town")
        return file["trials/scheme_saving"][:, :, town, :]


@check
def another_place_moves_no_scheme(acsim):
    both = scheme_savings(acsim, "both.h5", small.SCENARIO)
    village = [line for line in small.SCENARIO.splitlines() if not line.lstrip().startswith("village:")]
    alone = scheme_savings(acsim, "alone.h5", "\n".join(village).replace(", village: 4000", "")
                           .replace(", village: 3000", "") + "\n")
    assert np.std(alone[:, 0, -1]) > 0
    assert both.tobytes() == alone.tobytes()


@check
def more_trials_begin_with_the_same(acsim):
    few = trials(acsim, "a.h5", "--trials", 100)
    many = trials(acsim, "b.h5", "--trials", 1500)
    for key in few:
        assert few[key].tobytes() == many[key][:100].tobytes(), key


if __name__ == "__main__":
    main()
