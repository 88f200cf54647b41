#!/usr/bin/env python3
"""Derives the base year of the 42 integrated care boards, 2023/24, from scenarios/data/*.csv.

    derive_2023.py            writes the derived files
    derive_2023.py --check    recomputes them and complains of any that differ (exit 1)

Writes icb42-rates-2023.csv and england-rates-2023.csv (data), services-2023.yaml and icb42-places.yaml
(england). README.md in this folder explains each step by name. Standard library only.
"""

import re
import sys

import derive
from derive import DATA, SCENARIOS, rounded_to_sum, rows

LIMIT_YEAR = "2023"
BANDS = [(0, 4), (5, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 69), (70, 74), (75, 79), (80, 84), (85, 89),
         (90, None)]
SEXES = ("female", "male")
HOSPITAL = {"emergency_admissions": "emergency", "elective_and_day_case": "planned", "outpatients": "outpatients"}
LEAST_OBSERVED = 0.5  # of a place's share by need: below it, its returns are taken to be incomplete


def band_name(band):
    return f"{band[0]}plus" if band[1] is None else f"{band[0]}-{band[1]}"


CELLS = [(band_name(band), sex) for band in BANDS for sex in SEXES]
ADULTS = CELLS[4:]


# --- people and rates ----------------------------------------------------------------------------


def persons():
    """persons[place][(age, sex)], mid-2023"""
    people = {}
    for row in rows("icb42-population-2023.csv"):
        people.setdefault(row["place"], {})[(row["age"], row["sex"])] = int(row["persons"])
    return people


def nine_bands(value):
    """A function of the nine bands of older tables at the bands of this scenario: 5-17 is ten thirteenths
    5-14 and three thirteenths 15-24; what is narrower than an old band takes its value."""
    def at(band, sex):
        if band == (5, 17):
            return (10 * value("5-14", sex) + 3 * value("15-24", sex)) / 13
        return value(derive.band_of(band_name(band)), sex)
    return {(band_name(band), sex): at(band, sex) for band in BANDS for sex in SEXES}


def asaria(*columns):
    table = {(row["age"], row["sex"]): row for row in rows("england-rates-asaria-2011-2014.csv")}
    return nine_bands(lambda age, sex: sum(float(table[(age, sex)][name]) for name in columns))


def hospital_rates():
    """{line: {place: {cell: rate}}}: adults' as observed in the place. Children's are England's of 2011/12, moved by
    what the place's adults use over what they would at England's rates of 2011/12; of A&E and ambulances, for which
    there are none, those at 18 to 24."""
    people, observed = persons(), {}
    for row in rows("icb42-adults-rates-2023.csv"):
        observed.setdefault(row["place"], {})[(row["age"], row["sex"])] = {name: float(row[name]) for name in
                                                                           (*HOSPITAL.values(), "walkin", "ambulance")}
    old = {"emergency_admissions": asaria("emergency_episodes_2011"), "elective_and_day_case": asaria("elective_episodes_2011"),
           "outpatients": asaria("outpatient_appointments_2011")}
    rates = {}
    for line, column in HOSPITAL.items():
        for place, cells in people.items():
            now = {cell: observed[place][cell][column] for cell in ADULTS}
            moved = (sum(cells[cell] * now[cell] for cell in ADULTS)
                     / sum(cells[cell] * old[line][cell] for cell in ADULTS))
            rates.setdefault(line, {})[place] = {cell: now.get(cell, moved * old[line][cell]) for cell in CELLS}
    for line, columns in {"ae_attendances": ("walkin", "ambulance"), "ambulance_journeys": ("ambulance",)}.items():
        rates[line] = {place: {(age, sex): sum(observed[place][(age, sex) if (age, sex) in ADULTS else ("18-24", sex)][name]
                                               for name in columns) for age, sex in CELLS} for place in people}
    return rates


def community_rates():
    contacts, people = {}, {}
    for row in rows("community-contacts-by-age-2022.csv"):
        years = int(re.match(r"\d+", row["age"]).group())
        band = next(band for band in BANDS if band[0] <= years and (band[1] is None or years <= band[1]))
        contacts[band] = contacts.get(band, 0.0) + float(row["contacts"])
        people[band] = people.get(band, 0.0) + float(row["population"])
    return {(band_name(band), sex): contacts[band] / people[band] for band in BANDS for sex in SEXES}


def national_rates():
    """{line: {cell: rate}} of lines whose profile by age is England's; the level is set by place."""
    items = {row["age"]: row for row in rows("prescribing-items-astro-pu-2013.csv")}
    spend = asaria("inpatient_gbp_2014", "outpatient_and_other_secondary_gbp_2014")
    return {
        "gp_consultations": asaria("gp_visits_2014"),
        "prescribing_items": nine_bands(lambda age, sex: float(items[age][sex])),
        "community_contacts": community_rates(),
        "other_hospital_care": spend,
        "independent_sector_care": spend,
        "residual": spend,
    }


# --- activity, cost and price of each line -------------------------------------------------------


def observed_use():
    """{line: {place: units at the observed rates}}"""
    people = persons()
    return {line: {place: sum(people[place][cell] * rate[cell] for cell in CELLS) for place, rate in table.items()}
            for line, table in hospital_rates().items()}


def collection(*departments):
    """(activity, GBP) of departments of the national cost collection."""
    unit = {row["department"]: row for row in rows("national-cost-collection-2023.csv")}
    return (sum(float(unit[name]["activity"]) for name in departments),
            sum(float(unit[name]["cost_gbp"]) for name in departments))


def deflator(year, base):
    level = {row["year"]: float(row["deflator"]) for row in rows("gdp-deflator-2022-2030.csv")}
    return level[str(year)] / level[str(base)]


def lines():
    """{line: (units, cost in GBP, whether NHS trusts provide it)}"""
    figure = {row["figure"]: float(row["value"]) for row in rows("england-figures-2023.csv")}
    unplanned_units, unplanned = collection("Non-Elective Inpatient - Long Stay", "Non-Elective Inpatient - Short Stay")
    admissions = sum(observed_use()["emergency_admissions"].values())
    emergency = unplanned * admissions * derive.episodes_per_emergency_admission() / unplanned_units
    planned_units, planned = collection("Elective Inpatients", "Daycase", "Regular Day or Night Admissions")
    clinic_units, clinic = collection("Consultant Led", "Non Consultant Led", "Outpatient Procedures")
    contacts, _ = collection("Mental Health Care Contact", "NHS Talking Therapy Care Contact")
    _, mental = collection("Mental Health Care Contact", "NHS Talking Therapy Care Contact", "Mental Health Provider Spell")
    ae_units, ae = collection("Emergency Care")
    ambulance_units, ambulance = collection("Ambulance")
    community_units, community = collection("Community Health Service")
    everything = sum(float(row["cost_gbp"]) for row in rows("national-cost-collection-2023.csv"))
    other = everything - emergency - planned - clinic - mental - ae - ambulance - community
    people = sum(sum(cells.values()) for cells in persons().values())
    gp = figure["gp_investment_2022_gbp"] * deflator(2023, 2022) - figure["gp_reimbursed_drugs_gbp"]
    independent = figure["independent_sector_2022_gbp"] * deflator(2023, 2022)
    return {
        "gp_consultations": (figure["gp_appointments"], gp, False),
        "prescribing_items": (figure["prescription_items"],
                              figure["prescription_cost_gbp"] + figure["pharmaceutical_services_2021_gbp"], False),
        "dental_and_eye_care": (people, figure["dental_2021_gbp"] + figure["ophthalmic_2021_gbp"], False),
        "ae_attendances": (ae_units, ae, True),
        "emergency_admissions": (admissions, emergency, True),
        "elective_and_day_case": (planned_units, planned, True),
        "outpatients": (clinic_units, clinic, True),
        "ambulance_journeys": (ambulance_units, ambulance, True),
        "other_hospital_care": (other / 1000, other, True),
        "community_contacts": (community_units, community, True),
        "mental_health_contacts": (contacts, mental, True),
        "independent_sector_care": (independent / 1000, independent, False),
    }


def limit():
    row, = [row for row in rows("nhs-england-budget-2022-2025.csv") if row["year"] == LIMIT_YEAR]
    return round(float(row["limit_gbp_bn"]) * 1e9)


def priced():
    """{line: (whole units, price, cost)} without the residual; prices and costs in whole pence."""
    deficit, = [float(row["value"]) for row in rows("england-figures-2023.csv") if row["figure"] == "trust_deficit_share"]
    table = {}
    for name, (units, cost, trusts) in lines().items():
        units = round(units)
        unit_cost = round(cost / units, 2)
        table[name] = (units, round(cost / units / (1 + deficit), 2) if trusts else unit_cost, unit_cost)
    return table


# --- places --------------------------------------------------------------------------------------


def shares(values):
    total = sum(values.values())
    return {place: value / total for place, value in values.items()}


def need(column):
    return shares({row["place"]: float(row[column]) for row in rows("icb42-need-weighted-2023.csv")})


def place_shares():
    """{line: {place: share of England's units}}"""
    by_need = {"gp_consultations": "primary_medical_care", "prescribing_items": "prescribing",
               "ambulance_journeys": "general_and_acute", "other_hospital_care": "general_and_acute",
               "community_contacts": "community", "mental_health_contacts": "mental_health", "independent_sector_care": "all"}
    table = {line: need(column) for line, column in by_need.items()}
    table["dental_and_eye_care"] = shares({place: sum(cells.values()) for place, cells in persons().items()})
    expected = need("general_and_acute")
    for line, use in observed_use().items():
        if line in table:
            continue
        seen = shares(use)
        table[line] = shares({place: seen[place] if seen[place] >= LEAST_OBSERVED * expected[place] else expected[place]
                              for place in seen})
    return table


def levels():
    """{line: {place: whole units}}"""
    share, table = place_shares(), {}
    for line, (units, _, _) in priced().items():
        table[line] = rounded_to_sum({place: units * part for place, part in share[line].items()}, units)
    return table


def funding():
    """GBP by place: the limit by need."""
    return rounded_to_sum({place: limit() * part for place, part in need("all").items()}, limit())


def residual():
    """{place: thousand GBP}: what the named lines leave of a place's funding."""
    table, price, left = levels(), priced(), funding()
    for place in left:
        spent = sum(round(100 * price[line][1]) * table[line][place] for line in table)
        left[place] = (100 * left[place] - spent) / 100 / 1000
        assert left[place] > 0, place
    return left


# --- the files -----------------------------------------------------------------------------------

MADE = "# Made by scenarios/england/derive_2023.py from scenarios/data: do not edit, run it again.\n"
COLLECTED = "national cost collection 2023/24 (NHS England)"
OBSERVED = "observed rates of 2023 by age and sex (The Strategy Unit, from SUS+) x people; children derived"
NEEDED = "need-weighted population 2023/24 (NHS England)"
ABOUT = {  # title, unit, provider, source of units, of cost, of levels of places
    "gp_consultations": ("General practice", "appointment", "practices", "358 million in 12 months to October 2023",
                         "Investment in General Practice 2022/23, deflator, less reimbursed drugs", NEEDED),
    "prescribing_items": ("Prescribing and pharmacy", "item", "practices", "Prescription Cost Analysis 2023/24",
                          "Prescription Cost Analysis 2023/24; pharmaceutical services as 2021/22", NEEDED),
    "dental_and_eye_care": ("Dental and eye care", "person", "practices", "one a person, ONS mid-2023",
                            "dental and ophthalmic services as 2021/22", "persons"),
    "ae_attendances": ("A&E attendances", "attendance", "acute", COLLECTED, COLLECTED, OBSERVED),
    "emergency_admissions": ("Emergency admissions", "admission", "acute", OBSERVED,
                             COLLECTED + ": non-elective episodes x episodes an emergency admission", OBSERVED),
    "elective_and_day_case": ("Elective and day case admissions", "admission", "acute", COLLECTED, COLLECTED, OBSERVED),
    "outpatients": ("Outpatient attendances and procedures", "attendance", "acute", COLLECTED, COLLECTED, OBSERVED),
    "ambulance_journeys": ("Ambulance", "journey", "acute", COLLECTED, COLLECTED, NEEDED),
    "other_hospital_care": ("Other hospital care: critical care, maternity, diagnostics, renal, rehabilitation",
                            "thousand GBP of cost", "acute", COLLECTED + " less the lines named",
                            COLLECTED + " less the lines named", NEEDED),
    "community_contacts": ("Community services", "contact", "community", COLLECTED, COLLECTED, NEEDED),
    "mental_health_contacts": ("Mental health (contacts carry the cost of hospital stays)", "contact", "community", COLLECTED,
                               COLLECTED, NEEDED),
    "independent_sector_care": ("Care bought from the independent sector", "thousand GBP of spend", "community",
                                "DHSC accounts 2022/23, deflator", "DHSC accounts 2022/23, deflator", NEEDED),
    "residual": ("Residual: specialised drugs, continuing care, local government, education, running costs, and all that is "
                 "wrong with the other lines", "thousand GBP of spend", "community", "the limit less the lines named",
                 "the limit less the lines named", "funding less the lines named"),
}


def four_digits(value):
    return f"{value:.4g}"


def icb_rates_file():
    table = hospital_rates()
    text = "place,age,sex," + ",".join(table) + "\n"
    for place in sorted(persons()):
        for age, sex in CELLS:
            text += f"{place},{age},{sex}," + ",".join(four_digits(rate[place][(age, sex)]) for rate in table.values()) + "\n"
    return text


def england_rates_file():
    table = national_rates()
    return "age,sex," + ",".join(table) + "\n" + "".join(
        f"{age},{sex}," + ",".join(four_digits(rate[(age, sex)]) for rate in table.values()) + "\n" for age, sex in CELLS)


def services_file():
    text = MADE + "acsim: 1\nbase_year: 2023\nservices:\n"
    units, price = levels(), priced()
    units["residual"], price["residual"] = residual(), (None, 1000.0, 1000.0)
    for line, (title, unit, provider, counted, costed, placed) in ABOUT.items():
        table = "icb42-rates-2023" if line in hospital_rates() else "england-rates-2023" if line in national_rates() else None
        profile = f"      rates: ../data/{table}.csv\n      column: {line}\n" if table else ""
        trusts = line in lines() and lines()[line][2]
        of_price = "derived: cost / (1 + the systems' overspend of 1 %)" if trusts else "derived: as the cost"
        text += (f'  {line}:\n    title: "{title}"\n    unit: {unit}\n    provider: {provider}\n'
                 f'    price: {{value: {price[line][1]:.2f}, source: "{of_price}"}}\n'
                 f'    cost: {{value: {price[line][2]:.2f}, source: "derived: {costed}"}}\n'
                 f'    activity:\n      source: "derived: England: {counted}; places: {placed}"\n{profile}')
        text += "".join(f"      {place}: {units[line][place]:.12g}\n" for place in sorted(units[line]))
    return text


def places_file():
    money = funding()
    table = {row["place"]: row for row in rows("icb42-need-weighted-2023.csv")}
    people = {place: sum(cells.values()) for place, cells in persons().items()}
    weighted = {place: part * sum(people.values()) for place, part in need("all").items()}
    text = MADE + ("acsim: 1\nextends: nhs-2023.yaml\npopulation:\n"
                   f"  national: {{value: {sum(people.values())}, source: \"ONS mid-2023 estimates\"}}\nplaces:\n")
    for place, row in table.items():
        text += (f'  {place}:\n    title: "{row["title"]}"\n'
                 f'    funding: {{value: {money[place]}, source: "derived: the limit of 2023/24 by need"}}\n'
                 f'    weighted_population: {{value: {round(weighted[place])}, source: "derived: {NEEDED}, scaled to ONS"}}\n')
    return text


def main():
    return derive.write_or_check({
        DATA / "icb42-rates-2023.csv": icb_rates_file(),
        DATA / "england-rates-2023.csv": england_rates_file(),
        SCENARIOS / "england" / "services-2023.yaml": services_file(),
        SCENARIOS / "england" / "icb42-places.yaml": places_file(),
    })


if __name__ == "__main__":
    sys.exit(main())
