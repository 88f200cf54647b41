#!/usr/bin/env python3
"""Draws a results file as the picture of the README: the gap and the net saving under each model.

    scenarios/england/picture.py ACSIM FILE.h5 > scenarios/england/gap.svg

Lines are means, bands hold nine trials in ten; all places together.
"""
import csv
import subprocess
import sys
from collections import defaultdict
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, GAP = 190, 150, 58, 64, 16
COLOURS = ["#5b6770", "#0b6e99", "#b4531a", "#4d7c2e", "#7a4d9f"]
BILLION = 1e9


def read(program, file, metric):
    """[model] -> [(year, mean, q05, q95)] in GBP bn."""
    command = [program, "show", file, "--metric", metric, "--place", "all", "--csv"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    series = defaultdict(list)
    for row in csv.DictReader(text.splitlines()):
        numbers = [float(row[name]) / BILLION for name in ("mean", "q05", "q95")]
        series[row["model"]].append((int(row["year"]), *numbers))
    return series


def ticks(low, high):
    step = next(s for s in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if (high - low) / s <= 6)
    first = int(low / step) - (low < 0)
    return [step * k for k in range(first, int(high / step) + 2) if low <= step * k <= high]


class Panel:
    def __init__(self, column, row, years, low, high):
        self.x0, self.y0 = LEFT + column * (WIDTH + GAP), TOP + row * (HEIGHT + 84)
        self.years, self.low, self.high = years, low, high

    def x(self, year):
        return self.x0 + WIDTH * (year - self.years[0]) / (self.years[-1] - self.years[0])

    def y(self, value):
        return self.y0 + HEIGHT * (self.high - value) / (self.high - self.low)

    def points(self, pairs):
        return " ".join(f"{self.x(year):.1f},{self.y(value):.1f}" for year, value in pairs)

    def draw(self, title, rows, reference, colour, labelled):
        yield f'<text x="{self.x0}" y="{self.y0 - 8}" font-weight="600">{escape(title)}</text>'
        for tick in ticks(self.low, self.high):
            zero = abs(tick) < 1e-9
            yield (f'<line x1="{self.x0}" x2="{self.x0 + WIDTH}" y1="{self.y(tick):.1f}" y2="{self.y(tick):.1f}" '
                   f'stroke="{"#666" if zero else "#ddd"}"/>')
            if labelled:
                yield (f'<text x="{self.x0 - 6}" y="{self.y(tick) + 4:.1f}" text-anchor="end" fill="#555">'
                       f"{0 if zero else tick:g}</text>")
        for year, anchor in zip((self.years[0], self.years[-1]), ("start", "end")):
            yield (f'<text x="{self.x(year):.1f}" y="{self.y0 + HEIGHT + 16}" text-anchor="{anchor}" fill="#555">'
                   f"{year}/{(year + 1) % 100:02d}</text>")
        band = [(r[0], r[2]) for r in rows] + [(r[0], r[3]) for r in reversed(rows)]
        yield f'<polygon points="{self.points(band)}" fill="{colour}" fill-opacity="0.22"/>'
        if reference:
            yield (f'<polyline points="{self.points([r[:2] for r in reference])}" fill="none" stroke="#5b6770" '
                   'stroke-dasharray="3 3"/>')
        yield f'<polyline points="{self.points([r[:2] for r in rows])}" fill="none" stroke="{colour}" stroke-width="2"/>'


def extent(series):
    low = min(min(r[2] for r in rows) for rows in series.values())
    high = max(max(r[3] for r in rows) for rows in series.values())
    return min(low, 0) - 0.03 * (high - low), high + 0.03 * (high - low)


def main():
    program, file = sys.argv[1:3]
    gaps, savings = read(program, file, "gap"), read(program, file, "net_saving")
    models = list(gaps)
    years = [row[0] for row in gaps[models[0]]]
    width = LEFT + len(models) * (WIDTH + GAP)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{TOP + 2 * HEIGHT + 84 + 32}" '
             'font-family="sans-serif" font-size="12">', '<rect width="100%" height="100%" fill="white"/>',
             f'<text x="{LEFT}" y="24" font-size="14" font-weight="600">Funding gap, GBP bn a year at base-year prices'
             ' (dashed: do nothing)</text>',
             f'<text x="{LEFT}" y="{TOP + HEIGHT + 46}" font-size="14" font-weight="600">Net saving against doing '
             'nothing, GBP bn a year</text>',
             *(f'<text x="{LEFT}" y="{TOP + HEIGHT + 100 + 18 * i}" fill="#555">{line}</text>'
               for i, line in enumerate(("Lines: the mean of all trials.", "Bands: nine trials in ten.")))]
    saved = {model: savings[model] for model in models[1:]}
    for column, (model, colour) in enumerate(zip(models, COLOURS)):
        panel = Panel(column, 0, years, *extent(gaps))
        lines += panel.draw(model, gaps[model], gaps[models[0]] if column else None, colour, column == 0)
        if column:
            panel = Panel(column, 1, years, *extent(saved))
            lines += panel.draw(model, savings[model], None, colour, column == 1)
    print("\n".join([*lines, "</svg>"]))


if __name__ == "__main__":
    main()
