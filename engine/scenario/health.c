/* Model page section 4: r[s, k - h y], and its sums over bands at every kink of h y.
 *
 * The profile that moves is the place's own: the rate of each of its bands at the middle of that
 * band, among bands of the same sex. Rates on coarser bands make steps, and the steps move. */
#include "scenario/health.h"

#include <stdlib.h>
#include <string.h>

#define MOST_HALF_YEARS (2 * (AGE_OPEN + 6)) /* between two middles, which are whole half-years */
#define LEAST_UNIFORM 0x1p-53                /* the smallest u of a draw; the largest is 1 - it */

static const struct assumption *status_of(const struct compiler *c)
{
    int series = c->plan->population.health_status;
    return series < 0 ? NULL : &c->assumption[c->series[series].first];
}

double health_mean_shift(const struct compiler *c, int year)
{
    const struct assumption *status = status_of(c);
    return status ? status->distribution.mean * year : 0;
}

static int compare_bands(const void *a, const void *b)
{
    const struct base_band *left = *(const struct base_band *const *)a;
    const struct base_band *right = *(const struct base_band *const *)b;
    int sex = strcmp(left->band.sex, right->band.sex);
    return sex ? sex : left->band.lower - right->band.lower;
}

static bool sort_bands(struct compiler *c, struct place_draft *place)
{
    const struct base_band **sorted = COMPILER_NEW(c, place->band_count, const struct base_band *);
    place->by_age = COMPILER_NEW(c, place->band_count, int);
    if (!sorted || !place->by_age)
        return false;
    for (int b = 0; b < place->band_count; b++)
        sorted[b] = &place->band[b];
    qsort(sorted, (size_t)place->band_count, sizeof *sorted, compare_bands);
    for (int b = 0; b < place->band_count; b++)
        place->by_age[b] = (int)(sorted[b] - place->band);
    return true;
}

/* The end of the run of bands of one sex that begins at `from` of the sorted bands. */
static int sex_end(const struct place_draft *place, int from)
{
    const char *sex = place->band[place->by_age[from]].band.sex;
    int end = from + 1;
    while (end < place->band_count && strcmp(place->band[place->by_age[end]].band.sex, sex) == 0)
        end++;
    return end;
}

static double middle_at(const struct place_draft *place, int sorted)
{
    return band_middle(&place->band[place->by_age[sorted]].band);
}

void health_shift(const struct place_draft *place, const double *rate, double shift,
                  double *shifted)
{
    for (int from = 0, end; from < place->band_count; from = end) {
        int left = from; /* the last band whose middle is not beyond the age looked for */
        end = sex_end(place, from);
        for (int i = from; i < end; i++) {
            double age = middle_at(place, i) - shift;
            while (left + 1 < end && middle_at(place, left + 1) <= age)
                left++;
            double low = middle_at(place, left), here = rate[place->by_age[left]];
            if (age > low && left + 1 < end) {
                double next = rate[place->by_age[left + 1]];
                here += (age - low) / (middle_at(place, left + 1) - low) * (next - here);
            }
            shifted[place->by_age[i]] = here;
        }
    }
}

/* Marks the distances between middles of one sex; kink[MOST_HALF_YEARS] is distance 0. */
static void mark_kinks(const struct place_draft *place, bool *kink)
{
    for (int from = 0, end; from < place->band_count; from = end) {
        end = sex_end(place, from);
        for (int i = from; i < end; i++)
            for (int k = from; k < end; k++)
                kink[MOST_HALF_YEARS + (int)(2 * (middle_at(place, i) - middle_at(place, k)))] =
                    true;
    }
}

/* The nodes of a year: the ends of what h y may be, and the kinks between. Returns how many; writes
 * them where shift is not NULL. */
static int year_nodes(const bool *kink, double lowest, double highest, double *shift)
{
    int count = 0;
    if (shift)
        shift[count] = lowest;
    count++;
    for (int i = 0; i <= 2 * MOST_HALF_YEARS; i++) {
        double at = 0.5 * (i - MOST_HALF_YEARS);
        if (!kink[i] || at <= lowest || at >= highest)
            continue;
        if (shift)
            shift[count] = at;
        count++;
    }
    if (shift && highest > lowest)
        shift[count] = highest;
    return count + (highest > lowest);
}

/* What h may be, within the range of its key. */
static void status_range(const struct assumption *status, double *lowest, double *highest)
{
    const struct distribution_settings *d = &status->distribution;
    double low = distribution_quantile(d, LEAST_UNIFORM);
    double high = distribution_quantile(d, 1 - LEAST_UNIFORM);
    *lowest = low < status->lowest ? status->lowest : low;
    *highest = high > status->highest ? status->highest : high;
}

/* Numbers the lines whose demand depends on age; 0 if there are none, or after an error. */
static int number_lines(struct compiler *c)
{
    int *line = COMPILER_NEW(c, c->plan->services, int), lines = 0;
    if (!line)
        return 0;
    for (int s = 0; s < c->plan->services; s++) {
        const struct node *activity = c->service[s].activity;
        line[s] = activity && node_find(activity, "rates") ? lines++ : -1;
    }
    c->plan->health.line = line;
    return lines;
}

/* The nodes of all years; none where h is certain. */
static void lay_nodes(struct compiler *c, const bool *kink, const struct assumption *status)
{
    const int years = c->plan->years, lines = number_lines(c);
    double lowest, highest;
    status_range(status, &lowest, &highest);
    int *first = COMPILER_NEW(c, years + 2, int);
    if (!first || lines == 0 || !(lowest < highest))
        return;
    for (int y = 0; y <= years; y++)
        first[y + 1] = first[y] + year_nodes(kink, lowest * y, highest * y, NULL);
    double *shift = COMPILER_NEW(c, first[years + 1], double);
    if (!shift)
        return;
    for (int y = 0; y <= years; y++)
        (void)year_nodes(kink, lowest * y, highest * y, shift + first[y]);
    c->plan->health = (struct plan_health){
        .lines = lines, .line = c->plan->health.line, .first = first, .shift = shift};
}

void health_compile(struct compiler *c)
{
    const struct assumption *status = status_of(c);
    if (!status)
        return;
    bool *kink = COMPILER_NEW(c, 2 * MOST_HALF_YEARS + 1, bool);
    if (!kink)
        return;
    for (int p = 0; p < c->plan->places; p++) {
        if (!sort_bands(c, &c->place[p]))
            return;
        mark_kinks(&c->place[p], kink);
    }
    lay_nodes(c, kink, status);
}

size_t health_rows(const struct compiler *c)
{
    const acs_plan *plan = c->plan;
    if (plan->health.lines == 0)
        return 0;
    return (size_t)plan->places * (size_t)plan->health.lines * (size_t)c->variants *
           (size_t)plan->health.first[plan->years + 1];
}

void health_weigh(struct compiler *c, int service, int place, const double *rate, double units)
{
    const acs_plan *plan = c->plan;
    const struct plan_health *health = &plan->health;
    if (health->lines == 0 || health->line[service] < 0)
        return;
    const struct place_draft *draft = &c->place[place];
    const size_t nodes = (size_t)health->first[plan->years + 1];
    double *table = c->shifted + (plan_shifted(plan, place, service) - health->table);
    double *shifted = COMPILER_NEW(c, draft->band_count, double);
    if (!shifted)
        return;
    for (int y = 0; y <= plan->years; y++)
        for (int n = health->first[y]; n < health->first[y + 1]; n++) {
            health_shift(draft, rate, health->shift[n], shifted);
            for (int v = 0; v < c->variants; v++)
                for (int b = 0; b < draft->band_count; b++)
                    table[((size_t)v * nodes + (size_t)n) * SHOCK_GROUPS +
                          (size_t)band_shock_group(&draft->band[b].band)] +=
                        draft->band[b].persons * shifted[b] * *index_at(c, draft, b, v, y) / units;
        }
}
