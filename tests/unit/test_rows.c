/* Every row of what a file may say is whole: documented, in range, with a reader where it needs
 * one; the reference page has it. */
#include "scratch.h"

#include "scenario/compiler.h"
#include "scenario/describe.h"

#include <math.h>

static int checked;

static bool is_number(const struct field *field)
{
    return field->kind == FIELD_NUMBER || field->kind == FIELD_VALUE || field->kind == FIELD_SERIES;
}

static void check_default(const struct field *field)
{
    bool open = field->flags & (FIELD_REQUIRED | FIELD_NONE) || field->fallback;
    cr_expect_leq(field->lowest, field->highest, "%s", field->name);
    if (is_number(field)) {
        cr_expect_not_null(field->unit, "%s has no unit", field->name);
        cr_expect(field->unit && *field->unit, "%s has no unit", field->name);
        cr_expect_lt(field->lowest, field->highest, "%s has no range", field->name);
    }
    if (is_number(field) && !open) {
        cr_expect_geq(field->initial, field->lowest, "%s", field->name);
        cr_expect_leq(field->initial, field->highest, "%s", field->name);
    }
}

static void check_shape(const struct field *field)
{
    if (field->kind == FIELD_CUSTOM || field->kind == FIELD_ITEMS)
        cr_expect(field->read, "%s has no reader", field->name);
    if (field->kind == FIELD_CUSTOM)
        cr_expect(field->shape, "%s does not say what it takes", field->name);
    if (field->kind == FIELD_GROUP || field->kind == FIELD_ITEMS)
        cr_expect(field->fields, "%s has no keys", field->name);
    if (field->kind == FIELD_CHOICE)
        cr_expect(field->choices, "%s has no choices", field->name);
    if (field->kind == FIELD_PARTY)
        cr_expect(field->parties && field->parties < 1u << PARTIES, "%s", field->name);
    if (field->scopes & SCOPE_NETWORK)
        cr_expect_eq(field->scopes, (unsigned)(SCOPE_PLACE | SCOPE_NETWORK | SCOPE_YEAR));
}

static void check_rows(const struct field *fields)
{
    for (const struct field *field = fields; field->name; field++) {
        checked++;
        cr_expect(field->doc && strlen(field->doc) > 4, "%s has no meaning", field->name);
        for (const struct field *other = fields; other < field; other++)
            cr_expect_str_neq(other->name, field->name);
        check_default(field);
        check_shape(field);
        if (field->fields)
            check_rows(field->fields);
    }
}

Test(rows, are_whole)
{
    check_rows(scenario_fields);
    check_rows(do_nothing_fields);
    cr_expect_gt(checked, 120, "only %d rows", checked);
}

/* Each name below stands on the page. */
static void check_page(const struct field *fields, const char *page)
{
    char line[128];
    for (const struct field *field = fields; field->name; field++) {
        snprintf(line, sizeof line, "%s: ", field->name);
        cr_expect(strstr(page, line), "%s", field->name);
        if (field->fields && field->kind == FIELD_GROUP)
            check_page(field->fields, page);
    }
}

static char *page_of(const char *topic)
{
    char *text = NULL;
    size_t size = 0;
    acs_error *error = acs_error_create();
    FILE *out = open_memstream(&text, &size);
    cr_assert_eq(describe_topic(topic, out, error), ACS_OK);
    fclose(out);
    acs_error_destroy(error);
    return text;
}

Test(rows, stand_on_the_reference_pages)
{
    static const struct {
        const char *topic;
        const struct field *fields;
    } pages[] = {
        {"scenario", scenario_fields}, {"models", model_fields}, {"contracts", contract_fields}};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        char *page = page_of(pages[i].topic);
        check_page(pages[i].fields, page);
        free(page);
    }
    char *metrics = page_of("metrics"), *distributions = page_of("distributions");
    for (int i = 0; i < METRICS; i++)
        cr_expect(strstr(metrics, metric_rows[i].long_name));
    for (const struct distribution *row = distribution_rows; row->name; row++)
        cr_expect(strstr(distributions, row->summary));
    free(metrics);
    free(distributions);
}

Test(rows, unknown_topic)
{
    acs_error *error = acs_error_create();
    cr_expect_eq(describe_topic("metrcs", stdout, error), ACS_INVALID);
    cr_expect(strstr(acs_error_text(error), "did you mean 'metrics'"));
    acs_error_destroy(error);
}

Test(rows, ranges_in_words)
{
    char text[RANGE_TEXT];
    struct field field = {.name = "x", .unit = "years", .lowest = 0, .highest = 2.5};
    cr_expect_str_eq(field_range(&field, text), "from 0 to 2.5 years");
    field.lowest = ABOVE_ZERO;
    cr_expect_str_eq(field_range(&field, text), "more than 0, at most 2.5 years");
    field.highest = INFINITY;
    cr_expect_str_eq(field_range(&field, text), "more than 0 years");
    field.lowest = 1;
    field.unit = "1";
    cr_expect_str_eq(field_range(&field, text), "at least 1");
}
