"""Groups finer than a place: what they hold adds up to the metrics, on any number of threads."""
import json

import h5py
import numpy as np

import small
from harness import check, main

KEEP = ("--set", "outputs.detail=[networks]")


def run(acsim, name, *arguments):
    acsim("run", small.write(acsim), "-q", "-o", name, *arguments).expect(0)
    return h5py.File(acsim.folder / name)


def texts(dataset):
    return [text.decode() for text in dataset[:]]


@check
def networks_stand_under_their_place(acsim):
    with run(acsim, "a.h5", *KEEP) as file:
        group = file["networks"]
        assert texts(group["network"]) == ["town/1", "town/2", "town/3", "town/4", "village/1"]
        assert texts(group["network_place"]) == ["town"] * 4 + ["village"]
        assert group["list"].shape == (2, 5, 5)
        assert "p_live_sd" not in group and "list_sd" in group
        assert np.isnan(group["gain"][0]).all(), "do nothing has no networks"


@check
def networks_add_up_to_the_metrics(acsim):
    with run(acsim, "a.h5", *KEEP, "--set", "prices=cash") as file:
        group, summary = file["networks"], file["summary"]
        town = np.array([place == "town" for place in texts(group["network_place"])])
        for place, member in (("town", town), ("village", ~town)):
            p = texts(summary["place"]).index(place)
            persons = {"town": 120000, "village": 40000}[place]
            assert np.allclose(group["list"][1, member].sum(axis=0), persons, rtol=1e-12)
            for variable, metric in (("p_live", "networks_live"), ("p_failed", "networks_failed"), ("gain", "gain"),
                                     ("loss", "loss"), ("running_cost", "running_cost"),
                                     ("infrastructure", "infrastructure")):
                total, expected = group[variable][1, member].sum(axis=0), summary[metric][1, p]
                assert np.allclose(total, expected, rtol=1e-9, atol=1e-9), (place, variable, total, expected)
        assert group["gain"][1].sum() > 0 and group["p_failed"][1].sum() > 0


@check
def money_is_real_as_metrics_are(acsim):
    with run(acsim, "a.h5", *KEEP) as file:
        summary, group = file["summary"], file["networks"]
        p = texts(summary["place"]).index("all")
        assert np.allclose(group["gain"][1].sum(axis=0), summary["gain"][1, p], rtol=1e-9)
        assert "2016/17 prices" in group["gain"].attrs["price_basis"]


@check
def nothing_else_moves(acsim):
    with run(acsim, "a.h5") as without, run(acsim, "b.h5", *KEEP) as kept:
        assert "networks" not in without
        for name in without["summary"]:
            before, after = without["summary"][name], kept["summary"][name]
            if before.dtype.kind == "f":
                assert before[()].tobytes() == after[()].tobytes(), name


@check
def threads_do_not_matter(acsim):
    seen = set()
    for threads in (1, 2, 3):
        run(acsim, f"{threads}.h5", *KEEP, "-j", threads).close()
        seen.add(acsim("show", f"{threads}.h5", "--digest").expect(0).out)
    assert len(seen) == 1, seen


@check
def show_lists_them(acsim):
    run(acsim, "a.h5", *KEEP).close()
    table = acsim("show", "a.h5", "--items", "networks", "--place", "town").expect(
        0, "networks of net, 2020/21", "town/4", "p_live", absent=["village"]).out
    assert max(map(len, table.splitlines())) <= 80
    rows = acsim("show", "a.h5", "--items", "networks", "--metric", "gain", "--year", 2020, "--csv").expect(0).out
    head, *lines = rows.splitlines()
    assert head == "metric,model,place,item,title,year,mean,sd,se"
    with h5py.File(acsim.folder / "a.h5") as file:
        gains = file["networks/gain"][1, :, -1]
    assert [float(line.split(",")[6]) for line in lines] == list(gains), "do nothing has no networks to list"
    parsed = json.loads(acsim("show", "a.h5", "--items", "networks", "--model", "net", "--json").expect(0).out)
    assert len(parsed) == 9 * 5 * 5 and parsed[0]["metric"] == "list"
    acsim("show", "a.h5", "--items", "netwoks").expect(2, "did you mean 'networks'?")
    acsim("show", "a.h5", "--items", "networks", "--metric", "gian").expect(2, "did you mean 'gain'?")
    run(acsim, "b.h5").close()
    acsim("show", "b.h5", "--items", "networks").expect(2, "--set outputs.detail=[networks]")


PLAN = """\
place,name,party,service,kind,saving,start,delivery,depends_on
town,beds,acute,emergency,activity,0.05,2017,"{uniform: {min: 0, max: 1}}",
town,stays,acute,emergency,cost,0.03,2018,"{uniform: {min: 0.2, max: 1}}",beds
village,rent,commissioner,emergency,gbp,200000,2017,0.5,
"""


@check
def a_run_ends_with_its_savings_plan(acsim):
    (acsim.folder / "plan.csv").write_text(PLAN)
    scenario = small.write(acsim)
    path = acsim.folder / scenario
    path.write_text(path.read_text() + "schemes: {table: plan.csv, replaced_by: {net: [rent]}, target: 5e5}\n")
    table = acsim("run", scenario, "-q", "-o", "p.h5").expect(
        0, "Savings plan", "plan delivers", "town/beds", "village/rent", "held to the whole target").out
    lines = table.splitlines()
    with h5py.File(acsim.folder / "p.h5") as file:
        group = file["schemes"]
        assert texts(group["scheme"]) == ["town/beds", "town/stays", "village/rent"]
        chance = file["horizon/p_plan_delivers"][0, -1, -1]
        if_full = group["p_plan_delivers_if_full"][0, :, -1]
        assert np.isnan(group["achieved"][1, 2]).all(), "the model replaces rent"
    begin = next(i for i, line in enumerate(lines) if line.startswith("Savings plan"))
    row = next(line.split() for line in lines[begin:] if line.startswith("do_nothing"))
    assert float(row[-1]) == round(100 * chance, 1), row
    first = lines[next(i for i, line in enumerate(lines) if line.startswith("Scheme ")) + 2].split()
    assert first[0] == ["town/beds", "town/stays", "village/rent"][int(np.argmax(if_full))]
    csv = acsim("show", "p.h5", "--metric", "scheme_saving", "--csv").expect(0).out
    assert csv.startswith("metric,model,place,year,mean") and "scheme_saving,do_nothing,all,2020," in csv
    acsim("show", "p.h5", "--items", "schemes", "--model", "do_nothing").expect(0, "p_started", "shortfall")
    acsim("run", small.write(acsim), "-q", "-o", "n.h5").expect(0, absent=["Savings plan"])


@check
def unknown_groups_are_refused(acsim):
    acsim("check", small.write(acsim), "--set", "outputs.detail=[netwroks]").expect(
        2, "there is no detail 'netwroks'", "networks")
    acsim("check", small.write(acsim), "--set", "outputs.detail=networks").expect(2, "takes a list of groups")


if __name__ == "__main__":
    main()
