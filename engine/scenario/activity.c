/* Base activity and the demographic index of each place and line, and what they say about growth.
 */
#include "draw/math.h"
#include "scenario/health.h"

#include <string.h>
#include <unistd.h>

/* The rates of one line: per person by age and sex, for all places or by place or area. */
struct rates {
    const struct csv *csv;
    int area, age, sex, column;
    struct band *band; /* [rows] */
    double *rate;      /* [rows] */
    size_t *chosen;    /* [rows], the rows of the place at hand */
    size_t chosen_count;
};

static bool read_rates(struct compiler *c, const struct node *activity, struct rates *rates)
{
    const struct node *file = node_find(activity, "rates"), *name = node_find(activity, "column");
    struct csv *csv;
    if (!name || name->kind != NODE_SCALAR) {
        error_add(c->error, ACS_INVALID, file->mark,
                  "rates need the column that holds them: {rates: FILE, column: NAME}");
        return false;
    }
    if (csv_read(c->files, file, &csv, c->error))
        return false;
    const char *const required[] = {"age", name->text, NULL};
    const char **every = COMPILER_NEW(c, csv->columns + 1, const char *);
    for (size_t i = 0; every && i < csv->columns; i++)
        every[i] = csv->header[i].text;
    if (!every || !csv_check_columns(csv, required, every, false, name->mark, c->error))
        return false;
    *rates = (struct rates){.csv = csv,
                            .area = area_column(c, csv),
                            .age = csv_column(csv, "age"),
                            .sex = csv_column(csv, "sex"),
                            .column = csv_column(csv, name->text),
                            .band = COMPILER_NEW(c, csv->rows, struct band),
                            .rate = COMPILER_NEW(c, csv->rows, double),
                            .chosen = COMPILER_NEW(c, csv->rows, size_t)};
    if (!rates->band || !rates->rate || !rates->chosen)
        return false;
    for (size_t row = 0; row < csv->rows; row++) {
        const struct csv_field *age = csv_field(csv, row, rates->age);
        struct band *band = &rates->band[row];
        if (!age_parse(age->text, &band->lower, &band->upper)) {
            error_add(c->error, ACS_INVALID, age->mark,
                      "'%s' is no age; ages are written 7, 0-4, 75plus or 90 and over", age->text);
            return false;
        }
        band->sex = rates->sex >= 0 ? sex_normal(csv_field(csv, row, rates->sex)->text) : "";
        if (!csv_number(csv, row, rates->column, 0, 1e9, "units a person a year", &rates->rate[row],
                        c->error))
            return false;
    }
    return true;
}

/* Keeps the rows of a place, or all where rates are not by place. */
static void choose_rows(struct rates *rates, const struct place_draft *place)
{
    rates->chosen_count = 0;
    for (size_t row = 0; row < rates->csv->rows; row++) {
        const char *area = rates->area >= 0 ? csv_field(rates->csv, row, rates->area)->text : NULL;
        if (!area || strcmp(area, place->area) == 0 || strcmp(area, place->plan.name) == 0)
            rates->chosen[rates->chosen_count++] = row;
    }
}

/* The rate of a band: of the row that contains it, of the same sex or of everyone. */
static bool find_rate(struct compiler *c, const struct rates *rates,
                      const struct place_draft *place, const struct base_band *band,
                      struct mark mark, double *rate)
{
    const struct csv_field *twice = NULL;
    int found = 0;
    for (size_t i = 0; i < rates->chosen_count; i++) {
        size_t row = rates->chosen[i];
        const struct band *b = &rates->band[row];
        if ((*b->sex && strcmp(b->sex, band->band.sex) != 0) || !band_contains(b, &band->band))
            continue;
        *rate = rates->rate[row];
        twice = csv_field(rates->csv, row, rates->age);
        found++;
    }
    if (found == 1)
        return true;
    if (found > 1) {
        error_add(c->error, ACS_INVALID, twice->mark,
                  "two rows of the rates hold for age %d and on of '%s'", band->band.lower,
                  place->plan.name);
        return false;
    }
    bool open = band->band.upper == AGE_OPEN;
    const char *ages = open ? compiler_format(c, "%dplus", band->band.lower)
                            : compiler_format(c, "%d-%d", band->band.lower, band->band.upper);
    error_add(c->error, ACS_INVALID, mark,
              "the rates have no band for age %s%s%s of '%s'; bands of rates must contain those of "
              "the population",
              ages, *band->band.sex ? " " : "", band->band.sex, place->plan.name);
    return false;
}

/* The rates of a year: those given, moved by the mean of the health status. */
static const double *rates_at(const struct compiler *c, const struct place_draft *place, int year,
                              const double *rate, double *moved)
{
    double shift = health_mean_shift(c, year);
    if (shift == 0)
        return rate;
    health_shift(place, rate, shift, moved);
    return moved;
}

/* Fills the demographic index of a place and line from its bands' rates; returns units of the base
 * year at those rates, or -1 after an error. rates NULL: one for everyone. */
static double weigh_bands(struct compiler *c, struct rates *rates, int p, int s, struct mark mark,
                          double *demographic)
{
    const struct place_draft *place = &c->place[p];
    size_t years = (size_t)c->plan->years + 1;
    double units = 0;
    double *rate = COMPILER_NEW(c, place->band_count, double);
    double *moved = COMPILER_NEW(c, place->band_count, double);
    if (!rate || !moved)
        return -1;
    if (rates)
        choose_rows(rates, place);
    for (int b = 0; b < place->band_count; b++) {
        rate[b] = 1;
        if (rates && !find_rate(c, rates, place, &place->band[b], mark, &rate[b]))
            return -1;
        units += place->band[b].persons * rate[b];
    }
    if (units <= 0) {
        error_add(c->error, ACS_INVALID, mark, "the rates give '%s' no units at all",
                  place->plan.name);
        return -1;
    }
    for (size_t y = 0; y < years; y++) {
        const double *now = rates ? rates_at(c, place, (int)y, rate, moved) : rate;
        for (int v = 0; v < c->variants; v++)
            for (int b = 0; b < place->band_count; b++)
                demographic[((size_t)v * years + y) * SHOCK_GROUPS +
                            (size_t)band_shock_group(&place->band[b].band)] +=
                    place->band[b].persons * now[b] * *index_at(c, place, b, v, (int)y) / units;
    }
    health_weigh(c, s, p, rate, units);
    return units;
}

/* The index of the reference population at the mean health status in a year that may lie beyond the
 * horizon. */
static double reference_index(struct compiler *c, struct rates *rates,
                              const struct place_draft *place, int year)
{
    double then = 0, base = 0;
    double *rate = COMPILER_NEW(c, place->band_count, double);
    double *moved = COMPILER_NEW(c, place->band_count, double);
    if (!rate || !moved)
        return 1;
    if (rates)
        choose_rows(rates, place);
    for (int b = 0; b < place->band_count; b++) {
        rate[b] = 1;
        if (rates && !find_rate(c, rates, place, &place->band[b], place->mark, &rate[b]))
            return 1;
    }
    const double *now = rates ? rates_at(c, place, year, rate, moved) : rate;
    for (int b = 0; b < place->band_count; b++) {
        base += place->band[b].persons * rate[b];
        then += place->band[b].persons * now[b] * *index_at(c, place, b, 0, year);
    }
    return then / base;
}

/* Levels as the file states them; keys that are no place are reported. */
static bool read_levels(struct compiler *c, struct service_draft *service, double *level,
                        double *total)
{
    struct field field = {
        .kind = FIELD_NUMBER, .unit = "units a year", .lowest = 0, .highest = 1e12, .initial = -1};
    const struct node *activity = service->activity;
    struct at at = service->activity_at;
    bool good = true;
    *total = -1;
    for (size_t i = 0; i < activity->count; i++) {
        const struct pair *pair = &activity->pairs[i];
        struct at below = field_below(c, at, pair->key, pair->key_mark);
        bool is_total = strcmp(pair->key, "total") == 0;
        field.name = pair->key;
        if (strcmp(pair->key, "rates") == 0 || strcmp(pair->key, "column") == 0 ||
            strcmp(pair->key, "source") == 0 || strcmp(pair->key, "note") == 0)
            continue;
        int place =
            is_total ? 0 : name_require(c, c->place_map, "place", pair->key, pair->key_mark);
        if (place < 0) {
            good = false;
            continue;
        }
        double number = number_read(c, &field, pair->value, below);
        good = good && number >= 0;
        *(is_total ? total : &level[place]) = number;
    }
    return good;
}

/* What places without a level of their own have together must make up the total. */
static double share_of_rest(struct compiler *c, const struct service_draft *service, double total,
                            double stated, double rest)
{
    const char *name = service->plan.name;
    if (rest > 0 && total >= stated)
        return (total - stated) / rest;
    if (fabs(total - stated) > 1e-9 * total)
        error_add(c->error, ACS_INVALID, service->mark,
                  "activity of '%s' has a total of %.10g over all places, and the levels of "
                  "places%s come to %.10g; leave the total out",
                  name, total, rest > 0 ? "" : ", all of which are stated,", stated);
    return 0;
}

/* Turns units at the rates into the levels that were stated; beside a total, places without a level
 * share what is left of it. */
static void set_levels(struct compiler *c, struct service_draft *service, bool rates,
                       const double *level, double total, double *activity)
{
    double stated = 0, rest = 0;
    size_t services = (size_t)c->plan->services;
    for (int p = 0; p < c->plan->places; p++) {
        double *cell = &activity[(size_t)p * services];
        if (level[p] >= 0)
            *cell = level[p];
        else if (!rates && total < 0)
            error_add(c->error, ACS_INVALID, service->mark,
                      "activity of '%s' in '%s' is missing: give its units a year, or rates",
                      service->plan.name, c->place[p].plan.name);
        *(level[p] >= 0 ? &stated : &rest) += *cell;
    }
    if (total < 0)
        return;
    const double factor = share_of_rest(c, service, total, stated, rest);
    for (int p = 0; p < c->plan->places; p++)
        if (level[p] < 0)
            activity[(size_t)p * services] *= factor;
}

/* model: mu = (1 + total) (sum A0 Dref[w] / sum A0)^(-1/w) - 1 */
static void calibrate(struct compiler *c, struct service_draft *service, struct rates *rates,
                      const double *activity)
{
    double base = 0, then = 0;
    for (int p = 0; p < c->plan->places; p++) {
        double units = activity[(size_t)p * (size_t)c->plan->services];
        base += units;
        then += units * reference_index(c, rates, &c->place[p], service->window);
    }
    if (base > 0 && then > 0)
        service->plan.growth_factor = math_power(base / then, 1.0 / service->window);
}

static void compile_service(struct compiler *c, int s, double *activity, double *demographic)
{
    acs_plan *plan = c->plan;
    struct service_draft *service = &c->service[s];
    struct rates rates;
    double total;
    const struct node *file = node_find(service->activity, "rates");
    double *level = COMPILER_NEW(c, plan->places, double);
    size_t cells = (size_t)c->variants * ((size_t)plan->years + 1) * SHOCK_GROUPS;
    if (!level)
        return;
    for (int p = 0; p < plan->places; p++)
        level[p] = -1;
    if (!read_levels(c, service, level, &total) ||
        (file && !read_rates(c, service->activity, &rates)))
        return;
    for (int p = 0; p < plan->places; p++) {
        size_t cell = (size_t)p * (size_t)plan->services + (size_t)s;
        activity[cell] = weigh_bands(c, file ? &rates : NULL, p, s,
                                     file ? file->mark : service->mark, demographic + cell * cells);
        if (activity[cell] < 0)
            return;
    }
    set_levels(c, service, file, level, total, activity + s);
    if (service->total >= 0 && !error_status(c->error))
        calibrate(c, service, file ? &rates : NULL, activity + s);
}

/* Whether this machine can hold the demographic index; a file must not bring it down. */
static bool memory_suffices(struct compiler *c, size_t cells, size_t index)
{
    double need = ((double)cells * (double)index + (double)health_rows(c) * SHOCK_GROUPS) *
                  (double)sizeof(double);
    double have = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    if (need < 0.5 * have)
        return true;
    error_plain(c->error, ACS_FAILED,
                "%d places, %d services, %d variants and %d years need %.1f GB for the growth of "
                "demand, and this machine has %.1f GB; take fewer",
                c->plan->places, c->plan->services, c->variants, c->plan->years + 1, need * 1e-9,
                have * 1e-9);
    return false;
}

void activity_compile(struct compiler *c)
{
    acs_plan *plan = c->plan;
    size_t cells = (size_t)plan->places * (size_t)plan->services;
    size_t index = (size_t)c->variants * ((size_t)plan->years + 1) * SHOCK_GROUPS;
    if (!memory_suffices(c, cells, index))
        return;
    double *activity = COMPILER_NEW(c, cells, double);
    double *demographic = COMPILER_NEW(c, cells * index, double);
    c->shifted = COMPILER_NEW(c, health_rows(c) * SHOCK_GROUPS, double);
    if (!activity || !demographic || !c->shifted)
        return;
    plan->health.table = c->shifted;
    plan->activity = activity;
    plan->demographic = demographic;
    for (int s = 0; s < plan->services; s++)
        if (c->service[s].activity)
            compile_service(c, s, activity, demographic);
}
