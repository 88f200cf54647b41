#include "scenario/describe.h"
#include "base/nearest.h"
#include "scenario/compiler.h"

#include <string.h>

#define MOST_DEPTH 8

/* What a key takes, in a few words. */
static const char *kind_text(const struct field *field)
{
    static const char *const words[] = {[FIELD_TEXT] = "text",
                                        [FIELD_INTEGER] = "whole number",
                                        [FIELD_WHOLE] = "whole number",
                                        [FIELD_NUMBER] = "number",
                                        [FIELD_FLAG] = "true or false",
                                        [FIELD_CHOICE] = "one of",
                                        [FIELD_PARTY] = "party",
                                        [FIELD_VALUE] = "value",
                                        [FIELD_SERIES] = "value or path",
                                        [FIELD_GROUP] = "mapping",
                                        [FIELD_ITEMS] = "mapping from names",
                                        [FIELD_CUSTOM] = ""};
    return field->shape ? field->shape : words[field->kind];
}

static bool has_range(const struct field *field)
{
    return field->highest > field->lowest;
}

static void print_choices(const struct field *field, FILE *out)
{
    const char *gap = " ";
    for (const struct choice *choice = field->choices; choice && choice->name; choice++) {
        fprintf(out, "%s%s", gap, choice->name);
        gap = ", ";
    }
    if (field->kind != FIELD_PARTY)
        return;
    for (int party = 0; party < PARTIES; party++) {
        if (field->parties & 1u << party) {
            fprintf(out, "%s%s", gap, party_rows[party].name);
            gap = ", ";
        }
    }
}

static void print_default(const struct field *field, FILE *out)
{
    char number[NUMBER_TEXT];
    bool group = field->kind == FIELD_GROUP || field->kind == FIELD_ITEMS;
    if (field->flags & FIELD_REQUIRED) {
        fputs("; required", out);
    } else if (field->fallback && *field->fallback) {
        fprintf(out, "; default %s", field->fallback);
    } else if (field->kind == FIELD_CHOICE) {
        for (const struct choice *choice = field->choices; choice->name; choice++)
            if (choice->value == (int)field->initial)
                fprintf(out, "; default %s", choice->name);
    } else if (field->kind == FIELD_PARTY) {
        fprintf(out, "; default %s", party_rows[(int)field->initial].name);
    } else if (field->kind == FIELD_FLAG) {
        fprintf(out, "; default %s", field->initial != 0 ? "true" : "false");
    } else if (has_range(field) && !group && !(field->flags & FIELD_NONE)) {
        fprintf(out, "; default %s", number_text(field->initial, number));
    }
}

static void print_scopes(const struct field *field, FILE *out)
{
    if (!field->scopes)
        return;
    fprintf(out, "; per trial%s%s%s", field->scopes & SCOPE_PLACE ? ", place" : "",
            field->scopes & SCOPE_NETWORK ? ", network" : "",
            field->scopes & SCOPE_YEAR ? ", year" : "");
}

static void print_fields(const struct field *fields, int depth, FILE *out)
{
    char range[RANGE_TEXT];
    for (const struct field *field = fields; field->name; field++) {
        bool contract = field->fields == contract_fields, model = field->fields == model_fields;
        fprintf(out, "%*s%s: %s", 2 * depth, "", field->name, kind_text(field));
        print_choices(field, out);
        if (has_range(field))
            fprintf(out, " %s", field_range(field, range));
        print_default(field, out);
        print_scopes(field, out);
        fprintf(out, "\n%*s%s\n", 2 * depth + 4, "", field->doc);
        if (contract || model)
            fprintf(out, "%*ssee: acsim describe %s\n", 2 * depth + 4, "",
                    model ? "models" : "contracts");
        else if (field->fields && depth < MOST_DEPTH) {
            bool items = field->kind == FIELD_ITEMS;
            if (items)
                fprintf(out, "%*sNAME:\n", 2 * depth + 2, "");
            print_fields(field->fields, depth + (items ? 2 : 1), out);
        }
    }
}

static void describe_scenario(FILE *out)
{
    fputs("A scenario file. Every mapping may also have source: and note:. A value is a number, a\n"
          "distribution such as {normal: {mean: 0.03, sd: 0.01}}, or either with its source,\n"
          "{value: 0.03, source: ...}, and its scope, {normal: {...}, per: [place, year]}. A path\n"
          "is {2016: 0, 2018: 0.5}, linear between and held outside, or a column of a table,\n"
          "{table: FILE.csv, column: NAME}, whose column year has the years. Symbols in brackets\n"
          "are those of the model page.\n\n",
          out);
    print_fields(scenario_fields, 0, out);
}

static void describe_models(FILE *out)
{
    fputs(
        "A care model's file, scenarios/models/NAME.yaml. `extends: NAME` takes another model.\n\n",
        out);
    print_fields(model_fields, 0, out);
}

static void describe_contracts(FILE *out)
{
    fputs("A contract's file, scenarios/contracts/NAME.yaml, or the same keys under a model's\n"
          "`contract`. `extends: NAME` takes another contract.\n\n",
          out);
    print_fields(contract_fields, 0, out);
}

static void describe_distributions(FILE *out)
{
    for (const struct distribution *row = distribution_rows; row->name; row++) {
        fprintf(out, "%s\n", row->name);
        for (int f = 0; f < DISTRIBUTION_FORMS && row->forms[f].fields[0]; f++) {
            fprintf(out, "    {%s: {", row->name);
            for (int i = 0; i < DISTRIBUTION_FIELDS && row->forms[f].fields[i]; i++) {
                const char *field = row->forms[f].fields[i];
                bool list = strchr(field, '[');
                fprintf(out, "%s%.*s: %s", i ? ", " : "", (int)strcspn(field, "["), field,
                        list ? "[...]" : "...");
            }
            fputs("}}\n", out);
        }
        fprintf(out, "    %s\n", row->summary);
    }
    fputs(
        "\ntruncated\n"
        "    {normal: {...}, truncated: {min: ..., max: ...}}\n"
        "    Beside any distribution: keeps what lies from min to max, in proportion. Either end\n"
        "    may be left out. The mean is that of what is kept.\n",
        out);
}

static void describe_metrics(FILE *out)
{
    static const char *const sums[] = {[PLACE_SUM] = "sum over places",
                                       [PLACE_LIST_MEAN] = "mean by registered lists",
                                       [PLACE_LIVE_MEAN] = "mean by live lists, 0 where none is"};
    for (int i = 0; i < METRICS; i++)
        fprintf(out, "%s (%s): %s; all: %s\n", metric_rows[i].name, metric_rows[i].unit,
                metric_rows[i].long_name, sums[metric_rows[i].places]);
    fputs("\nOf the whole horizon; npv and p_never_paid_back are one figure, the others by year:\n",
          out);
    for (int i = 0; i < HORIZONS; i++)
        fprintf(out, "%s (%s): %s\n", horizon_rows[i].name, horizon_rows[i].unit,
                horizon_rows[i].long_name);
    fputs("p_never_paid_back (1): probability that cumulative net saving stays below 0\n"
          "\nOf a line or party, and of differences (SERVICE, PARTY and METRIC stand for names):\n"
          "activity.SERVICE (the line's unit): activity of the year\n"
          "growth.SERVICE (1): its growth since the year before\n"
          "surplus.PARTY (GBP): what a party has left; PARTY is one of",
          out);
    for (int q = 0; q < PARTIES; q++)
        fprintf(out, "%s %s", q ? "," : "", party_rows[q].name);
    fputs("\npaired.METRIC (as METRIC): the model less do_nothing, trial by trial\n", out);
}

static const struct {
    const char *name;
    void (*print)(FILE *out);
} topics[] = {{"scenario", describe_scenario},
              {"distributions", describe_distributions},
              {"metrics", describe_metrics},
              {"models", describe_models},
              {"contracts", describe_contracts}};
#define TOPICS (sizeof topics / sizeof *topics)

static const char *next_topic(const void *context, size_t i)
{
    (void)context;
    return i < TOPICS ? topics[i].name : NULL;
}

acs_status describe_topic(const char *topic, FILE *out, acs_error *error)
{
    for (size_t i = 0; i < TOPICS; i++) {
        if (strcmp(topics[i].name, topic) == 0) {
            topics[i].print(out);
            if (fflush(out) != 0 || ferror(out))
                return error_plain(error, ACS_FAILED, "cannot write the reference page");
            return ACS_OK;
        }
    }
    const char *nearest = nearest_word(topic, next_topic, NULL);
    return error_plain(error, ACS_INVALID,
                       "there is no topic '%s'%s%s%s; topics are scenario, distributions, metrics, "
                       "models, contracts",
                       topic, nearest ? "; did you mean '" : "", nearest ? nearest : "",
                       nearest ? "'?" : "");
}
