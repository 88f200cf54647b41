#!/usr/bin/env python3
"""What the pages of scenarios/ show, through the command line: check_readme.py ACSIM

The example of README.md and every other block or aside of YAML, the forms of values, and the list
of distributions. Prints each check and ends with 'N passed, N failed'.
"""

import os
import re
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import yaml

SOURCE = Path(os.environ.get("ACSIM_SOURCE", Path(__file__).resolve().parents[2]))
PAGE = SOURCE / "scenarios" / "README.md"


def files(text):
    """Fenced blocks that name a file: ```yaml town.yaml"""
    return re.findall(r"^```(?:yaml|csv) (\S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def fragments(text):
    """Fenced blocks of YAML that name none, and indented ones: parts of a scenario, models, contracts."""
    fenced = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^\n((?:    .*\n)+)", text, re.MULTILINE)
    return fenced + [textwrap.dedent(block) for block in indented if re.match(r"    [a-z_]+:", block)]


def asides(text, keys):
    """`key: value` in running text, where the key is one of a file's and nothing is left to the reader."""
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    wholes = [re.sub(r"^(?=\{method: )", "benchmark: ", code) for code in codes(text)]  # a table's column says what they are
    return [code for code in wholes if re.match(r"\w+: ", code) and code.split(":")[0] in keys
            and not re.search(r"\.\.\.|\b[A-Z]{3,}\b|=", code)]


def settings(text):
    """Of the command line that stands indented."""
    command = "".join(line for line in text.splitlines(True) if line.startswith("    "))
    return [quoted or plain for quoted, plain in re.findall(r"--set (?:'([^']*)'|(\S+=\S+))", command)]


def rows(text, heading):
    """Cells of the table with this heading."""
    body = text.split(heading + "\n")[1].split("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in body]


def codes(cell):
    return [" ".join(code.split()) for code in re.findall(r"(?<!`)`([^`]+)`(?!`)", cell)]


class Page:
    def __init__(self, program, folder):
        self.program, self.folder, self.counts = program, Path(folder), [0, 0]

    def check(self, good, what):
        self.counts[not good] += 1
        print(("ok    " if good else "FAIL  ") + what, flush=True)

    def file(self, name, content):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def acsim(self, *arguments):
        process = subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, text=True)
        self.check(process.returncode == 0, " ".join(("acsim",) + arguments) + "\n" * bool(process.stderr) + process.stderr)
        return process.stdout

    def set(self, *changes):
        self.acsim("check", "town.yaml", *(word for change in changes for word in ("--set", change)))


def check_example(page, text):
    blocks = files(text)
    for name in ("town.yaml", "models/hubs.yaml", "contracts/town-share.yaml", "town.csv", "growth.csv", "rates.csv"):
        page.check(name in dict(blocks), f"the page has {name}")
    for name, content in blocks:
        page.file(name, content)
    page.acsim("check", "town.yaml")
    for name, content in blocks:
        if name != "town.yaml" and name.endswith(".yaml") and "acsim" in yaml.safe_load(content):
            page.acsim("check", name)
    table = page.acsim("run", "town.yaml", "--quiet", "--trials", "200", "-o", "town.h5")
    page.check("hubs_at_risk" in table, "the model under another name is in the table")
    changes = settings(text)
    page.check(len(changes) >= 4, f"the page shows {len(changes)} settings")
    page.set(*changes)


def check_fragments(page):
    """Each in its place in the example: a contract for its model, a model beside it, the rest laid over it,
    those of the format page one over the other. Returns the last of these."""
    base = "town.yaml"
    for path in sorted((SOURCE / "scenarios").glob("**/*.md")):
        for k, content in enumerate(fragments(path.read_text(encoding="utf-8"))):
            name = f"{path.parent.name}-{k}"
            print(f"      {path.relative_to(SOURCE)}, block {k}: {content.splitlines()[0]}")
            keys = yaml.safe_load(content)
            if "acsim_contract" in keys:
                page.file(f"contracts/{name}.yaml", content)
                page.set(f"models.hubs.contract={name}")
            elif "acsim_model" in keys:
                page.file(f"models/{name}.yaml", content)
                page.set(f"models=[{name}]")
            else:
                page.file(f"{name}.yaml", content if "extends" in keys else f"extends: {base}\n" + content)
                page.acsim("check", f"{name}.yaml")
                base = f"{name}.yaml" if path == PAGE else base
    return base


def key_places(described):
    """{key: the mapping it stands in, or None}, of a file's own keys and those one level down that occur once."""
    found, parent = {}, None
    for indent, key in re.findall(r"^(  )?([a-z_]+): ", described, re.MULTILINE):
        parent = parent if indent else key
        found.setdefault(key, []).append(parent if indent else None)
    return {key: places[0] for key, places in found.items() if len(places) == 1 or None in places}


def check_asides(page, text, base):
    """Those of the format and the model page laid over the example, one over the other, and those of the
    contracts' page over its contract."""
    text += (PAGE.parent / "model.md").read_text(encoding="utf-8")
    places = key_places(page.acsim("describe", "scenario"))
    for k, code in enumerate(asides(text, places)):
        parent = places[code.split(":")[0]]
        page.file(f"aside-{k}.yaml", f"extends: {base}\n" + (f"{parent}:\n  {code}\n" if parent else f"{code}\n"))
        print(f"      {code}")
        page.acsim("check", f"aside-{k}.yaml")
        base = f"aside-{k}.yaml"
    contracts = (PAGE.parent / "contracts" / "README.md").read_text(encoding="utf-8")
    places = key_places(page.acsim("describe", "contracts"))
    for k, code in enumerate(asides(contracts, places)):
        parent = places[code.split(":")[0]]
        page.file(f"contracts/aside-{k}.yaml",
                  "acsim_contract: 1\nextends: town-share\n" + (f"{parent}:\n  {code}\n" if parent else f"{code}\n"))
        print(f"      {code}")
        page.set(f"models.hubs.contract=aside-{k}")


def check_values(page, text):
    """Each form of a value where one is wanted."""
    page.file("prices.csv", "year,tariff\n2016,0.01\n2024,0.02\n")
    forms = [example for row in rows(text, "| form | example |") for example in codes(row[-1]) if example[0] in "{0123456789"]
    forms += [example for example in codes(text) if "truncated" in example and example.startswith("{")]
    page.check(len(forms) >= 9, f"the page shows {len(forms)} values")
    for form in forms:
        value = form.replace("{...}", "{mean: 0.03, sd: 0.01}")
        large = isinstance(yaml.safe_load(value), str)  # YAML 1.1 takes 560e6 for text
        page.set(f"{'places.town.funding' if large else 'economy.funding_growth'}={value}")


def check_distributions(page, text):
    """The page has those that the program has, with their parameters."""
    described = {}
    for name, forms in re.findall(r"^(\w+)\n((?:    \{.*\n)+)", page.acsim("describe", "distributions"), re.MULTILINE):
        described[name] = set(re.findall(r"(\w+): (?:\.\.\.|\[)", forms))
    described.pop("constant")  # a plain number
    described.pop("truncated")
    shown = {}
    for first, parameters in rows(text, "| name | parameters |"):
        for name in codes(first):
            words = {word.split(":")[0].strip() for code in codes(parameters) for word in code.split(", ")}
            shown[name] = words
    page.check(set(shown) == set(described), "the distributions: " + " ".join(sorted(set(shown) ^ set(described)) or ["as described"]))
    for name in sorted(set(shown) & set(described)):
        page.check(shown[name] == described[name], f"{name}: {', '.join(sorted(shown[name]))}")


def main():
    program, text = str(Path(sys.argv[1]).resolve()), PAGE.read_text(encoding="utf-8")
    os.environ.setdefault("ACSIM_SCENARIOS", str(PAGE.parent))
    with tempfile.TemporaryDirectory(prefix="acsim-") as folder:
        page = Page(program, folder)
        check_example(page, text)
        base = check_fragments(page)
        check_asides(page, text, base)
        check_values(page, text)
        check_distributions(page, text)
    print(f"{page.counts[0]} passed, {page.counts[1]} failed")
    return 1 if page.counts[1] else 0


if __name__ == "__main__":
    sys.exit(main())
