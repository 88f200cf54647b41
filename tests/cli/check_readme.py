"""What README.md shows is what the program prints, its picture is that of the same run, and so is the
table of parties in scenarios/README.md.

    check_readme.py ACSIM            compares
    check_readme.py ACSIM --update   writes the output and the picture anew
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py

from harness import SOURCE, Program, sanitized

README, PICTURE = SOURCE / "README.md", SOURCE / "scenarios/england/gap.svg"
PARTIES = SOURCE / "scenarios/README.md"


def shown_by(acsim, readme):
    """[(what stands in the README, what the program prints)]"""
    summary = re.search(r"The first ends with:\n\n```\n(.*?)```\n", readme, re.DOTALL)[1]
    run = acsim("run", SOURCE / "scenarios/england/stp44-2016.yaml", "--quiet").expect(0)
    yield summary, run.out
    for block in re.findall(r"```console\n(.*?)```\n", readme, re.DOTALL):
        lines = block.splitlines()
        command = next(line for line in lines if line.startswith("$ acsim"))
        if lines[0].startswith("$ cat "):
            acsim.file(lines[0].split()[2], "\n".join(lines[1 : lines.index(command)]) + "\n")
        result = acsim(*command.split()[2:])
        yield block.split(command + "\n")[1], result.out + result.err


def picture(program, acsim):
    script = SOURCE / "scenarios/england/picture.py"
    return subprocess.run([sys.executable, script, program, acsim.folder / "stp44-2016.h5"], check=True,
                          capture_output=True, text=True).stdout


def parties_shown(page):
    """{model: [surplus of each party less that under do nothing, and their sum]}, GBP m as printed."""
    rows = page.split("| model | budget | commissioner | network | hospital | community | practices | net saving |\n")[1]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in rows.split("\n\n")[0].splitlines()[1:]]
    return {re.sub(r"`|, itself", "", row[0]).replace(" ", "_"): [cell for cell in row[2:] if cell] for row in rows}


def parties_found(path):
    with h5py.File(path) as file:
        party = file["party"]
        names = {axis: [name.decode() for name in party[axis][:]] for axis in ("model", "place", "party")}
        order = [names["party"].index(name) for name in ("commissioner", "network", "acute", "community", "practices")]
        surplus = party["surplus"][:, names["place"].index("all"), order, -1] / 1e6
    found = {}
    for name, own in zip(names["model"], surplus):
        change = own if name == "do_nothing" else [*(own - surplus[0]), (own - surplus[0]).sum()]
        text = [f"{value:,.0f}" if name == "do_nothing" else f"{value:+,.0f}" for value in change]
        found[name] = text if name == "do_nothing" else text[:-1] + [text[-1].lstrip("+")]
    return found


def main():
    program, update = str(Path(sys.argv[1]).resolve()), "--update" in sys.argv[2:]
    if sanitized(program):
        print("not run under sanitizers, where England takes minutes\n1 passed, 0 failed")
        return 0
    readme = README.read_text()
    results = []
    with tempfile.TemporaryDirectory(prefix="acsim-") as folder:
        acsim = Program(program, folder)
        for stands, printed in list(shown_by(acsim, readme)):
            results.append(stands == printed)
            readme = readme.replace(stands, printed)
            if not results[-1]:
                print(f"README.md has\n{stands}\nthe program prints\n{printed}")
        drawn = picture(program, acsim)
        results.append(PICTURE.exists() and drawn == PICTURE.read_text())
        if not results[-1]:
            print(f"{PICTURE.relative_to(SOURCE)} is not that of the run")
        shown, found = parties_shown(PARTIES.read_text()), parties_found(acsim.folder / "stp44-2016.h5")
        results.append(shown == found)
        if not results[-1]:
            print(f"{PARTIES.relative_to(SOURCE)} has\n{shown}\nthe run has\n{found}")
    if update:
        README.write_text(readme)
        PICTURE.write_text(drawn)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) or update else 1


if __name__ == "__main__":
    sys.exit(main())
