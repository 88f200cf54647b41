/* Persons by place, age band and year: a base table, grown by an index from other tables. */
#include "scenario/index_table.h"

#include <string.h>

#define MOST_BANDS 5000 /* of a place, far more than single years by sex */

static void flat_band(struct compiler *c, struct place_draft *place, double persons,
                      double weighted)
{
    place->band = COMPILER_NEW(c, 1, struct base_band);
    if (!place->band)
        return;
    place->band_count = 1;
    place->band[0] = (struct base_band){
        .band = {0, AGE_OPEN, ""}, .persons = persons, .weighted = weighted, .mark = place->mark};
}

struct base_columns {
    int place, age, sex, persons, weighted;
};

static bool read_base_row(struct compiler *c, const struct csv *table, size_t row,
                          const struct base_columns *column, struct place_draft *place)
{
    const struct csv_field *age = csv_field(table, row, column->age);
    struct base_band band = {.band.sex = "", .mark = age->mark};
    if (!age_parse(age->text, &band.band.lower, &band.band.upper)) {
        error_add(c->error, ACS_INVALID, age->mark,
                  "'%s' is no age; ages are written 7, 0-4, 75plus or 90 and over", age->text);
        return false;
    }
    if (column->sex >= 0)
        band.band.sex = sex_normal(csv_field(table, row, column->sex)->text);
    if (!csv_number(table, row, column->persons, 0, 1e10, "persons", &band.persons, c->error))
        return false;
    band.weighted = band.persons;
    if (column->weighted >= 0 &&
        !csv_number(table, row, column->weighted, 0, 1e10, "persons", &band.weighted, c->error))
        return false;
    if (place->band_count == MOST_BANDS) {
        error_add(c->error, ACS_INVALID, age->mark, "'%s' has more than %d bands", place->plan.name,
                  MOST_BANDS);
        return false;
    }
    for (int i = 0; i < place->band_count; i++) {
        const struct band *other = &place->band[i].band;
        bool same = !*other->sex || !*band.band.sex || strcmp(other->sex, band.band.sex) == 0;
        if (same && band_overlaps(other, &band.band)) {
            error_add(c->error, ACS_INVALID, age->mark,
                      "age %s %s of '%s' overlaps an earlier row; each person counts once",
                      age->text, band.band.sex, place->plan.name);
            return false;
        }
    }
    place->band[place->band_count++] = band;
    return true;
}

/* The place of each row, or -1; unknown names are reported once each. */
static int *find_row_places(struct compiler *c, const struct csv *table, int column, size_t *counts)
{
    int *row_place = COMPILER_NEW(c, table->rows, int);
    const char *reported = NULL;
    int last = 0;
    for (size_t row = 0; row_place && row < table->rows; row++) {
        const struct csv_field *field = csv_field(table, row, column);
        bool again = strcmp(field->text, c->place_map->pairs[last].key) == 0;
        int place = again ? last : name_find(c->place_map, field->text);
        if (place < 0 && (!reported || strcmp(reported, field->text) != 0)) {
            (void)name_require(c, c->place_map, "place", field->text, field->mark);
            reported = field->text;
        }
        row_place[row] = place;
        if (place >= 0) {
            counts[place]++;
            last = place;
        }
    }
    return row_place;
}

static void read_base(struct compiler *c, const struct node *node, bool *weighted)
{
    static const char *const required[] = {"place", "age", "persons", NULL};
    static const char *const optional[] = {"sex", "weighted", NULL};
    struct csv *table;
    size_t *counts = COMPILER_NEW(c, c->plan->places, size_t);
    if (!counts || csv_read(c->files, node, &table, c->error) ||
        !csv_check_columns(table, required, optional, false, node->mark, c->error))
        return;
    struct base_columns column = {csv_column(table, "place"), csv_column(table, "age"),
                                  csv_column(table, "sex"), csv_column(table, "persons"),
                                  csv_column(table, "weighted")};
    *weighted = column.weighted >= 0;
    int *row_place = find_row_places(c, table, column.place, counts);
    if (!row_place)
        return;
    for (int p = 0; p < c->plan->places; p++) {
        c->place[p].band = COMPILER_NEW(c, counts[p], struct base_band);
        if (!c->place[p].band)
            return;
    }
    for (size_t row = 0; row < table->rows; row++)
        if (row_place[row] >= 0)
            (void)read_base_row(c, table, row, &column, &c->place[row_place[row]]);
}

/* The list of each place, from its bands, its stated persons or its practices. */
static void settle_place(struct compiler *c, struct place_draft *place, bool base, bool weighted)
{
    double patients = 0, weighted_patients = 0;
    for (int i = 0; i < place->practice_count; i++) {
        patients += place->practice[i].patients;
        weighted_patients += place->practice[i].weighted;
    }
    if (place->band_count > 0 && place->persons > 0) {
        error_add(c->error, ACS_INVALID, place->mark,
                  "'%s' has persons here and in the population table; give one of the two",
                  place->plan.name);
        return;
    }
    bool from_table = place->band_count > 0;
    if (!from_table && place->persons > 0)
        flat_band(c, place, place->persons, place->persons);
    else if (!from_table && !base && patients > 0)
        flat_band(c, place, patients, weighted_patients);
    for (int i = 0; i < place->band_count; i++) {
        place->list += place->band[i].persons;
        place->weighted_list += place->band[i].weighted;
    }
    if (place->list <= 0) {
        error_add(c->error, ACS_INVALID, place->mark,
                  base ? "the population table has no persons of '%s'"
                       : "'%s' has no population: give persons, a practice list, or "
                         "population.base with rows for it",
                  place->plan.name);
        return;
    }
    if (from_table && !weighted && place->weighted_practices)
        place->weighted_list = weighted_patients * place->list / patients;
    if (place->weighted_population > 0)
        place->weighted_list = place->weighted_population;
    place->plan.weighted_population = place->weighted_list;
    if (patients > 0 && (patients < 0.9 * place->list || patients > 1.1 * place->list))
        error_warn(c->error, place->mark,
                   "the practices of '%s' have %.0f patients, its population %.0f; only their "
                   "shares are used",
                   place->plan.name, patients, place->list);
}

/* Sums the bands of each place into the groups that share a shock of growth. */
static void sum_persons(struct compiler *c)
{
    acs_plan *plan = c->plan;
    size_t years = (size_t)plan->years + 1, variants = (size_t)c->variants;
    double *persons =
        COMPILER_NEW(c, (size_t)plan->places * variants * years * SHOCK_GROUPS, double);
    if (!persons)
        return;
    plan->persons = persons;
    for (int p = 0; p < plan->places; p++) {
        const struct place_draft *place = &c->place[p];
        for (size_t v = 0; v < variants; v++)
            for (size_t y = 0; y < years; y++) {
                double *group = persons + (((size_t)p * variants + v) * years + y) * SHOCK_GROUPS;
                for (int b = 0; b < place->band_count; b++)
                    group[band_shock_group(&place->band[b].band)] +=
                        place->band[b].persons * *index_at(c, place, b, (int)v, (int)y);
            }
    }
}

void population_compile(struct compiler *c)
{
    const struct population_draft *draft = &c->scenario.population;
    bool weighted = false;
    c->reach = c->plan->years;
    for (int s = 0; s < c->plan->services; s++)
        if (c->service[s].total >= 0 && c->service[s].window > c->reach)
            c->reach = c->service[s].window;
    size_t before = error_count(c->error);
    if (draft->base)
        read_base(c, draft->base, &weighted);
    if (error_count(c->error) > before)
        return;
    for (int p = 0; p < c->plan->places; p++)
        settle_place(c, &c->place[p], draft->base, weighted);
    index_compile(c);
    if (error_count(c->error) == before)
        sum_persons(c);
}
