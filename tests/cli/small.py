"""Small scenarios to run and to spoil."""

SCENARIO = """\
acsim: 1
title: Two towns
base_year: 2016
horizon: 4
trials: 300
seed: 7
economy:
  inflation: {normal: {mean: 0.02, sd: 0.005}, per: year}
places:
  town: {title: Town, persons: 120000, funding: {normal: {mean: 30e6, sd: 1e5}, per: place}, funding_growth: 0.01}
  village: {persons: 40000, funding: {normal: {mean: 10e6, sd: 1e5}, per: place}}
services:
  emergency:
    title: Emergency admissions
    unit: admission
    provider: acute
    activity: {town: 12000, village: 4000}
    price: 2500
    growth: {other: {normal: {mean: 0.03, sd: 0.01}}, persistence: 0.5, volatility: 0.01, place_volatility: 0.01}
    variable_share: 0.5
    release_years: 4
  scans:
    title: Scans without a price
    unit: scan
    provider: acute
    activity: {town: 9000, village: 3000}
    price: 0
    growth: {other: {normal: {mean: 0.05, sd: 0.02}}}
models:
  - do_nothing
  - net
"""

MODEL = """\
acsim_model: 1
title: Networks
list_size: {target: 30000}
coverage: {2016: 0, 2018: 1}
fidelity: {normal: {mean: 0.9, sd: 0.3}, per: network}
survival: {hazard: 0.05}
effects:
  emergency: {level: {normal: {mean: 0.05, sd: 0.03}}}
running: {per_head: 2}
contract: share
"""

OTHER_MODEL = MODEL.replace("title: Networks", "title: Larger networks").replace("target: 30000", "target: 60000")

CONTRACT = """\
acsim_contract: 1
title: Gain share
kind: gain_share
scope: [emergency]
benchmark: {method: trend}
luck: {cv_person: 3}
sharing_rate: 0.5
"""

DO_NOTHING = """\
acsim_model: 1
title: Nothing new
"""


def write(acsim, scenario=SCENARIO):
    """The scenario with its models and contract in the check's folder; returns its name."""
    acsim.file("models/do_nothing.yaml", DO_NOTHING)
    acsim.file("models/net.yaml", MODEL)
    acsim.file("models/large.yaml", OTHER_MODEL)
    acsim.file("contracts/share.yaml", CONTRACT)
    return acsim.file("small.yaml", scenario)


def changed(old, new, text=SCENARIO):
    """The scenario with one thing different; the thing must be there."""
    assert old in text, old
    return text.replace(old, new)
