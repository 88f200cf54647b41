/* What a scenario file may say of savings schemes, and what a row of their table may. */
#include "scenario/compiler.h"

#define GBP_A_YEAR "GBP a year"
#define MOST_GBP 1e14
#define MOST_YEARS 60

#define OF(member) offsetof(struct scheme_draft, member)

static const struct choice kind_choices[] = {
    {"activity", SCHEME_ACTIVITY}, {"cost", SCHEME_COST}, {"gbp", SCHEME_GBP}, {0}};

#define ANYONE                                                                                     \
    (1u << COMMISSIONER | 1u << NETWORK | 1u << ACUTE | 1u << COMMUNITY | 1u << PRACTICES)

/* The columns, but for `place` and `source`. */
const struct field scheme_fields[] = {
    {.name = "name",
     .kind = FIELD_TEXT,
     .flags = FIELD_REQUIRED,
     .offset = OF(plan.name),
     .doc = "of the scheme; its values are schemes.NAME.saving and so on, with several places "
            "schemes.PLACE.NAME.saving"},
    {.name = "party",
     .kind = FIELD_PARTY,
     .flags = FIELD_REQUIRED,
     .offset = OF(plan.party),
     .parties = ANYONE,
     .doc = "who delivers it and pays its cost"},
    {.name = "service",
     .kind = FIELD_CUSTOM,
     .flags = FIELD_REQUIRED,
     .offset = OF(plan.service),
     .read = read_service,
     .shape = "service line",
     .doc = "the line it saves on"},
    {.name = "kind",
     .kind = FIELD_CHOICE,
     .flags = FIELD_REQUIRED,
     .offset = OF(plan.kind),
     .choices = kind_choices,
     .doc = "what `saving` is: a share of the line's activity, a share of its cost, or GBP a year "
            "in base-year prices"},
    {.name = "saving",
     .kind = FIELD_CUSTOM,
     .flags = FIELD_REQUIRED,
     .offset = OF(saving),
     .read = read_node,
     .shape = "value from 0 to 1, or GBP a year",
     .doc = "gross saving a year, in full and on time"},
    {.name = "start",
     .kind = FIELD_INTEGER,
     .flags = FIELD_REQUIRED,
     .offset = OF(start_year),
     .unit = "calendar year",
     .lowest = 1900,
     .highest = 2300,
     .doc = "financial year it starts to save in, after the base year"},
    {.name = "ramp",
     .kind = FIELD_NUMBER,
     .offset = OF(plan.ramp),
     .unit = "years",
     .lowest = ABOVE_ZERO,
     .highest = MOST_YEARS,
     .initial = 1,
     .doc = "years to the full saving; 1: in full from its first year"},
    {.name = "cost",
     .kind = FIELD_VALUE,
     .offset = OF(plan.cost),
     .unit = GBP_A_YEAR,
     .lowest = 0,
     .highest = MOST_GBP,
     .doc = "cost to deliver it, in base-year prices, from its real start on"},
    {.name = "delivery",
     .kind = FIELD_VALUE,
     .offset = OF(plan.delivery),
     .unit = "share of the saving",
     .lowest = 0,
     .highest = 2,
     .initial = 1,
     .doc = "share that is achieved, a number or a distribution"},
    {.name = "slippage",
     .kind = FIELD_VALUE,
     .offset = OF(plan.slippage),
     .unit = "years",
     .lowest = 0,
     .highest = MOST_YEARS,
     .doc = "years late, a number or a distribution"},
    {.name = "depends_on",
     .kind = FIELD_CUSTOM,
     .offset = OF(depends_on),
     .read = read_node,
     .shape = "name of a scheme of the same place",
     .fallback = "none",
     .doc =
         "scheme without which this one saves nothing; its share achieved multiplies this one's"},
    {0}};

/* `saving` by kind. */
const struct field scheme_saving_fields[] = {
    [SCHEME_ACTIVITY] = {.name = "saving",
                         .kind = FIELD_VALUE,
                         .unit = "share of the line's activity",
                         .lowest = 0,
                         .highest = 1},
    [SCHEME_COST] = {.name = "saving",
                     .kind = FIELD_VALUE,
                     .unit = "share of the line's cost",
                     .lowest = 0,
                     .highest = 1},
    [SCHEME_GBP] = {.name = "saving",
                    .kind = FIELD_VALUE,
                    .unit = GBP_A_YEAR,
                    .lowest = 0,
                    .highest = MOST_GBP},
};

#undef OF
#define OF(member) offsetof(struct schemes_draft, member)

const struct field schemes_fields[] = {
    {.name = "table",
     .kind = FIELD_CUSTOM,
     .offset = OF(table),
     .fields = scheme_fields,
     .read = read_node,
     .shape = "CSV file",
     .doc = "one row a scheme, with the columns below and, if known, source; where several are "
            "run also place. An empty cell is an absent one"},
    {.name = "replaced_by",
     .kind = FIELD_CUSTOM,
     .offset = OF(replaced_by),
     .read = read_node,
     .shape = "{model: [scheme]}",
     .fallback = "none",
     .doc = "schemes whose work a model does itself, so that it is not counted twice"},
    {.name = "target",
     .kind = FIELD_SERIES,
     .flags = FIELD_NONE | FIELD_PLAIN,
     .offset = OF(target),
     .unit = GBP_A_YEAR,
     .lowest = 0,
     .highest = MOST_GBP,
     .fallback = "what the schemes would save in full and on time",
     .doc = "what the whole plan must save for p_plan_delivers, in base-year prices"},
    {0}};
