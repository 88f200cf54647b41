"""Opens a results file in every reader researchers use, and compares what they see.

    check_readers.py FILE.h5 | PROGRAM

With the program, the file is one it makes of a shipped scenario. h5py reads the bytes as they stand;
xarray (both engines), ncdump and R must see the same. Ends with 'N passed, N failed'.
"""
import os
import re
import subprocess
import sys
import tempfile
import traceback
import warnings
from pathlib import Path

import h5py
import numpy as np

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the packages themselves, not of the file
    import netCDF4  # noqa: F401  its own import warns
    import xarray

HERE = Path(__file__).resolve().parent
SOURCE = Path(os.environ.get("ACSIM_SOURCE", HERE.parent.parent))
COORDINATES = {"quantile", "trial", "model", "place", "service", "party", "year", "path", "file", "sweep"}
CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def groups(file):
    return [name for name in file if isinstance(file[name], h5py.Group)]


def variables(file):
    return [(f"{group}/{name}", file[group][name]) for group in groups(file) for name in file[group]]


def plain(values):
    """Numbers as they are, texts as str."""
    values = np.asarray(values, dtype=object) if isinstance(values, (bytes, str)) else np.asarray(values)
    if values.dtype.kind in "OU":
        return np.vectorize(lambda x: x.decode() if isinstance(x, bytes) else str(x), otypes=[object])(values)
    return values


@check
def groups_are_those_of_the_interface(path):
    with h5py.File(path) as file:
        expected = {"summary", "paired", "activity", "party", "horizon", "assumptions", "scenario"}
        assert expected <= set(groups(file)), groups(file)
        assert set(groups(file)) <= expected | {"trials", "run"}, groups(file)
        for name in ("gap", "gap_sd", "gap_se", "gap_q", "net_saving", "cost", "coverage"):
            assert name in file["summary"] and name in file["paired"], name
        for name in ("activity/activity", "activity/activity_q", "activity/growth", "party/surplus", "party/surplus_q",
                     "horizon/npv", "horizon/p_never_paid_back", "horizon/p_paid_back", "horizon/p_gap_closed",
                     "horizon/p_net_saving", "horizon/p_loss", "horizon/p_loss_capped", "assumptions/path",
                     "assumptions/distribution", "assumptions/scope", "assumptions/mean", "assumptions/sd",
                     "assumptions/source", "scenario/text_read", "scenario/text_resolved", "scenario/file",
                     "scenario/sha256"):
            assert name in file, name


@check
def shapes_are_those_of_the_interface(path):
    with h5py.File(path) as file:
        axes = {axis: len(file["summary"][axis]) for axis in ("quantile", "model", "place", "year")}
        cells = (axes["model"], axes["place"], axes["year"])
        swept = (len(file["summary/sweep"]),) if "sweep" in file["summary"] else ()
        assert file["summary/gap"].shape == (*swept, *cells)
        assert file["summary/gap_q"].shape == (*swept, axes["quantile"], *cells)
        services, parties = len(file["activity/service"]), len(file["party/party"])
        assert file["activity/activity"].shape == (*swept, *cells[:2], services, cells[2])
        assert file["activity/activity_q"].shape == (*swept, axes["quantile"], *cells[:2], services, cells[2])
        assert file["party/surplus_q"].shape == (*swept, axes["quantile"], *cells[:2], parties, cells[2])
        assert file["horizon/npv"].shape == (*swept, *cells[:2])
        assert file["trials/gap"].shape == (*swept, file.attrs["trials"], *cells)
        if swept:
            assert list(file["summary/sweep"]) == [1, 2, 3, 4, 5, 6]
            assert list(file["summary/sweep_1"]) == [0.3, 0.3, 0.5, 0.5, 0.7, 0.7]
            assert list(plain(file["summary/sweep_2"])) == ["nhs-gain-share", "block"] * 3
            assert file["summary/sweep_1"].attrs["long_name"] == "models.pacs.transportability"
        assert np.allclose(file["summary/quantile"], [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
        assert plain(file["summary/place"])[-1] == "all"
        assert plain(file["summary/model"])[0] == "do_nothing"
        years = np.asarray(file["summary/year"])
        assert years[0] == file.attrs["base_year"] and (np.diff(years) == 1).all()


@check
def the_root_tells_what_the_file_is(path):
    with h5py.File(path) as file:
        for name in ("title", "seed", "seed_text", "trials", "sampling", "price_basis", "scenario_hash", "acsim_version",
                     "format_version"):
            assert name in file.attrs, name
        assert str(file.attrs["seed"]) == file.attrs["seed_text"]
        assert re.fullmatch("[0-9a-f]{64}", file.attrs["scenario_hash"])
        assert all(re.fullmatch("[0-9a-f]{64}", hash) for hash in plain(file["scenario/sha256"]))


@check
def every_variable_has_units_and_a_long_name(path):
    with h5py.File(path) as file:
        for name, variable in variables(file):
            for attribute in ("units", "long_name"):
                value = variable.attrs.get(attribute)
                assert isinstance(value, str) and value, f"{name}: {attribute} is {value!r}"
            if variable.attrs["units"] == "GBP":
                assert "GBP" in variable.attrs["price_basis"], name


@check
def every_axis_has_a_scale_of_its_group(path):
    numbers = set()
    with h5py.File(path) as file:
        for name, variable in variables(file):
            group, own = name.split("/")
            if own in COORDINATES:
                assert h5py.h5ds.is_scale(variable.id), name
                numbers.add(int(variable.attrs["_Netcdf4Dimid"]))
                continue
            for axis, dimension in enumerate(variable.dims):
                assert len(dimension) == 1, f"{name}: axis {axis} has {len(dimension)} scales"
                assert dimension[0].name.rsplit("/", 1)[0] == f"/{group}", f"{name}: {dimension[0].name}"
                assert dimension[0].shape[0] == variable.shape[axis], name
        scales = sum(own in COORDINATES for name, _ in variables(file) for own in [name.split("/")[1]])
        assert len(numbers) == scales, "numbers of dimensions repeat"


@check
def types_are_those_every_reader_knows(path):
    with h5py.File(path) as file:
        for name, variable in variables(file):
            kind = variable.dtype.kind
            assert kind in "Ofi", f"{name}: {variable.dtype}"
            if kind == "O":
                text = h5py.check_string_dtype(variable.dtype)
                assert text.encoding == "utf-8" and text.length is None, f"{name}: {text}"
            if kind == "f":
                assert np.isnan(variable.fillvalue) and np.isnan(variable.attrs["_FillValue"]).all(), name
                assert variable.attrs["_FillValue"].dtype == variable.dtype, name
            if variable.dtype == np.int8:
                assert list(variable.attrs["flag_values"]) == [0, 1] and "flag_meanings" in variable.attrs, name
        for name, value in file.attrs.items():
            assert isinstance(value, (str, np.integer, np.floating)), f"{name}: {type(value)}"


@check
def order_of_creation_is_kept_and_no_time(path):
    order = h5py.h5p.CRT_ORDER_TRACKED | h5py.h5p.CRT_ORDER_INDEXED
    with h5py.File(path) as file:
        for group in [file["/"], *(file[name] for name in groups(file))]:
            assert group.id.get_create_plist().get_link_creation_order() == order, group.name
        for name, variable in variables(file):
            assert variable.id.get_create_plist().get_attr_creation_order() == order, name
            assert not variable.id.get_create_plist().get_obj_track_times(), name


def check_xarray(path, engine):
    with h5py.File(path) as file:
        for group in groups(file):
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                warnings.filterwarnings("ignore", category=DeprecationWarning)
                data = xarray.open_dataset(path, group=group, engine=engine)
            with data:
                assert set(data.variables) == set(file[group]), set(data.variables) ^ set(file[group])
                for name, variable in file[group].items():
                    own, seen = plain(variable[()]), plain(data[name].values)
                    assert own.shape == seen.shape, f"{group}/{name}: {own.shape} {seen.shape}"
                    if own.dtype.kind == "O":
                        assert (own == seen).all(), f"{group}/{name}"
                    else:
                        np.testing.assert_array_equal(own, seen, err_msg=f"{group}/{name}")
                    if name not in COORDINATES:
                        expected = tuple(scale[0].name.rsplit("/", 1)[1] for scale in variable.dims)
                        assert data[name].dims == expected, f"{group}/{name}: {data[name].dims}"
    with xarray.open_dataset(path, group="summary", engine=engine) as summary:
        if "sweep" in summary.dims:
            assert "sweep_1" in summary.coords and "sweep_2" in summary.coords
            chosen = (summary.sweep_1 == 0.5) & (summary.sweep_2 == "block")
            summary = summary.isel(sweep=int(np.flatnonzero(chosen.values)[0]))
        model, year = str(summary.model.values[-1]), int(summary.year.values[-1])
        saving = summary.net_saving.sel(model=model, place="all", year=year)
        cost = summary.cost.sel(place="all", year=year)
        assert float(saving) == float(saving), "the last year has no figure"
        difference = float(cost.sel(model="do_nothing") - cost.sel(model=model))
        assert abs(float(saving) - difference) <= 1e-9 * float(cost.sel(model=model)), (float(saving), difference)
        assert "model_title" in summary.coords and "place_title" in summary.coords
    with xarray.open_dataset(path, engine=engine) as root:
        assert root.attrs["title"]


@check
def xarray_netcdf4_sees_the_same(path):
    check_xarray(path, "netcdf4")


@check
def xarray_h5netcdf_sees_the_same(path):
    check_xarray(path, "h5netcdf")


@check
def ncdump_names_every_variable(path):
    process = subprocess.run(["ncdump", "-h", path], capture_output=True, text=True, timeout=120)
    assert process.returncode == 0, process.stderr
    group, seen = "", set()
    for line in process.stdout.splitlines():
        if found := re.match(r"group: (\w+) \{", line):
            group = found[1]
        elif found := re.match(r"\s+(?:double|string|int|int64|byte) (\w+)(?:\([\w, ]*\))? ;", line):
            seen.add(f"{group}/{found[1]}")
    with h5py.File(path) as file:
        expected = {name for name, _ in variables(file)}
    assert seen == expected, seen ^ expected
    assert "phony" not in process.stdout, "an axis without a dimension"


def write_sums(path, to):
    """What R is to find: the name, the number of items and the sum (of lengths for texts)."""
    with h5py.File(path) as file:
        for name, variable in variables(file):
            values = plain(variable[()])
            if values.dtype.kind == "O":
                total = sum(len(text) for text in values.ravel())
            else:
                total = float(np.nansum(values))
            dimensions = "x".join(map(str, reversed(variable.shape)))
            to.write(f"{name}\t{values.size}\t{total!r}\t{dimensions}\n")


@check
def r_ncdf4_sees_the_same(path):
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as sums:
        write_sums(path, sums)
        sums.flush()
        process = subprocess.run(["Rscript", "--vanilla", HERE / "check_reader.R", path, sums.name],
                                 capture_output=True, text=True, timeout=300,
                                 env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert process.returncode == 0, process.stdout[-2000:] + process.stderr
    assert re.search(r"^[1-9]\d* passed, 0 failed$", process.stdout, re.MULTILINE), process.stdout + process.stderr


def make_file(program, folder, name, *arguments):
    scenario, path = SOURCE / "scenarios/doncaster/doncaster-2016.yaml", f"{folder}/{name}.h5"
    subprocess.run([program, "run", scenario, "-o", path, "--trials", "200", "--save-trials", "gap,net_saving", "--quiet",
                    *arguments], check=True, stdout=subprocess.DEVNULL, timeout=300)
    return path


def make_files(program, folder):
    """A plain file, and one of a sweep over numbers and texts."""
    return [make_file(program, folder, "plain"),
            make_file(program, folder, "sweep", "--sweep", "models.pacs.transportability=0.3,0.5,0.7",
                      "--sweep", "models.mcp_soft.contract=nhs-gain-share,block")]


def run_checks(path):
    passed = failed = 0
    for function in CHECKS:
        try:
            function(path)
            passed += 1
        except Exception:
            failed += 1
            print(f"FAILED: {function.__name__.replace('_', ' ')}\n{traceback.format_exc(limit=-2)}")
    return passed, failed


def main():
    with tempfile.TemporaryDirectory() as folder:
        given = sys.argv[1]
        paths = [given] if h5py.is_hdf5(given) else make_files(given, folder)
        passed, failed = map(sum, zip(*(run_checks(str(path)) for path in paths)))
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
