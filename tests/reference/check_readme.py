#!/usr/bin/env python3
"""The example of scenarios/README.md, through the command line: check_readme.py ACSIM

Prints each check and ends with 'N passed, N failed'.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(os.environ.get("ACSIM_SOURCE", Path(__file__).resolve().parents[2]))
PAGE = SOURCE / "scenarios" / "README.md"


def files(text):
    """Fenced blocks that name a file: ```yaml town.yaml"""
    return re.findall(r"^```(?:yaml|csv) (\S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def settings(text):
    """Of the command line that stands indented."""
    command = "".join(line for line in text.splitlines(True) if line.startswith("    "))
    return [quoted or plain for quoted, plain in re.findall(r"--set (?:'([^']*)'|(\S+=\S+))", command)]


def main():
    program, text, counts = str(Path(sys.argv[1]).resolve()), PAGE.read_text(encoding="utf-8"), [0, 0]

    os.environ.setdefault("ACSIM_SCENARIOS", str(PAGE.parent))

    def check(good, what):
        counts[not good] += 1
        print(("ok    " if good else "FAIL  ") + what, flush=True)

    with tempfile.TemporaryDirectory(prefix="acsim-") as folder:
        blocks = files(text)
        check(len(blocks) == 6, f"the page has {len(blocks)} files")
        for name, content in blocks:
            path = Path(folder) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")

        def acsim(*arguments):
            process = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True)
            check(process.returncode == 0, " ".join(("acsim",) + arguments) + "\n" * bool(process.stderr) + process.stderr)
            return process.stdout

        acsim("check", "town.yaml")
        table = acsim("run", "town.yaml", "--quiet", "--trials", "200", "-o", "town.h5")
        check("hubs_at_risk" in table, "the model under another name is in the table")
        changes = settings(text)
        check(len(changes) == 4, f"the page shows {len(changes)} settings")
        acsim("check", "town.yaml", *(word for change in changes for word in ("--set", change)))
    print(f"{counts[0]} passed, {counts[1]} failed")
    return 1 if counts[1] else 0


if __name__ == "__main__":
    sys.exit(main())
