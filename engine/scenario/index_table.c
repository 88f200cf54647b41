#include "scenario/index_table.h"
#include "base/nearest.h"

#include <stdlib.h>
#include <string.h>

int area_column(struct compiler *c, const struct csv *table)
{
    int place = csv_column(table, "place"), area = csv_column(table, "area");
    if (place >= 0 && area >= 0)
        error_add(c->error, ACS_INVALID, table->header[area].mark,
                  "the table has a column place and a column area; keep one of them");
    return place >= 0 ? place : area;
}

/* "2016" or "y2016"; 0 for other names. */
static int header_year(const char *text)
{
    if (*text == 'y')
        text++;
    return strlen(text) == 4 && strspn(text, "0123456789") == 4 ? atoi(text) : 0;
}

static bool find_years(struct compiler *c, struct index_table *t)
{
    t->year = COMPILER_NEW(c, t->csv->columns, int);
    t->column = COMPILER_NEW(c, t->csv->columns, int);
    if (!t->year || !t->column)
        return false;
    for (size_t i = 0; i < t->csv->columns; i++) {
        int year = header_year(t->csv->header[i].text), at = t->years;
        if (!year)
            continue;
        for (; at > 0 && t->year[at - 1] > year; at--) {
            t->year[at] = t->year[at - 1];
            t->column[at] = t->column[at - 1];
        }
        if (at > 0 && t->year[at - 1] == year) {
            error_add(c->error, ACS_INVALID, t->csv->header[i].mark, "the year %d has two columns",
                      year);
            return false;
        }
        t->year[at] = year;
        t->column[at] = (int)i;
        t->years++;
    }
    if (t->years == 0)
        error_add(c->error, ACS_INVALID, t->mark,
                  "the table has no year columns; they are named 2016 or y2016");
    return t->years > 0;
}

static bool open_table(struct compiler *c, const struct node *node, int from, struct index_table *t)
{
    static const char *const required[] = {"age", NULL};
    static const char *const optional[] = {"place", "area", "variant", "sex", NULL};
    struct csv *csv;
    if (csv_read(c->files, node, &csv, c->error) ||
        !csv_check_columns(csv, required, optional, true, node->mark, c->error))
        return false;
    *t = (struct index_table){.csv = csv,
                              .mark = node->mark,
                              .from = from,
                              .area = area_column(c, csv),
                              .age = csv_column(csv, "age"),
                              .sex = csv_column(csv, "sex"),
                              .variant = csv_column(csv, "variant")};
    if (!find_years(c, t))
        return false;
    t->band = COMPILER_NEW(c, csv->rows, struct band);
    t->row_variant = COMPILER_NEW(c, csv->rows, int);
    t->cell = COMPILER_NEW(c, csv->rows * (size_t)t->years, double);
    t->read = COMPILER_NEW(c, csv->rows, bool);
    if (!t->band || !t->row_variant || !t->cell || !t->read)
        return false;
    for (size_t row = 0; row < csv->rows; row++) {
        const struct csv_field *age = csv_field(csv, row, t->age);
        if (!age_parse(age->text, &t->band[row].lower, &t->band[row].upper)) {
            error_add(c->error, ACS_INVALID, age->mark,
                      "'%s' is no age; ages are written 7, 0-4, 75plus or 90 and over", age->text);
            return false;
        }
        t->band[row].sex = t->sex >= 0 ? sex_normal(csv_field(csv, row, t->sex)->text) : "";
    }
    return true;
}

static void read_variants(struct compiler *c)
{
    const struct node *node = c->scenario.population.variants;
    static const struct field field = {.name = "probability",
                                       .kind = FIELD_NUMBER,
                                       .unit = "probability",
                                       .lowest = 0,
                                       .highest = 1};
    struct at at = {.path = "population.index.variants", .identity = "population.index.variants"};
    size_t count = node && node->kind == NODE_MAP ? node->count : 0;
    double *probability = COMPILER_NEW(c, count ? count : 1, double), sum = 0;
    char text[NUMBER_TEXT];
    c->plan->population.variant_probability = probability;
    if (!probability)
        return;
    c->variants = 1;
    probability[0] = 1;
    if (!node)
        return;
    if (count == 0) {
        error_add(c->error, ACS_INVALID, node->mark, "'variants' takes {name: probability}");
        return;
    }
    c->variant = COMPILER_NEW(c, count + 1, const char *);
    if (!c->variant)
        return;
    for (size_t i = 0; i < count; i++) {
        const struct pair *pair = &node->pairs[i];
        c->variant[i] = pair->key;
        probability[i] =
            number_read(c, &field, pair->value, field_below(c, at, pair->key, pair->key_mark));
        sum += probability[i];
    }
    c->variants = (int)count;
    if (sum < 1 - 1e-9 || sum > 1 + 1e-9)
        error_add(c->error, ACS_INVALID, node->mark,
                  "the probabilities of the variants add up to %s, but must add up to 1",
                  number_text(sum, text));
}

/* Which variant each row belongs to; every listed variant must be there. */
static bool match_variants(struct compiler *c, struct index_table *t)
{
    bool found[256] = {false};
    const char *only = NULL;
    for (size_t row = 0; row < t->csv->rows; row++) {
        t->row_variant[row] = ANY_VARIANT;
        if (t->variant < 0)
            continue;
        const struct csv_field *field = csv_field(t->csv, row, t->variant);
        if (!c->variant) {
            if (only && strcmp(only, field->text) != 0) {
                error_add(
                    c->error, ACS_INVALID, field->mark,
                    "the table has several variants ('%s', '%s'); say which and how probable: "
                    "variants: {%s: 1}",
                    only, field->text, only);
                return false;
            }
            only = field->text;
            continue;
        }
        t->row_variant[row] = NOT_DRAWN;
        for (int v = 0; v < c->variants; v++)
            if (strcmp(c->variant[v], field->text) == 0) {
                t->row_variant[row] = v;
                found[v & 255] = true;
            }
    }
    for (int v = 0; t->variant >= 0 && c->variant && v < c->variants && v < 256; v++)
        if (!found[v]) {
            error_add(c->error, ACS_INVALID, t->mark, "the table has no variant '%s'",
                      c->variant[v]);
            return false;
        }
    return true;
}

/* The calendar years table number i must cover, after the base year or its own start. */
static bool check_years(struct compiler *c, const struct index_table *tables, int count, int i)
{
    const struct index_table *t = &tables[i];
    int base = c->plan->base_year, end = base + c->reach;
    int first = t->from > base ? t->from : base;
    int last = i + 1 < count && tables[i + 1].from < end ? tables[i + 1].from : end;
    if (first >= last && !(i == 0 && count == 1))
        return true; /* not needed */
    int lacking = t->year[0] > first ? first : t->year[t->years - 1] + 1;
    if (t->year[0] <= first && t->year[t->years - 1] >= last)
        return true;
    error_add(c->error, ACS_INVALID, t->mark,
              "the table covers %d to %d, but not %d: it is needed from %d to %d (base year, "
              "horizon and windows of total growth)",
              t->year[0], t->year[t->years - 1], lacking, first, last);
    return false;
}

static const char *next_area(const void *context, size_t i)
{
    const struct index_table *t = context;
    return i < t->csv->rows ? csv_field(t->csv, i, t->area)->text : NULL;
}

/* The rows of a place's area; *count 0 after an error. */
size_t *index_table_rows(struct compiler *c, const struct index_table *t,
                         const struct place_draft *place, size_t *count)
{
    const char *area = *c->scenario.population.area ? c->scenario.population.area : place->area;
    *count = 0;
    for (size_t row = 0; row < t->csv->rows; row++)
        *count += (t->area < 0 || strcmp(csv_field(t->csv, row, t->area)->text, area) == 0);
    size_t *rows = COMPILER_NEW(c, *count, size_t);
    size_t at = 0;
    for (size_t row = 0; rows && row < t->csv->rows; row++)
        if (t->area < 0 || strcmp(csv_field(t->csv, row, t->area)->text, area) == 0)
            rows[at++] = row;
    if (*count == 0) {
        const char *nearest = t->area >= 0 ? nearest_word(area, next_area, t) : NULL;
        error_add(c->error, ACS_INVALID, t->mark,
                  "the table has no rows of area '%s' (place '%s')%s%s%s; set places.%s.area", area,
                  place->plan.name, nearest ? "; the nearest is '" : "", nearest ? nearest : "",
                  nearest ? "'" : "", place->plan.name);
    }
    return rows;
}

bool index_table_read_row(struct compiler *c, struct index_table *t, size_t row)
{
    for (int i = 0; !t->read[row] && i < t->years; i++)
        if (!csv_number(t->csv, row, t->column[i], 0, 1e10, "persons",
                        &t->cell[row * (size_t)t->years + (size_t)i], c->error))
            return false;
    t->read[row] = true;
    return true;
}

/* Persons of a row in a calendar year that the table covers, linear between its years. */
double index_table_value(const struct index_table *t, size_t row, int year)
{
    const double *cell = t->cell + row * (size_t)t->years;
    int i = 0;
    while (i + 2 < t->years && t->year[i + 1] <= year)
        i++;
    if (t->years == 1 || year <= t->year[i])
        return cell[i];
    double share = (double)(year - t->year[i]) / (t->year[i + 1] - t->year[i]);
    return share >= 1 ? cell[i + 1] : cell[i] + share * (cell[i + 1] - cell[i]);
}

/* Opens the first table and those chained to it; 0 after an error. */
static int open_tables(struct compiler *c, struct index_table **tables)
{
    const struct population_draft *draft = &c->scenario.population;
    const struct node *chain = draft->chain;
    static const struct field from_field = {.name = "from",
                                            .kind = FIELD_NUMBER,
                                            .unit = "calendar year",
                                            .lowest = 1900,
                                            .highest = 2300};
    struct at at = {.path = "population.index.chain", .identity = "population.index.chain"};
    size_t links = chain && chain->kind == NODE_LIST ? chain->count : 0;
    *tables = COMPILER_NEW(c, links + 1, struct index_table);
    if (!*tables || !open_table(c, draft->index, 0, &(*tables)[0]))
        return 0;
    if (chain && chain->kind != NODE_LIST)
        error_add(c->error, ACS_INVALID, chain->mark, "'chain' takes [{table: FILE, from: YEAR}]");
    for (size_t i = 0; i < links; i++) {
        const struct node *link = chain->items[i];
        const struct node *table = link->kind == NODE_MAP ? node_find(link, "table") : NULL;
        const struct node *from = link->kind == NODE_MAP ? node_find(link, "from") : NULL;
        if (!table || !from) {
            error_add(c->error, ACS_INVALID, link->mark,
                      "a chained table is {table: FILE, from: YEAR}");
            return 0;
        }
        at.path = at.identity = compiler_format(c, "population.index.chain.%zu.from", i);
        double year = number_read(c, &from_field, from, at);
        if (year != (int)year || (int)year <= (*tables)[i].from)
            error_add(c->error, ACS_INVALID, from->mark,
                      "'from' must be a whole calendar year, later than that of the table before");
        if (!open_table(c, table, (int)year, &(*tables)[i + 1]))
            return 0;
    }
    return (int)links + 1;
}

void index_compile(struct compiler *c)
{
    struct index_table *tables = NULL;
    size_t before = error_count(c->error);
    c->variants = 1;
    read_variants(c);
    c->plan->population.variants = c->variants;
    if (c->variants > 256)
        error_add(c->error, ACS_INVALID, c->scenario.population.variants->mark,
                  "at most 256 variants");
    for (int p = 0; p < c->plan->places; p++) {
        struct place_draft *place = &c->place[p];
        size_t cells = (size_t)place->band_count * (size_t)c->variants * ((size_t)c->reach + 1);
        place->index = COMPILER_NEW(c, cells, double);
        if (!place->index)
            return;
        for (size_t i = 0; i < cells; i++)
            place->index[i] = 1;
    }
    if (!c->scenario.population.index || error_count(c->error) > before)
        return;
    int count = open_tables(c, &tables);
    for (int i = 0; i < count; i++)
        if (!match_variants(c, &tables[i]) || !check_years(c, tables, count, i))
            return;
    for (int p = 0; count > 0 && error_count(c->error) == before && p < c->plan->places; p++)
        index_compile_place(c, &c->place[p], tables, count);
}
