#!/usr/bin/env python3
"""Derives the figures of the England and Doncaster scenarios from scenarios/data/*.csv.

    derive.py            writes the derived files
    derive.py --check    recomputes them and complains of any that differ (exit 1)

Writes england-rates-2016.csv (data), services-2016.yaml and stp44-places.yaml (england) and
doncaster-places.yaml (doncaster). README.md in this folder explains each step by name.
Standard library only.
"""

import csv
import re
import sys
from pathlib import Path

SCENARIOS = Path(__file__).resolve().parent.parent
DATA = SCENARIOS / "data"
BANDS = ["0-4", "5-14", "15-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75plus"]
CELLS = [(age, sex) for age in BANDS for sex in ("female", "male")]


def rows(name):
    with open(DATA / name, newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def figures():
    """The single figures of england-figures-2016.csv by name."""
    return {row["figure"]: float(row["value"]) for row in rows("england-figures-2016.csv")}


def band_of(age):
    years = int(re.match(r"\d+", age).group())
    return BANDS[0] if years < 5 else BANDS[min(8, 1 + (years - 5) // 10)]


# --- the base population and the rates per person ------------------------------------------------


def registered(name):
    """persons[place][(age, sex)]"""
    persons = {}
    for row in rows(name):
        persons.setdefault(row["place"], {})[(row["age"], row["sex"])] = int(row["persons"])
    return persons


def emergency_department_rates(group):
    """Per person and cell: 2023 adults' rates; below 18 the rate at 18; 15-24 weighted alike."""
    people = {(row["age"], row["sex"]): int(row["persons"]) for row in rows("england-adults-2023.csv")}
    total, count, youngest = {}, {}, {}
    for row in rows("england-adults-rates-2023.csv"):
        key = (band_of(row["age"]), row["sex"])
        weight = people[(row["age"], row["sex"])]
        total[key] = total.get(key, 0.0) + weight * float(row[group])
        count[key] = count.get(key, 0.0) + weight
        if row["age"] == "18":
            youngest[row["sex"]] = float(row[group])
    return {cell: total[cell] / count[cell] if cell in total else youngest[cell[1]] for cell in CELLS}


def rates():
    """rates[service][(age, sex)] per person and year; the level is set by each service's total."""
    asaria = {(row["age"], row["sex"]): row for row in rows("england-rates-asaria-2011-2014.csv")}

    def column(*names):
        return {cell: sum(float(asaria[cell][name]) for name in names) for cell in CELLS}

    items = {}
    for row in rows("prescribing-items-astro-pu-2013.csv"):
        for sex in ("female", "male"):
            items[(row["age"], sex)] = float(row[sex])
    contacts, people = {}, {}
    for row in rows("community-contacts-by-age-2022.csv"):
        band = band_of(row["age"])
        contacts[band] = contacts.get(band, 0.0) + float(row["contacts"])
        people[band] = people.get(band, 0.0) + float(row["population"])
    walkin, ambulance = emergency_department_rates("walkin"), emergency_department_rates("amb")
    secondary = "outpatient_and_other_secondary_gbp_2014"
    flat = {cell: 1.0 for cell in CELLS}
    return {
        "gp_consultations": column("gp_visits_2014"),
        "prescribing_items": items,
        "dental_and_eye_care": flat,
        "ae_attendances": {cell: walkin[cell] + ambulance[cell] for cell in CELLS},
        "emergency_admissions": column("emergency_episodes_2011"),
        "elective_and_day_case": column("elective_episodes_2011"),
        "outpatients": column("outpatient_appointments_2011"),
        "ambulance_journeys": ambulance,
        "other_hospital_care": column("inpatient_gbp_2014", secondary),
        "community_contacts": {cell: contacts[cell[0]] / people[cell[0]] for cell in CELLS},
        "mental_health_contacts": flat,
        "residual": column("inpatient_gbp_2014", secondary),
    }


# --- activity, cost and price of each service ----------------------------------------------------


def growth(first, last, years):
    return (last / first) ** (1 / years)


def emergency_admissions(year):
    """Sum of the twelve months of a financial year."""
    months = [row for row in rows("england-ae-emergency-admissions-2011-2017.csv")
              if f"{year}-04" <= row["month"] <= f"{year + 1}-03"]
    assert len(months) == 12
    return (sum(float(row["attendances"]) for row in months),
            sum(float(row["emergency_admissions"]) for row in months))


def trust_deficit(trusts, year):
    """Deficit as a share of income."""
    row, = [row for row in rows("trust-finances-2010-2017.csv")
            if row["trusts"] == trusts and row["year"] == str(year)]
    return -float(row["position_gbp_000"]) / float(row["income_gbp_000"])


def planned_admissions():
    """Admissions that are not emergencies, a year beyond the last published one."""
    admissions = {int(row["year"][:4]): float(row["admissions"])
                  for row in rows("england-hes-admissions-2012-2015.csv")}
    planned = {year: admissions[year] - emergency_admissions(year)[1] for year in (2012, 2015)}
    yearly = growth(planned[2012], planned[2015], 3)
    return planned[2015] * yearly, yearly


def episodes_per_emergency_admission():
    """Emergency episodes of 2011/12 (rates x mid-2011 persons) per emergency admission."""
    rate = rates()["emergency_admissions"]
    episodes = sum(int(row["persons"]) * rate[(row["age"], row["sex"])]
                   for row in rows("england-population-2011.csv"))
    return episodes / emergency_admissions(2011)[1]


def deflator_2016_over_2023():
    level = {int(row["year"]): float(row["deflator"]) for row in rows("gdp-deflator-2008-2023.csv")}
    return level[2016] / level[2023]


def services():
    """{service: (units in all, cost of all of them in GBP, whether trusts provide it)}"""
    figure = figures()
    payments = {row["year"]: row for row in rows("gp-payments-england-2014-2017.csv")}["2016/17"]
    line = {row["line"]: float(row["gbp_2014"]) for row in rows("england-nhs-spend-by-line-2011-2014.csv")}
    unit = {row["department"]: row for row in rows("national-cost-collection-2023.csv")}
    to_2016 = deflator_2016_over_2023()
    attendances, admissions = emergency_admissions(2016)
    stp = registered("stp44-registered-patients-2016q1.csv")
    persons = sum(sum(cells.values()) for cells in stp.values())
    visits = rates()["gp_consultations"]
    consultations = sum(cells[cell] * visits[cell] for cells in stp.values() for cell in CELLS)

    emergency = admissions * figure["non_elective_episode_gbp"] * episodes_per_emergency_admission()
    ae = attendances * figure["ae_attendance_gbp"]
    named = ["admitted", "outpatients", "mental_health", "community", "ambulance"]
    other = figure["reference_costs_gbp"] - sum(figure[f"{name}_gbp"] for name in named) - ae
    mental_names = ["Mental Health Care Contact", "NHS Talking Therapy Care Contact"]
    mental_cost = sum(float(unit[name]["cost_gbp"])
                      for name in mental_names + ["Mental Health Provider Spell"])
    mental_unit = mental_cost / sum(float(unit[name]["activity"]) for name in mental_names) * to_2016
    community_unit = float(unit["Community Health Service"]["unit_cost_gbp"]) * to_2016
    ambulance_unit = float(unit["Ambulance"]["unit_cost_gbp"]) * to_2016
    return {
        "gp_consultations": (consultations, float(payments["total_nhs_payments"])
                             - float(payments["reimbursement_of_drugs"]), False),
        "prescribing_items": (figure["prescribing_nic_gbp"] / figure["prescribing_nic_per_item_gbp"],
                              line["Prescribing costs"] + line["Pharmaceutical services"], False),
        "dental_and_eye_care": (persons, line["Dental services"]
                                + line["General ophthalmic services"], False),
        "ae_attendances": (attendances, ae, True),
        "emergency_admissions": (admissions, emergency, True),
        "elective_and_day_case": (planned_admissions()[0], figure["admitted_gbp"] - emergency, True),
        "outpatients": (figure["outpatients_gbp"] / figure["outpatient_attendance_gbp"],
                        figure["outpatients_gbp"], True),
        "ambulance_journeys": (figure["ambulance_gbp"] / ambulance_unit, figure["ambulance_gbp"], True),
        "other_hospital_care": (other / 1000, other, True),
        "community_contacts": (figure["community_gbp"] / community_unit, figure["community_gbp"], True),
        "mental_health_contacts": (figure["mental_health_gbp"] / mental_unit,
                                   figure["mental_health_gbp"], True),
    }


def limit():
    row, = [row for row in rows("nhs-england-budget-2013-2017.csv") if row["year"] == "2016"]
    return round(float(row["limit_gbp_bn"]) * 1e9)


def priced():
    """{service: (units, price, cost)}: whole units (but the residual) and prices in pence; the residual takes the
    rest of the limit, a unit of it being a thousand GBP paid."""
    deficit = trust_deficit("all trusts", 2016)
    table, spent = {}, 0
    for name, (units, cost, trusts) in services().items():
        units = round(units)
        unit_cost = round(cost / units, 2)
        pence = round(100 * cost / units / (1 + deficit)) if trusts else round(100 * unit_cost)
        table[name] = (units, pence / 100, unit_cost)
        spent += units * pence
    table["residual"] = ((100 * limit() - spent) / 100 / 1000, 1000.0, 1000.0)
    return table


# --- places --------------------------------------------------------------------------------------


def place_spend():
    """GBP a place pays in the base year: price x activity by its people's ages."""
    stp, rate = registered("stp44-registered-patients-2016q1.csv"), rates()
    spend = dict.fromkeys(stp, 0.0)
    for name, (units, price, _) in priced().items():
        use = {place: sum(cells[cell] * rate[name][cell] for cell in CELLS)
               for place, cells in stp.items()}
        for place in stp:
            spend[place] += units * price * use[place] / sum(use.values())
    return spend


def rounded_to_sum(values, total):
    """Whole numbers that add up to total, by largest remainder."""
    whole = {name: int(value) for name, value in values.items()}
    short = total - sum(whole.values())
    for name in sorted(values, key=lambda name: whole[name] - values[name])[:short]:
        whole[name] += 1
    return whole


def weighted_populations():
    """Carr-Hill weighted persons of each STP, scaled to the registered population of England.

    Two CCGs lie in two STPs: each is split by what its STPs' registered lists leave over once their
    other CCGs are counted."""
    members, title = {}, {}
    for row in rows("stp44-ccg-map-2017.csv"):
        members.setdefault(row["place"], []).append(row["ccg_code"])
        title[row["place"]] = row["title"]
    ccg = {row["ccg_code"]: row for row in rows("ccg-weighted-patients-2016.csv")}
    lists = {code: float(row["registered_patients"]) for code, row in ccg.items()}
    stp = {place: sum(cells.values())
           for place, cells in registered("stp44-registered-patients-2016q1.csv").items()}
    scale = sum(lists.values()) / sum(stp.values())
    homes = {}
    for place, codes in members.items():
        for code in codes:
            homes.setdefault(code, []).append(place)
    weighted = dict.fromkeys(members, 0.0)
    for code, places in homes.items():
        left = {place: max(0.0, scale * stp[place] - sum(lists[other] for other in members[place]
                                                         if other != code)) for place in places}
        for place in places:
            share = left[place] / sum(left.values()) if len(places) > 1 else 1.0
            weighted[place] += share * float(ccg[code]["weighted_patients"])
    factor = sum(stp.values()) / sum(weighted.values())
    return {place: value * factor for place, value in weighted.items()}, title


def doncaster():
    """(funding, weighted persons, {service: (units, cost)})"""
    ccg = {row["ccg_code"]: float(row["weighted_patients"]) for row in rows("ccg-weighted-patients-2016.csv")}
    share = ccg["02X"] / sum(ccg.values())
    funding = round(limit() * share)
    cells = registered("doncaster-registered-patients-2016q1.csv")["doncaster"]
    england = registered("stp44-registered-patients-2016q1.csv")
    rate, units = rates(), {}
    for name, (total, _, _) in priced().items():
        nation = sum(people[cell] * rate[name][cell] for people in england.values() for cell in CELLS)
        units[name] = total * sum(cells[cell] * rate[name][cell] for cell in CELLS) / nation
    need = funding / sum(units[name] * priced()[name][1] for name in units)
    registered_england = sum(sum(people.values()) for people in england.values())
    return funding, share * registered_england, {name: value * need for name, value in units.items()}, need


# --- the files -----------------------------------------------------------------------------------

MADE = "# Made by scenarios/england/derive.py from scenarios/data: do not edit, run it again.\n"
ABOUT = {  # title, unit, provider, source of activity and of cost
    "gp_consultations": ("General practice", "consultation", "practices",
                         "visits per person by age and sex (Asaria, PSSRU 2017) x registered patients",
                         "NHS Payments to General Practice 2016/17 less reimbursed drugs"),
    "prescribing_items": ("Prescribing and pharmacy", "item", "practices",
                          "net ingredient cost 2016 over cost per item (NHS Digital 2017)",
                          "prescribing and pharmaceutical services, DH accounts 2014/15 (Asaria)"),
    "dental_and_eye_care": ("Dental and eye care", "person", "practices", "one a registered person",
                            "dental and ophthalmic services, DH accounts 2014/15 (Asaria)"),
    "ae_attendances": ("A&E attendances", "attendance", "acute",
                       "NHS England monthly returns, 2016/17",
                       "HFMA: reference costs 2016/17, 148 GBP an attendance"),
    "emergency_admissions": ("Emergency admissions", "admission", "acute",
                             "NHS England monthly returns, 2016/17",
                             "HFMA: 1,590 GBP an episode x episodes an admission (Asaria)"),
    "elective_and_day_case": ("Elective, day case and other planned admissions", "admission", "acute",
                              "HES admissions less emergencies, 2015/16 carried on a year",
                              "HFMA: admitted care 26.9bn less emergency admissions"),
    "outpatients": ("Outpatients", "attendance", "acute", "HFMA: 10.7bn over 120 GBP",
                    "HFMA: reference costs 2016/17, 120 GBP an attendance"),
    "ambulance_journeys": ("Ambulance", "response", "acute",
                           "HFMA: 1.9bn over the unit cost of 2023/24 in 2016/17 prices (hindsight)",
                           "national cost collection 2023/24, deflated (hindsight)"),
    "other_hospital_care": ("Other hospital care (critical care, drugs, devices, diagnostics)",
                            "thousand GBP of cost", "acute", "as the cost",
                            "HFMA: reference costs 66.1bn less the lines named"),
    "community_contacts": ("Community health services", "contact", "community",
                           "HFMA: 5.6bn over the unit cost of 2023/24 in 2016/17 prices (hindsight)",
                           "national cost collection 2023/24, deflated (hindsight)"),
    "mental_health_contacts": ("Mental health (contacts carry the cost of hospital stays)", "contact",
                               "community",
                               "HFMA: 7.1bn over the unit cost of 2023/24 in 2016/17 prices (hindsight)",
                               "national cost collection 2023/24, deflated (hindsight)"),
    "residual": ("Residual", "thousand GBP of spend", "community",
                 "NHS England's limit less the lines named", "NHS England's limit less the lines named"),
}

ASARIA = "Asaria (PSSRU 2017), by age and sex, "
ADULTS = "The Strategy Unit, adults 2023 by age and sex, the rate at 18 for children (hindsight)"
RATE_SOURCE = {
    "gp_consultations": ASARIA + "visits 2014/15",
    "prescribing_items": "ASTRO-PU item weights 2013 (NHS Digital)",
    "dental_and_eye_care": "no profile by age: the same for all",
    "ae_attendances": ADULTS,
    "emergency_admissions": ASARIA + "emergency episodes 2011/12",
    "elective_and_day_case": ASARIA + "elective episodes 2011/12",
    "outpatients": ASARIA + "appointments 2011/12",
    "ambulance_journeys": ADULTS,
    "other_hospital_care": ASARIA + "GBP of hospital and other secondary care 2014/15",
    "community_contacts": "contacts by age 2022/23 (NHS England, CSDS; hindsight)",
    "mental_health_contacts": "no profile by age: the same for all",
    "residual": ASARIA + "GBP of hospital and other secondary care 2014/15",
}


def rates_file():
    rate = rates()
    lines = ["age,sex," + ",".join(rate)]
    lines += [",".join([age, sex] + [f"{rate[name][(age, sex)]:.6g}" for name in rate])
              for age, sex in CELLS]
    return "\n".join(lines) + "\n"


def services_file():
    deficit = trust_deficit("all trusts", 2016)
    text = MADE + "acsim: 1\nbase_year: 2016\nservices:\n"
    table, trusts = priced(), {name: trusts for name, (_, _, trusts) in services().items()}
    for name, (title, unit, provider, activity_source, cost_source) in ABOUT.items():
        units, price, cost = table[name]
        price_source = (f"derived: cost / (1 + the trusts' deficit of 2016/17, {100 * deficit:.3f} % of income)"
                        if trusts.get(name) else "derived: as the cost")
        text += (f"  {name}:\n"
                 f"    title: {title}\n    unit: {unit}\n    provider: {provider}\n"
                 f"    activity:\n      rates: ../data/england-rates-2016.csv\n      column: {name}\n"
                 f'      source: "derived: {RATE_SOURCE[name]}"\n'
                 f'      total: {{value: {units:.12g}, source: "derived: {activity_source}"}}\n'
                 f'    price: {{value: {price:.2f}, source: "{price_source}"}}\n'
                 f'    cost: {{value: {cost:.2f}, source: "derived: {cost_source}"}}\n')
    return text


def places_file():
    spend, (weighted, title) = place_spend(), weighted_populations()
    funding = rounded_to_sum(spend, limit())
    people = rounded_to_sum(weighted, round(sum(weighted.values())))
    text = MADE + "acsim: 1\nextends: nhs-2016.yaml\npopulation:\n"
    text += (f"  national: {{value: {sum(people.values())}, "
             'source: "patients registered in England, January to March 2016 (NHSBSA)"}\nplaces:\n')
    for place in title:
        text += (f'  {place}:\n    title: "{title[place]}"\n'
                 f"    funding: {{value: {funding[place]}, "
                 'source: "derived: share of the limit by age-cost weights"}\n'
                 f"    weighted_population: {{value: {people[place]}, "
                 'source: "derived: Carr-Hill weights of its CCGs"}\n')
    return text


def doncaster_file():
    funding, people, units, need = doncaster()
    text = MADE + "acsim: 1\nextends: ../england/nhs-2016.yaml\npopulation:\n"
    stp = registered("stp44-registered-patients-2016q1.csv")
    text += (f"  national: {{value: {sum(sum(cells.values()) for cells in stp.values())}, "
             'source: "patients registered in England, January to March 2016 (NHSBSA)"}\nplaces:\n'
             f"  doncaster:\n    title: Doncaster CCG\n    funding: {{value: {funding}, "
             'source: "derived: Carr-Hill weighted share of the limit"}\n'
             f"    weighted_population: {{value: {round(people)}, "
             'source: "derived: Carr-Hill weights, scaled to registered patients"}\nservices:\n')
    deficit = trust_deficit("Doncaster and Bassetlaw", 2016)
    for name, value in units.items():
        text += (f"  {name}:\n    activity:\n      total: {{value: {value:.12g}, "
                 f'source: "derived: England\'s rates x Doncaster\'s people x need {need:.4f}"}}\n')
        if ABOUT[name][2] == "acute":
            price = priced()[name][1]
            text += (f"    cost: {{value: {price * (1 + deficit):.2f}, source: \"derived: price x "
                     f"(1 + Doncaster and Bassetlaw's deficit of 2016/17, {100 * deficit:.3f} %)\"}}\n")
    return text


def main():
    files = {
        DATA / "england-rates-2016.csv": rates_file(),
        SCENARIOS / "england" / "services-2016.yaml": services_file(),
        SCENARIOS / "england" / "stp44-places.yaml": places_file(),
        SCENARIOS / "doncaster" / "doncaster-places.yaml": doncaster_file(),
    }
    return write_or_check(files)


def write_or_check(files):
    """Writes {path: text}; with --check compares instead, and says so. The exit status."""
    stale = 0
    for path, text in files.items():
        if "--check" in sys.argv[1:]:
            fresh = path.exists() and path.read_text(encoding="utf-8") == text
            stale += not fresh
            print(f"{'fresh' if fresh else 'STALE'}  {path.relative_to(SCENARIOS)}")
        else:
            path.write_text(text, encoding="utf-8")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
