"""acsim new: a scenario of one's own that works as it is written, and with its comments taken away."""
import csv
import io
import math
import re

import yaml

import small
from harness import SOURCE, check, main

VALUE = re.compile(r"^( *)#([a-z_]+: .*)$", re.MULTILINE)


def taken(text):
    """The file with every value that stands as a comment made one of its own."""
    return VALUE.sub(r"\1\2", text)


def gaps(acsim, scenario, place, *arguments):
    """{(model, year): mean gap} of a place."""
    acsim("run", scenario, "-q", "--force", "-o", "run.h5", "--trials", 64, *arguments).expect(0)
    shown = acsim("show", "run.h5", "--csv", "--metric", "gap", "--place", place).expect(0).out
    return {(row["model"], row["year"]): float(row["mean"]) for row in csv.DictReader(io.StringIO(shown))}


def assert_close(a, b):
    assert a.keys() == b.keys() and len(a) > 3
    for key in a:
        assert math.isclose(a[key], b[key], rel_tol=1e-9, abs_tol=1), (key, a[key], b[key])


def written(acsim, name, *arguments):
    acsim("new", name, *arguments).expect(0, name)
    return (acsim.folder / name).read_text()


@check
def shipped_scenarios_are_found_by_name(acsim):
    for source, place in (("england/stp44-2016", "dorset"), ("doncaster/doncaster-2016.yaml", "doncaster")):
        text = written(acsim, "mine.yaml", "--from", source, "--place", place, "--force")
        assert f'extends: "{source.removesuffix(".yaml")}.yaml"' in text
        assert len(VALUE.findall(text)) == 10, text
        acsim("check", "mine.yaml").expect(0, "place", absent=["warning"])
        own = gaps(acsim, "mine.yaml", place)
        assert own == gaps(acsim, SOURCE / "scenarios" / f"{source.removesuffix('.yaml')}.yaml", place,
                           "--set", f"run_places=[{place}]")
        # Growth of funding that a place states for itself has its own draws.
        acsim.file("taken.yaml", taken(text.replace("#funding_growth", "# funding_growth")))
        assert_close(own, gaps(acsim, "taken.yaml", place))
        acsim.file("all.yaml", taken(text))
        acsim("check", "all.yaml").expect(0)


@check
def the_file_works_from_where_it_is_written(acsim):
    small.write(acsim)
    (acsim.folder / "plans/own").mkdir(parents=True)
    (acsim.folder / "link").symlink_to("plans/own")
    for name, extends in (("mine.yaml", "small.yaml"), ("plans/mine.yaml", "../small.yaml"),
                          ("plans/own/mine.yaml", "../../small.yaml"), ("link/other.yaml", "../../small.yaml"),
                          (str(acsim.folder / "plans/whole.yaml"), "../small.yaml")):
        text = written(acsim, name, "--from", "small", "--place", "village")
        assert yaml.safe_load(text)["extends"] == extends, text
        acsim("check", name).expect(0, "1 of 2 places")
    below = acsim.file("plans/own/low.yaml", 'acsim: 1\ntitle: Low\nextends: "../../small.yaml"\n')
    assert yaml.safe_load(written(acsim, "high.yaml", "--from", below, "--place", "town"))["extends"] == below
    assert gaps(acsim, "high.yaml", "town") == gaps(acsim, "small.yaml", "town")


@check
def values_are_those_of_the_source(acsim):
    small.write(acsim)
    text = written(acsim, "mine.yaml", "--from", "small.yaml", "--place", "town")
    values = yaml.safe_load(taken(text))
    assert values["run_places"] == ["town"]
    assert values["places"]["town"]["funding"] == {"normal": {"mean": "30e6", "sd": "1e5"}, "per": "place"}
    assert values["places"]["town"]["funding_growth"] == 0.01
    assert values["services"]["emergency"]["activity"] == {"town": 12000}
    assert values["services"]["emergency"]["cost"] == 2500, "the price stands for a cost that is not given"
    assert values["models"]["net"]["contract"] == {"sharing_rate": 0.5}
    assert values["models"]["net"]["running"] == {"per_head": 2}
    acsim.file("taken.yaml", taken(text))
    assert_close(gaps(acsim, "mine.yaml", "town"), gaps(acsim, "taken.yaml", "town"))
    before = gaps(acsim, "mine.yaml", "town")
    acsim.file("changed.yaml", text.replace("#activity: {town: 12000}", "activity: {town: 13000}"))
    assert gaps(acsim, "changed.yaml", "town") != before


@check
def a_level_beside_a_total_leaves_the_rest_to_others(acsim):
    total = small.changed("activity: {town: 12000, village: 4000}", "activity: {total: 16000, town: 13000}")
    small.write(acsim, total)
    levels = gaps(acsim, "small.yaml", "all")
    small.write(acsim, small.changed("town: 12000, village: 4000", "town: 13000, village: 3000"))
    assert_close(levels, gaps(acsim, "small.yaml", "all"))
    for activity, words in (("{total: 16000, town: 17000}", "the levels of places come to 17000"),
                            ("{total: 16000, town: 12000, village: 5000}", "all of which are stated, come to 17000")):
        small.write(acsim, small.changed("{town: 12000, village: 4000}", activity))
        acsim("check", "small.yaml").expect(2, "total of 16000", words, "leave the total out")
    small.write(acsim, small.changed("{town: 12000, village: 4000}", "{total: 16000, town: 12000, village: 4000}"))
    acsim("check", "small.yaml").expect(0)


@check
def nothing_is_overwritten(acsim):
    small.write(acsim)
    name = acsim.file("mine.yaml", "my own work\n")
    arguments = ["--from", "small.yaml", "--place", "town"]
    acsim("new", name, *arguments).expect(1, "exists already", "--force")
    assert (acsim.folder / name).read_text() == "my own work\n"
    acsim("new", name, *arguments, "--force").expect(0)
    assert (acsim.folder / name).read_text().startswith("# A scenario of one's own")
    scenario = (acsim.folder / "small.yaml").read_text()
    acsim("new", "small.yaml", *arguments, "--force").expect(1, "the scenario to start from")
    assert (acsim.folder / "small.yaml").read_text() == scenario
    acsim("new", "run.h5", *arguments).expect(2, "ends in .yaml")
    acsim("new", "no/folder/mine.yaml", *arguments).expect(1, "cannot be written")
    assert sorted(path.name for path in acsim.folder.iterdir()) == ["contracts", "mine.yaml", "models", "small.yaml"]


@check
def mistakes_are_named(acsim):
    small.write(acsim)
    acsim("new", "a.yaml", "--from", "small.yaml", "--place", "vilage").expect(2, "did you mean 'village'")
    acsim("new", "a.yaml", "--from", "smal.yaml", "--place", "town").expect(2, "did you mean 'small.yaml'")
    acsim("new", "a.yaml", "--place", "town").expect(2, "--from")
    acsim("new", "a.yaml", "--from", "small.yaml").expect(2, "--place")
    acsim("new", "--from", "small.yaml", "--place", "town").expect(2, "which name")
    assert not (acsim.folder / "a.yaml").exists()


if __name__ == "__main__":
    main()
