"""Files that are wrong, or meant to hurt: refused quickly, with the place and what would be right."""
import os
import re
import time

import small
from harness import check, main

QUICK = 5  # seconds; the largest of these files takes a fraction of one


def refuse(acsim, name, *words, at=None, arguments=()):
    """`check` refuses the file with these words; at: the 'file:line' its first message names."""
    start = time.monotonic()
    result = acsim("check", name, *arguments).expect(2, "error:", *words)
    assert time.monotonic() - start < QUICK, f"took {time.monotonic() - start:.1f} s"
    assert not result.out, result.out
    assert len(result.err) < 100_000, f"{len(result.err)} bytes of messages"
    if at:
        assert re.search(rf"(^|/){re.escape(at)}:\d+: error:", result.err, re.MULTILINE), result.err
    return result


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


def spoiled(acsim, old, new, *words):
    """The small scenario with one thing wrong; the message must name its line and show it with a caret."""
    text = small.changed(old, new)
    name = small.write(acsim, text)
    result = refuse(acsim, name, *words, at=f"small.yaml:{line_of(text, new)}")
    assert "^" in result.err, result.err


@check
def the_small_scenario_is_right(acsim):
    acsim("check", small.write(acsim)).expect(0, "2", "300", absent=["error"])


@check
def unknown_keys_name_the_nearest(acsim):
    spoiled(acsim, "funding_growth: 0.01", "fundng_growth: 0.01", "fundng_growth", "funding_growth")
    spoiled(acsim, "horizon: 4", "horizn: 4", "horizn", "horizon")
    spoiled(acsim, "provider: acute\n    activity: {town: 12", "provider: acoot\n    activity: {town: 12", "acute")
    spoiled(acsim, "{normal: {mean: 0.05, sd: 0.02}}", "{norml: {mean: 0.05, sd: 0.02}}", "normal")
    spoiled(acsim, "  - net\n", "  - nett\n", "nett")


@check
def all_mistakes_are_reported(acsim):
    text = small.changed("horizon: 4", "horizon: -4")
    text = small.changed("trials: 300", "trials: many", text)
    text = small.changed("unit: scan", "unti: scan", text)
    result = refuse(acsim, small.write(acsim, text), "unti", "many", "-4")
    assert result.err.count("error:") >= 3, result.err


@check
def numbers_are_decimal_and_finite(acsim):
    for wrong in ["1e999", "-1e999", "nan", ".nan", "NaN", "inf", ".inf", "-.inf", "0x10", "0o17", "0b1", "1_000",
                  "1,000", "12abc", "1e", "--3", "'2500'", "~", "true", "1:30"]:
        spoiled(acsim, "price: 2500", f"price: {wrong}")


@check
def ranges_are_checked_with_their_unit(acsim):
    spoiled(acsim, "variable_share: 0.5", "variable_share: 1.5", "1.5", "variable_share")
    spoiled(acsim, "release_years: 4", "release_years: 0", "release_years")
    spoiled(acsim, "persons: 40000", "persons: -40000", "persons")
    spoiled(acsim, "base_year: 2016", "base_year: 16", "base_year")
    spoiled(acsim, "horizon: 4", "horizon: 1.5", "horizon")
    spoiled(acsim, "sd: 0.02", "sd: -0.02", "sd")


@check
def duplicate_keys(acsim):
    spoiled(acsim, "trials: 300\n", "horizon: 5\ntrials: 300\n", "horizon", "line 4")


@check
def depth_size_aliases(acsim):
    refuse(acsim, acsim.file("deep.yaml", "acsim: " + "[" * 200_000))
    refuse(acsim, acsim.file("maps.yaml", "acsim: " + "{a: " * 100_000))
    refuse(acsim, acsim.file("blocks.yaml", "".join(" " * i + "a:\n" for i in range(3000))))
    refuse(acsim, acsim.file("keys.yaml", small.SCENARIO + "".join(f"key{i}: 1\n" for i in range(50_000))))
    refuse(acsim, acsim.file("items.yaml", "acsim: [" + "1," * 500_000 + "1]"))
    refuse(acsim, acsim.file("large.yaml", "a: '" + "x" * (17 << 20) + "'"))
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9))
    refuse(acsim, acsim.file("bomb.yaml", bomb))
    refuse(acsim, acsim.file("tag.yaml", small.changed("price: 2500", "price: !!float 2500")))


@check
def broken_text(acsim):
    refuse(acsim, acsim.file("utf8.yaml", b"acsim: 1\ntitle: \xff\xfe bad\n"), "utf-8")
    refuse(acsim, acsim.file("overlong.yaml", b"acsim: 1\ntitle: \xc0\xaf\n"), "utf-8")
    refuse(acsim, acsim.file("nul.yaml", b"acsim: 1\ntitle: a\0b\n"))
    refuse(acsim, acsim.file("empty.yaml", ""))
    refuse(acsim, acsim.file("list.yaml", "- 1\n- 2\n"))
    refuse(acsim, acsim.file("two.yaml", small.SCENARIO + "---\n" + small.SCENARIO))
    refuse(acsim, acsim.file("open.yaml", "acsim: {1: [2, 3\n"))
    refuse(acsim, acsim.file("tab.yaml", "acsim: 1\nplaces:\n\ttown: 1\n"))
    refuse(acsim, acsim.file("binary.yaml", bytes(range(256)) * 64))


@check
def messages_do_not_drive_the_terminal(acsim):
    result = acsim("check", acsim.file("escape.yaml", b'acsim: 1\n"\\e[31mred\\a": 1\n')).expect(2)
    assert "\x1b" not in result.err and "\a" not in result.err, repr(result.err)


@check
def files_that_are_none(acsim):
    refuse(acsim, "absent.yaml", "absent.yaml")
    os.mkdir(acsim.folder / "folder.yaml")
    refuse(acsim, "folder.yaml", "folder.yaml")
    os.mkfifo(acsim.folder / "pipe.yaml")
    refuse(acsim, "pipe.yaml", "pipe.yaml")
    refuse(acsim, "/dev/zero", "/dev/zero")
    refuse(acsim, "", "error")
    text = small.changed("title: Two towns", "extends: base/absent.yaml")
    refuse(acsim, small.write(acsim, text), "absent.yaml", at=f"small.yaml:{line_of(text, 'base/absent')}")
    loop = small.changed("title: Two towns", "extends: small.yaml")
    refuse(acsim, small.write(acsim, loop), "small.yaml")


TABLES = small.changed("places:\n", "population:\n  base: {table: base.csv}\n  index: {table: index.csv}\nplaces:\n")
TABLES = TABLES.replace("persons: 120000, ", "").replace("persons: 40000, ", "")
BASE = "place,age,persons\ntown,0-64,90000\ntown,65plus,30000\nvillage,0-64,30000\nvillage,65plus,10000\n"
INDEX = "place,age,2016,2018,2020\n" + "".join(
    f"{place},{age},100,110,120\n" for place in ("town", "village") for age in ("0-64", "65plus"))


def tables(acsim, base=BASE, index=INDEX, scenario=TABLES):
    acsim.file("base.csv", base)
    acsim.file("index.csv", index)
    return small.write(acsim, scenario)


@check
def tables_are_right(acsim):
    acsim("check", tables(acsim)).expect(0, absent=["error"])
    acsim("check", tables(acsim, base=BASE.replace("\n", "\r\n"))).expect(0, absent=["error"])
    acsim("check", tables(acsim, base=BASE.replace("town,0-64", '"town","0-64"'))).expect(0, absent=["error"])


@check
def tables_are_checked(acsim):
    refuse(acsim, tables(acsim, BASE.replace("village,0-64,30000", "village,0-64")), at="base.csv:4")
    refuse(acsim, tables(acsim, BASE.replace("village,0-64,30000", "village,0-64,30000,1")), at="base.csv:4")
    refuse(acsim, tables(acsim, BASE.replace("persons", "people")), "persons", at="base.csv:1")
    refuse(acsim, tables(acsim, BASE.replace("place,age,persons", "place,age,persons,persons", 1)), "persons")
    refuse(acsim, tables(acsim, BASE.replace(",90000", ",-90000")), "persons", at="base.csv:2")
    refuse(acsim, tables(acsim, BASE.replace(",90000", ",nan")), at="base.csv:2")
    refuse(acsim, tables(acsim, BASE.replace(",90000", ",")), at="base.csv:2")
    refuse(acsim, tables(acsim, BASE.replace(",90000", ",0x10")), at="base.csv:2")
    refuse(acsim, tables(acsim, BASE.replace("0-64,90000", "64-0,90000")), "64-0", at="base.csv:2")
    refuse(acsim, tables(acsim, BASE.replace("village", "vilage")), "village")
    refuse(acsim, tables(acsim, BASE + "town,0-64,5\n"), "0-64")
    refuse(acsim, tables(acsim, ""), "base.csv")
    refuse(acsim, tables(acsim, "place,age,persons\n"))
    refuse(acsim, tables(acsim, b"place,age,persons\ntown,0-64,\xff\n"), "utf-8")
    refuse(acsim, tables(acsim, 'place,age,persons\n"town,0-64,3\n'))


@check
def tables_cover_the_horizon(acsim):
    refuse(acsim, tables(acsim, index=INDEX.replace(",2020", ",2019")), "2020", "index.csv")
    refuse(acsim, tables(acsim, index=INDEX.replace(",2016", ",2017").replace(",2018", ",2019")), "2016")
    refuse(acsim, tables(acsim, index=INDEX.replace("village,65plus", "village,70plus")), "65")


@check
def a_missing_table_names_who_asked(acsim):
    text = TABLES.replace("base.csv", "lost.csv")
    tables(acsim)
    refuse(acsim, small.write(acsim, text), "lost.csv", at=f"small.yaml:{line_of(text, 'lost.csv')}")
    os.mkdir(acsim.folder / "lost.csv")
    refuse(acsim, small.write(acsim, text), "lost.csv")


@check
def mistakes_in_models_and_contracts_have_their_own_file(acsim):
    name = small.write(acsim)
    acsim.file("models/net.yaml", small.changed("hazard: 0.05", "hazrad: 0.05", small.MODEL))
    refuse(acsim, name, "hazard", at=f"net.yaml:{line_of(small.MODEL, 'hazard')}")
    small.write(acsim)
    acsim.file("contracts/share.yaml", small.changed("[emergency]", "[emergencies]", small.CONTRACT))
    refuse(acsim, name, "emergencies", at=f"share.yaml:{line_of(small.CONTRACT, '[emergency]')}")


@check
def overrides_are_checked_too(acsim):
    name = small.write(acsim)
    refuse(acsim, name, "horizn", "horizon", arguments=["--set", "horizn=3"])
    refuse(acsim, name, "variable_share", arguments=["--set", "services.emergency.variable_share=7"])
    refuse(acsim, name, arguments=["--set", "services.emergency.price=0x10"])
    refuse(acsim, name, arguments=["--set", "services.emergency.price=[" + "[" * 5000])
    refuse(acsim, name, arguments=["--set", "services..price=1"])
    refuse(acsim, name, arguments=["--set", "horizon.x.y=1"])


if __name__ == "__main__":
    main()
