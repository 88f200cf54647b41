"""acsim settle: rows worked by hand, and every way to get them wrong."""
import csv
import io

from harness import check, main

TERMS = """acsim_contract: 1
title: Worked by hand
kind: gain_share
scope: [lines, that, no, scenario, has]
minimum_savings_rate: 0.02
sharing_rate: 0.5
gain_cap: 0.04
payment_factor: 0.9
quality: {gate: 0.5, scales_gain: true}
two_sided: {minimum_loss_rate: 0.02, rate: 0.75, inverse_to_quality: true, between: [0.4, 0.75], cap: 0.03}
"""
HEADER = "id,persons,benchmark,expenditure,quality"


def settled(acsim, contract, rows, *options):
    acsim.file("rows.csv", rows)
    return list(csv.DictReader(io.StringIO(acsim("settle", contract, "rows.csv", *options).expect(0).out)))


def near(row, **expected):
    for name, value in expected.items():
        assert abs(float(row[name]) - value) < 1e-9, f"{row['id']}: {name} is {row[name]}, not {value}"


@check
def rows_worked_by_hand(acsim):
    acsim.file("terms.yaml", TERMS)
    gain, below, cap, poor, loss, small, deep = settled(acsim, "terms.yaml", HEADER + """
gain,5000,1000,950,0.8
below,5000,1000,981,0.8
cap,5000,1000,800,1
poor,5000,1000,950,0.4
loss,5000,1000,1050,0.8
small,5000,1000,1019,0.8
deep,5000,1000,1200,0
""")
    near(gain, savings=50, savings_rate=0.05, minimum_savings_rate=0.02, share_rate=0.4, gain=18, loss=0, capped=0)
    near(below, savings=19, share_rate=0, gain=0, loss=0, capped=0)
    near(cap, savings=200, share_rate=0.5, gain=40, capped=1)
    near(poor, savings=50, share_rate=0, gain=0)
    near(loss, savings=-50, savings_rate=-0.05, share_rate=0.4, gain=0, loss=20, capped=0)
    near(small, share_rate=0, loss=0)
    near(deep, savings=-200, share_rate=0.75, loss=30, capped=1)


@check
def more_rows_than_a_block_of_trials(acsim):
    acsim.file("terms.yaml", TERMS)
    rows = settled(acsim, "terms", HEADER + "\n" + "".join(f"r{i},5000,1000,{980 - i / 10},1\n" for i in range(200)))
    assert [row["id"] for row in rows] == [f"r{i}" for i in range(200)]
    for i, row in enumerate(rows):
        near(row, gain=0.45 * (20 + i / 10))


@check
def other_columns_pass_through(acsim):
    acsim.file("terms.yaml", TERMS)
    row, = settled(acsim, "terms.yaml", 'name,' + HEADER + ',note\n"Smith, Jones ""and"" Co",a,5000,1000,950,1, 007 \n')
    assert row["name"] == 'Smith, Jones "and" Co' and row["note"] == "007"
    assert list(row)[:8] == ["name", *HEADER.split(","), "note", "savings"], list(row)


@check
def a_rows_own_rates(acsim):
    acsim.file("terms.yaml", TERMS)
    rows = HEADER + ",minimum_savings_rate\na,5000,1000,950,1,0.06\nb,5000,1000,950,1,\nc,5000,1000,1050,1,0.06\n"
    own, contract, loss = settled(acsim, "terms.yaml", rows)
    near(own, minimum_savings_rate=0.06, gain=0)
    near(contract, minimum_savings_rate=0.02, gain=22.5)
    near(loss, loss=0)
    apart = settled(acsim, "terms.yaml", rows, "--set", "two_sided.minimum_loss_rate=0.01")[2]
    near(apart, loss=20)
    rows = HEADER + ",minimum_savings_rate,minimum_loss_rate\nc,5000,1000,1050,1,0.06,0.03\n"
    near(settled(acsim, "terms.yaml", rows)[0], loss=20, minimum_savings_rate=0.06)


@check
def full_risk_and_none(acsim):
    acsim.file("whole.yaml", "acsim_contract: 1\nkind: full_risk\nminimum_savings_rate: 0.5\n")
    rows = HEADER + "\na,5000,1000,999,0\nb,5000,1000,1001,0\n"
    gain, loss = settled(acsim, "whole", rows)
    near(gain, gain=1, loss=0, share_rate=1, minimum_savings_rate=0)
    near(loss, gain=0, loss=1, share_rate=1)
    for row in settled(acsim, "block", rows):
        near(row, gain=0, loss=0, share_rate=0, minimum_savings_rate=0, capped=0)


@check
def standard_errors_of_luck(acsim):
    acsim.file("z.yaml", "acsim_contract: 1\nkind: gain_share\nluck: {cv_person: 3}\nminimum_savings_rate: {z: 2}\n")
    near(settled(acsim, "z", HEADER + "\na,10000,1000,950,1\n")[0], minimum_savings_rate=0.06, gain=0)
    # shape plays no part; counting persons up to the 99th percentile lowers their cv of 3 to 1.84543
    acsim.file("z.yaml", "acsim_contract: 1\nkind: gain_share\nluck: {cv_person: 3, shape: gamma, truncate_at: 0.99}\n"
               "minimum_savings_rate: {z: 2}\n")
    near(settled(acsim, "z", HEADER + "\na,10000,1000,950,1\n")[0], minimum_savings_rate=0.0369086697, gain=50)


@check
def benchmarks_of_networks_play_no_part(acsim):
    acsim.file("plain.yaml", TERMS)
    acsim.file("own.yaml", TERMS + "pooled: true\n"
               "benchmark: {method: historical, years: 2, weights: [2, 1], rebase: 5, blend: 0.5}\n")
    rows = HEADER + "\na,5000,1000,900,1\nb,5000,1000,1200,0.8\n"
    plain, own = settled(acsim, "plain.yaml", rows), settled(acsim, "own.yaml", rows)
    for before, after in zip(plain, own):
        near(after, gain=float(before["gain"]), loss=float(before["loss"]))


@check
def revenue_where_the_contract_uses_it(acsim):
    acsim.file("terms.yaml", TERMS.replace("cap: 0.03", "cap: 0.03, cap_of: revenue"))
    acsim.file("rows.csv", HEADER + "\na,5000,1000,1200,1\n")
    acsim("settle", "terms.yaml", "rows.csv").expect(2, "no column 'revenue'")
    near(settled(acsim, "terms.yaml", HEADER + ",revenue\na,5000,1000,1200,1,200\n")[0], loss=6, capped=1)


@check
def terms_that_run_over_years(acsim):
    acsim.file("path.yaml", "acsim_contract: 1\nkind: gain_share\nsharing_rate: {2016: 0.2, 2018: 0.4}\n")
    acsim.file("rows.csv", HEADER + "\na,5000,1000,900,1\n")
    acsim("settle", "path.yaml", "rows.csv").expect(2, "no column 'year'")
    rows = settled(acsim, "path.yaml", HEADER + ",year\n" + "".join(f"a,5000,1000,900,1,{y}\n" for y in (2010, 2017, 2020)))
    for row, gain in zip(rows, (20, 30, 40)):
        near(row, gain=gain)


@check
def distributions_at_their_means(acsim):
    acsim.file("beta.yaml", "acsim_contract: 1\nkind: gain_share\nsharing_rate: {beta: {mean: 0.3, sd: 0.1}}\n"
               "quality: {score: {beta: {mean: 0.8, sd: 0.1}}, scales_gain: true}\n")
    acsim.file("rows.csv", HEADER + "\na,5000,1000,900,0.5\n")
    result = acsim("settle", "beta.yaml", "rows.csv").expect(0, "warning:", "contract.sharing_rate", "mean, 0.3",
                                                             absent=["contract.quality.score"])
    near(list(csv.DictReader(io.StringIO(result.out)))[0], gain=15)


@check
def contracts_by_name_and_by_extension(acsim):
    rows = acsim.file("rows.csv", HEADER + "\na,5500,1000,900,1\n")
    by_name = acsim("settle", "mssp-track-1", rows).expect(0).out
    assert by_name == acsim("settle", "mssp-track-1.yaml", rows).expect(0).out
    acsim.file("mine.yaml", "acsim_contract: 1\nextends: mssp-track-1\npayment_factor: 1\n")
    mine = acsim("settle", "mine.yaml", rows).expect(0).out
    assert mine != by_name
    assert mine == acsim("settle", "mssp-track-1", rows, "--set", "payment_factor=1").expect(0).out
    for name in ("track-2", "track-3", "basic-a", "basic-b", "basic-c", "basic-d", "basic-e", "enhanced"):
        acsim("settle", f"mssp-{name}", rows).expect(0, absent=["warning"])


@check
def the_table_goes_to_a_file(acsim):
    rows = acsim.file("rows.csv", HEADER + "\na,5500,1000,900,1\nb,5500,1000,1100,1\n")
    acsim("settle", "mssp-track-3", rows, "-o", "out.csv").expect(0, "2 rows: 1 gain", "1 lose", "out.csv")
    assert (acsim.folder / "out.csv").read_text() == acsim("settle", "mssp-track-3", rows).out
    acsim("settle", "mssp-track-1", rows, "-o", "out.csv").expect(1, "exists already", "--force")
    acsim("settle", "mssp-track-1", rows, "-o", "out.csv", "--force").expect(0)
    acsim("settle", "mssp-track-1", rows, "-o", rows, "--force").expect(1, "the rows themselves")
    acsim("settle", "mssp-track-1", rows, "-o", ".", "--force").expect(1, "not a file")
    acsim("settle", "mssp-track-1", rows, "-o", "no/out.csv").expect(1, "no/out.csv: cannot be written")
    acsim("settle", "mssp-track-1", rows, "-o", "big.csv", shell_prefix="trap '' XFSZ; ulimit -f 0;").expect(1, absent=["1 row"])
    acsim("settle", "mssp-track-1", "absent.csv", "-o", "new.csv").expect(2)
    assert sorted(path.name for path in acsim.folder.iterdir()) == ["out.csv", "rows.csv"]


@check
def wrong_tables(acsim):
    acsim.file("terms.yaml", TERMS)
    for rows, words in {
        "id,persons,benchmark,expenditure\na,1,1,1\n": ["no column 'quality'"],
        "id,persons,benchmarks,expenditure,quality\na,1,1,1,1\n": ["rows.csv:1:12", "'benchmark'", "is it this one"],
        HEADER + "\na,5000,-1000,900,1\n": ["rows.csv:2:8: error:", "'benchmark'", "-1000", "at least 0 (money)"],
        HEADER + "\na,5000,0,900,1\n": ["rows.csv:2:8: error:", "more than 0"],
        HEADER + "\na,0,1000,900,1\n": ["'persons'", "from 1 to"],
        HEADER + "\na,5000,1000,nan,1\n": ["'expenditure'"],
        HEADER + "\na,5000,1000,900,91\n": ["'quality'", "from 0 to 1 (share of points)"],
        HEADER + "\na,5000,1000,900,P4R\n": ["'quality'", "rows.csv:2:17"],
        HEADER + "\n,5000,1000,900,1\n": ["'id' is empty"],
        HEADER + "\na,5000,1000,900\n": ["4 fields", "5"],
        HEADER + ",gain\na,5000,1000,900,1,3\n": ["settling adds a column 'gain'"],
        HEADER + ",minimum_savings_rate\na,5000,1000,900,1,2\n": ["'minimum_savings_rate'", "from 0 to 1"],
        HEADER + "\na,5000,x,900,1\nb,5000,1000,y,1\n": ["rows.csv:2:8", "rows.csv:3:13"],
        HEADER + "\n": ["no rows"],
        "": ["empty"],
    }.items():
        acsim.file("rows.csv", rows)
        result = acsim("settle", "terms.yaml", "rows.csv").expect(2, "error:", *words)
        assert not result.out


@check
def wrong_contracts(acsim):
    rows = acsim.file("rows.csv", HEADER + "\na,5500,1000,900,1\n")
    acsim("settle", "mssp-track-9", rows).expect(2, "no contract 'mssp-track-9'", "did you mean 'mssp-track-")
    acsim("settle", "mssp-trak-1.yaml", rows).expect(2, "did you mean 'mssp-track-1'?")
    acsim("settle", "no/such.yaml", rows).expect(2, "no file 'no/such.yaml'")
    acsim("settle", "england/stp44-2016", rows).expect(2, "is a scenario, expected a contract")
    acsim.file("wrong.yaml", TERMS.replace("sharing_rate: 0.5", "sharing_rat: 0.5"))
    acsim("settle", "wrong.yaml", rows).expect(2, "wrong.yaml:6:1", "did you mean 'sharing_rate'?")
    acsim.file("wrong.yaml", TERMS.replace("sharing_rate: 0.5", "sharing_rate: 5"))
    acsim("settle", "wrong.yaml", rows).expect(2, "wrong.yaml:6:15", "from 0 to 1")
    acsim("settle", "block", rows, "--set", "payment_factr=1").expect(2, "did you mean 'payment_factor'?")


@check
def arguments_are_counted(acsim):
    acsim("settle").expect(2, "which contract")
    acsim("settle", "block").expect(2, "which rows")
    acsim("settle", "a", "b", "c").expect(2, "'c'")
    acsim("settle", "block", "absent.csv").expect(2, "no file 'absent.csv'")
    acsim("settle", "a", "b", "--ouput=c").expect(2, "'--output'")


if __name__ == "__main__":
    main()
