/* The growth of a base band: which rows of the tables make it up, and how tables are chained. */
#include "scenario/index_table.h"

#include <string.h>

#define MOST_SEXES 8

/* The rows of one sex and variant that make up a band: one that contains it, or those that it
 * contains and that fill it without gap or overlap. Appends to members; false if there are none. */
static bool tile_band(const struct index_table *t, const size_t *rows, size_t count,
                      const struct band *band, const char *sex, int variant, size_t *members,
                      size_t *member_count)
{
    size_t first = *member_count;
    const int length = band->upper - band->lower + 1; /* in years */
    int filled = 0, outer = 0;
    for (size_t i = 0; i < count; i++) {
        size_t row = rows[i];
        const struct band *b = &t->band[row];
        if (strcmp(b->sex, sex) != 0 ||
            (t->row_variant[row] != ANY_VARIANT && t->row_variant[row] != variant))
            continue;
        if (band_contains(b, band)) {
            *member_count = first;
            members[(*member_count)++] = row;
            outer++;
        } else if (!outer && filled <= length && band_contains(band, b)) {
            members[(*member_count)++] = row;
            filled += b->upper - b->lower + 1;
        }
    }
    if (outer)
        return outer == 1;
    if (filled != length)
        return false;
    for (size_t i = first; i < *member_count; i++)
        for (size_t k = first; k < i; k++)
            if (band_overlaps(&t->band[members[i]], &t->band[members[k]]))
                return false;
    return true;
}

/* Which sexes of the table make up the sex of a band: its own, or all together, or the parts. */
static size_t choose_sexes(const struct index_table *t, const size_t *rows, size_t count,
                           const char *sex, const char *chosen[MOST_SEXES])
{
    size_t sexes = 0;
    bool own = false, together = false;
    for (size_t i = 0; i < count; i++) {
        const char *row_sex = t->band[rows[i]].sex;
        own |= *sex && strcmp(row_sex, sex) == 0;
        together |= !*row_sex;
    }
    if (own || together) {
        chosen[0] = own ? sex : "";
        return 1;
    }
    for (size_t i = 0; !*sex && i < count; i++) {
        size_t k = 0;
        while (k < sexes && strcmp(chosen[k], t->band[rows[i]].sex) != 0)
            k++;
        if (k == sexes && sexes < MOST_SEXES)
            chosen[sexes++] = t->band[rows[i]].sex;
    }
    return sexes;
}

struct area_rows {
    struct index_table *table;
    size_t *rows, *members; /* members: room for as many */
    size_t count, member_count;
};

/* Finds the members of a band in one table; false after an error. */
static bool find_members(struct compiler *c, struct area_rows *area, const struct base_band *band,
                         int variant, const char *place)
{
    const char *sexes[MOST_SEXES];
    const struct index_table *t = area->table;
    size_t count = choose_sexes(t, area->rows, area->count, band->band.sex, sexes);
    bool found = count > 0;
    area->member_count = 0;
    for (size_t i = 0; found && i < count; i++)
        found = tile_band(t, area->rows, area->count, &band->band, sexes[i], variant, area->members,
                          &area->member_count);
    for (size_t i = 0; found && i < area->member_count; i++)
        if (!index_table_read_row(c, area->table, area->members[i]))
            return false;
    if (!found) {
        bool open = band->band.upper == AGE_OPEN;
        const char *ages = open ? compiler_format(c, "%dplus", band->band.lower)
                                : compiler_format(c, "%d-%d", band->band.lower, band->band.upper);
        error_add(c->error, ACS_INVALID, t->mark,
                  "the table has no band that contains age %s%s%s of '%s', nor bands that fill it "
                  "exactly%s%s",
                  ages, *band->band.sex ? " " : "", band->band.sex, place,
                  c->variant ? " in variant " : "", c->variant ? c->variant[variant] : "");
    }
    return found;
}

static double members_value(const struct area_rows *area, int year)
{
    double sum = 0;
    for (size_t i = 0; i < area->member_count; i++)
        sum += index_table_value(area->table, area->members[i], year);
    return sum;
}

/* The index of one band and variant, chained by ratio: after its first year each table multiplies
 * the index reached by its own growth since then. */
static bool fill_index(struct compiler *c, struct place_draft *place, struct area_rows *areas,
                       int tables, int b, int variant)
{
    int base = c->plan->base_year, active = -1;
    double anchor_index = 1, anchor_value = 0;
    *index_at(c, place, b, variant, 0) = 1;
    for (int y = 1; y <= c->reach; y++) {
        double *index = index_at(c, place, b, variant, y);
        int next = active < 0 ? 0 : active;
        if (place->band[b].persons == 0) {
            *index = 1;
            continue;
        }
        while (next + 1 < tables && areas[next + 1].table->from < base + y)
            next++;
        if (next != active) {
            active = next;
            int anchor = areas[active].table->from > base ? areas[active].table->from : base;
            if (!find_members(c, &areas[active], &place->band[b], variant, place->plan.name))
                return false;
            anchor_index = *index_at(c, place, b, variant, anchor - base);
            anchor_value = members_value(&areas[active], anchor);
            if (anchor_value <= 0) {
                error_add(c->error, ACS_INVALID, areas[active].table->mark,
                          "the table has no persons in %d aged %d and on of '%s', which the base "
                          "population has; growth cannot be taken from 0",
                          anchor, place->band[b].band.lower, place->plan.name);
                return false;
            }
        }
        *index = anchor_index * members_value(&areas[active], base + y) / anchor_value;
    }
    return true;
}

void index_compile_place(struct compiler *c, struct place_draft *place, struct index_table *tables,
                         int count)
{
    struct area_rows *areas = COMPILER_NEW(c, count, struct area_rows);
    if (!areas)
        return;
    for (int i = 0; i < count; i++) {
        areas[i].table = &tables[i];
        areas[i].rows = index_table_rows(c, &tables[i], place, &areas[i].count);
        areas[i].members = COMPILER_NEW(c, areas[i].count, size_t);
        if (areas[i].count == 0 || !areas[i].rows || !areas[i].members)
            return;
    }
    for (int b = 0; b < place->band_count; b++)
        for (int v = 0; v < c->variants; v++)
            if (!fill_index(c, place, areas, count, b, v))
                return;
}
