"""The command line: every subcommand, its options, and every way to get them wrong."""
import re

from harness import SOURCE, check, main


@check
def help_and_version(acsim):
    overall = acsim("--help").expect(0)
    for command in ("check", "run", "show", "settle", "describe"):
        assert re.search(rf"^  {command} ", overall.out, re.MULTILINE), overall.out
        page = acsim(command, "--help").expect(0, "Usage: acsim " + command)
        assert not page.err
    version = re.search(r"version: '([^']+)'", (SOURCE / "meson.build").read_text())[1]
    assert acsim("--version").expect(0).out.startswith(f"acsim {version} (")
    acsim("run", "--version").expect(0, version)


@check
def no_command_is_a_usage_error(acsim):
    result = acsim().expect(2, "Usage")
    assert not result.out


@check
def misspelt_words_name_the_nearest(acsim):
    acsim("chekc").expect(2, "unknown command 'chekc'", "did you mean 'check'?")
    acsim("frobnicate").expect(2, "unknown command", absent=["did you mean"])
    acsim("run", "x.yaml", "--trails", "5").expect(2, "'--trails'", "'--trials'")
    acsim("show", "x.h5", "--metrics=gap").expect(2, "'--metrics'", "'--metric'")
    acsim("check", "-x").expect(2)


@check
def operands_are_counted(acsim):
    for command in ("check", "run", "show"):
        acsim(command).expect(2, "which")
        acsim(command, "a", "b").expect(2, "'b'")
    acsim("describe", "metrics", "models").expect(2, "'models'")


@check
def numbers_are_strict(acsim):
    for option, wrong in {
        "--trials": ["0", "-5", "1e3", "abc", "", " 7", "10x", "0x10", "99999999999999999999", "1000000001"],
        "--threads": ["0", "-1", "two", "1025", "1.5"],
        "--seed": ["-1", "9223372036854775808", "1e3", "abc", ""],
    }.items():
        for text in wrong:
            acsim("run", "x.yaml", f"{option}={text}").expect(2, option, f"not '{text}'", "whole number")
    acsim("show", "x.h5", "--year=soon").expect(2, "--year")
    acsim("run", "x.yaml", "--quantiles=some").expect(2, "'all'")
    acsim("run", "x.yaml", "--set", "horizon").expect(2, "PATH=VALUE")
    acsim("run", "x.yaml", "--set", "=3").expect(2, "PATH=VALUE")
    acsim("show", "x.h5", "--csv", "--json").expect(2, "exclude")


@check
def lost_output_is_a_failure(acsim):
    with open("/dev/full", "w") as full:
        acsim("--help", stdout=full).expect(1, "cannot write")
        acsim("run", "--help", stdout=full).expect(1, "cannot write")
        acsim("describe", "metrics", stdout=full).expect(1, "cannot write")


if __name__ == "__main__":
    main()
