"""Writes the tables of the cases; numbers are made up, smooth and uneven on purpose."""

import csv
import pathlib

TABLES = pathlib.Path(__file__).parent / "tables"
AGES = ("0-4", "5-17", "18-44", "45-64", "65-74", "75-84", "85plus")
PLACES = {"ashby": 1.0, "brough": 0.37, "corby": 1.9}


def write(name, header, rows):
    with open(TABLES / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def persons(place, age, sex):
    base = (9100, 24300, 61200, 43700, 17900, 9800, 3300)[AGES.index(age)]
    tilt = 1.03 if (sex == "female") == (AGES.index(age) > 3) else 0.985
    lean = 1 + 0.04 * (AGES.index(age) - 3) * (PLACES[place] - 1)
    return round(base * tilt * lean * PLACES[place])


def growth(age, variant, place):
    rate = (0.004, 0.011, 0.002, 0.006, 0.013, 0.031, 0.042)[AGES.index(age)]
    shift = {"principal": 0.0, "high": 0.004, "low": -0.005}[variant]
    return rate + shift + 0.001 * (PLACES[place] - 1)


def population():
    rows = []
    for place in PLACES:
        for sex in ("male", "female"):
            for age in AGES:
                count = persons(place, age, sex)
                weighted = round(count * (0.7 + 0.12 * AGES.index(age)))
                rows.append([place, age, sex, count, weighted])
    write("population.csv", ["place", "age", "sex", "persons", "weighted"], rows)


def index():
    rows, years = [], (2016, 2018, 2019, 2021, 2026)
    for place in PLACES:
        for variant in ("principal", "high", "low"):
            for sex in ("male", "female"):
                for age in AGES:
                    level = persons(place, age, sex) * 1.02
                    rate = growth(age, variant, place) + (0.001 if sex == "male" else 0)
                    rows.append([place, variant, age, sex]
                                + [round(level * (1 + rate) ** (y - 2016), 3) for y in years])
    write("index.csv", ["place", "variant", "age", "sex"] + [str(y) for y in years], rows)


def chained():
    rows, years = [], (2018, 2020, 2023, 2026)
    for place in PLACES:
        for age, rate in (("0-17", 0.003), ("18-64", 0.001), ("65-84", 0.025), ("85plus", 0.05)):
            level = 50000 * PLACES[place] * (1 + rate)
            rows.append([place, age] + [round(level * (1 + rate) ** (y - 2018) + 7 * y, 3)
                                        for y in years])
    write("chained.csv", ["area", "age"] + [f"y{y}" for y in years], rows)


def rates():
    rows = []
    for sex, factor in (("male", 1.07), ("female", 0.94)):
        for i, age in enumerate(AGES):
            rows.append([age, sex, round(0.03 * factor * 1.5**i, 5),
                         round(0.8 * factor + 0.3 * i, 5), round(4.2 + 0.7 * i * factor, 5)])
    write("rates.csv", ["age", "sex", "emergency", "outpatient", "consultation"], rows)


def practices():
    sizes = (9120, 3050, 14200, 7800, 11990, 5010, 21300, 2500, 8800, 6700, 4400, 12100, 3900,
             10050, 1500)
    write("practices.csv", ["code", "name", "contract", "patients"],
          [[f"C{i:05d}", f"Practice {i}", ("GMS", "PMS", "APMS")[i % 3], n]
           for i, n in enumerate(sizes)])
    networks = ("north", "south", "north", "east", "south", "east", "east", "north")
    write("named-practices.csv", ["code", "name", "contract", "patients", "network", "weighted"],
          [[f"N{i:05d}", f"Practice {i}", "GMS", n, networks[i], round(n * (0.9 + 0.03 * i))]
           for i, n in enumerate(sizes[:8])])


def prices():
    write("inflation.csv", ["year", "rate"], [[2016, 0.0], [2017, 0.021], [2019, 0.017],
                                              [2024, 0.02]])


def single_years():
    """A base by coarse bands without sex, a projection by single years and sex, areas not places."""
    write("coarse.csv", ["place", "age", "persons"],
          [[place, age, round(n * PLACES[place])] for place in PLACES
           for age, n in (("0-2", 9000), ("3", 3100), ("4-9", 19000), ("10+", 120000))])
    rows = []
    for area, scale in (("North", 1.0), ("South", 2.5)):
        for sex in ("male", "female"):
            for age in range(13):
                label = "12 and over" if age == 12 else str(age)
                rate = 0.001 * age + (0.002 if sex == "male" else 0) - (0.01 if age < 3 else 0)
                rows.append([area, label, sex]
                            + [round(1000 * scale * (1 + age) * (1 + rate) ** u, 2)
                               for u in range(0, 13, 4)])
    write("single-years.csv", ["area", "age", "sex", "2014", "2018", "2022", "2026"], rows)


def samples():
    write("samples.csv", ["name", "fixed"], [["alpha", 120000], ["beta", 180000],
                                             ["gamma", 150000], ["delta", 120000]])


if __name__ == "__main__":
    TABLES.mkdir(exist_ok=True)
    for make in (population, index, chained, rates, practices, prices, single_years,
                 samples):
        make()
