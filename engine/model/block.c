#include "model/block.h"

#include "draw/address.h"
#include "draw/math.h"

static bool is_constant(const acs_plan *plan, const struct series *series)
{
    for (int k = 0; k < series->knots; k++) {
        const struct distribution_settings *d = &plan->assumption[series->first + k].distribution;
        if (d->lowest < d->highest)
            return false;
    }
    return true;
}

/* The uniform of a draw by itself. */
static void own_uniform(const struct block *block, const acs_plan *plan, uint64_t hash,
                        int dimension, unsigned scope, int place, int network, int year, lanes u)
{
    if (scope == SCOPE_TRIAL && block->sample.sampling != SAMPLING_RANDOM) {
        sample_uniform(&block->sample, address_hash(hash, 0, -1), dimension, u);
        return;
    }
    address_uniform(block->seed,
                    address_hash(hash, scope & SCOPE_PLACE ? plan->place[place].hash : 0,
                                 scope & SCOPE_NETWORK ? network : -1),
                    scope & SCOPE_YEAR ? calendar_year(plan, year) : 0, block->first, u);
}

void block_correlated(const struct block *block, const acs_plan *plan,
                      const struct correlated *draw, unsigned scope, int place, int network,
                      int year, lanes z)
{
    lanes_fill(z, 0.0);
    if (block->at_means)
        return;
    for (int j = 0; j < draw->count; j++) {
        const double factor = draw->factor[j];
        lanes e;
        if (factor == 0.0)
            continue;
        own_uniform(block, plan, draw->hash[j], draw->dimension[j], scope, place, network, year, e);
        math_normal_quantile_lanes(e, e);
        FOR_LANES(i)
        z[i] += factor * e[i];
    }
}

void block_draw(const struct block *block, const acs_plan *plan, int assumption, uint64_t offset,
                int place, int network, int year, lanes out)
{
    const struct assumption *a = &plan->assumption[assumption];
    const struct distribution_settings *d = &a->distribution;
    if (block->at_means || !(d->lowest < d->highest)) {
        lanes_fill(out, d->mean);
        return;
    }
    lanes u;
    if (a->correlated) {
        block_correlated(block, plan, a->correlated, a->scope, place, network, year, u);
        math_normal_cdf_lanes(u, u);
    } else {
        const int part = offset && a->dimension >= 0 ? (int)offset - 1 : 0;
        own_uniform(block, plan, offset ? hash_join(a->hash, offset) : a->hash, a->dimension + part,
                    a->scope, place, network, year, u);
    }
    d->row->quantile(d, u, out);
    const double lowest = a->lowest, highest = a->highest;
    FOR_LANES(i)
    out[i] = out[i] < lowest ? lowest : out[i] > highest ? highest : out[i];
}

/* One year of a series: its knot, or the straight line between the knots on either side. */
static void series_draw(const struct block *block, const acs_plan *plan, const struct series *s,
                        int place, int network, int year, lanes out)
{
    int right = 0;
    while (right < s->knots && s->knot_year && s->knot_year[right] <= year)
        right++;
    if (!s->knot_year || right == 0 || right == s->knots) {
        int knot = right > 0 ? right - 1 : 0;
        block_draw(block, plan, s->first + knot, 0, place, network, year, out);
        return;
    }
    lanes from, to;
    block_draw(block, plan, s->first + right - 1, 0, place, network, year, from);
    block_draw(block, plan, s->first + right, 0, place, network, year, to);
    const int left_year = s->knot_year[right - 1], right_year = s->knot_year[right];
    const double part = (double)(year - left_year) / (double)(right_year - left_year);
    FOR_LANES(i)
    out[i] = from[i] + part * (to[i] - from[i]);
}

/* Fills the cache of one level: its constants once, its draws for every block or place. */
static void fill_level(struct block *block, const acs_plan *plan, unsigned level, bool constants,
                       int place)
{
    for (int k = 0; k < plan->series_count; k++) {
        const struct series *s = &plan->series[k];
        if ((s->scope & SCOPE_NETWORK) || (s->scope & SCOPE_PLACE) != level)
            continue;
        if (is_constant(plan, s) != constants)
            continue;
        lanes *rows = (level ? block->place_rows : block->trial_rows) + s->row;
        for (int y = 0; y < (s->yearly ? plan->years + 1 : 1); y++)
            series_draw(block, plan, s, place, -1, y, rows[y]);
    }
}

bool block_init(struct block *block, const acs_plan *plan, struct arena *arena)
{
    *block = (struct block){.seed = plan->seed};
    if (!block_allocate(block, plan, arena))
        return false;
    fill_level(block, plan, SCOPE_TRIAL, true, 0);
    fill_level(block, plan, SCOPE_PLACE, true, 0);
    return true;
}

const double *block_network_series(const struct block *block, const acs_plan *plan, int series,
                                   int place, int network, int year, lanes buffer)
{
    const struct series *s = &plan->series[series];
    if (!(s->scope & SCOPE_NETWORK))
        return series_at(block, plan, series, year);
    series_draw(block, plan, s, place, network, year, buffer);
    return buffer;
}

void block_normal(const struct block *block, uint64_t hash, unsigned year, lanes z)
{
    if (block->at_means) {
        lanes_fill(z, 0.0);
        return;
    }
    lanes u;
    address_uniform(block->seed, hash, year, block->first, u);
    math_normal_quantile_lanes(u, z);
}

void block_innovation(const struct block *block, const acs_plan *plan,
                      const struct plan_service *service, int place, int year, lanes z)
{
    const bool own = place >= 0;
    const struct correlated *correlated =
        own ? service->place_innovation_correlated : service->innovation_correlated;
    if (correlated)
        block_correlated(block, plan, correlated, own ? SCOPE_PLACE | SCOPE_YEAR : SCOPE_YEAR,
                         place, -1, year, z);
    else
        block_normal(block,
                     own ? address_hash(service->place_innovation_hash, plan->place[place].hash, -1)
                         : address_hash(service->innovation_hash, 0, -1),
                     calendar_year(plan, year), z);
}

static void draw_variants(struct block *block, const acs_plan *plan)
{
    const struct plan_population *population = &plan->population;
    for (int i = 0; i < LANES; i++)
        block->variant[i] = 0;
    if (block->at_means || population->variants < 2)
        return;
    lanes u;
    own_uniform(block, plan, plan->variant_hash, plan->variant_dimension, SCOPE_TRIAL, 0, -1, 0, u);
    for (int i = 0; i < LANES; i++) {
        double cumulated = population->variant_probability[0];
        while (u[i] >= cumulated && block->variant[i] < population->variants - 1)
            cumulated += population->variant_probability[++block->variant[i]];
    }
}

/* Shocks of growth are shared by places; group g is offset g + 1 of the assumption's address. */
static void draw_shocks(struct block *block, const acs_plan *plan)
{
    const struct series *s = &plan->series[plan->population.growth_error];
    for (int g = 0; g < SHOCK_GROUPS; g++) {
        lanes *cumulated = block->shock + row_of(plan, g, 0);
        lanes_fill(cumulated[0], 1.0);
        for (int y = 1; y <= plan->years; y++) {
            lanes shock;
            if (block->at_means)
                lanes_fill(shock, 0.0);
            else
                block_draw(block, plan, s->first, (uint64_t)g + 1, 0, -1, y, shock);
            FOR_LANES(i)
            cumulated[y][i] = cumulated[y - 1][i] * (1.0 + shock[i]);
        }
    }
}

static void draw_innovations(struct block *block, const acs_plan *plan)
{
    for (int s = 0; s < plan->services; s++) {
        const struct plan_service *service = &plan->service[s];
        const struct series *volatility = &plan->series[service->volatility];
        const struct assumption *a = &plan->assumption[volatility->first];
        bool none = volatility->knots == 1 && a->distribution.lowest == 0.0 &&
                    a->distribution.highest == 0.0;
        for (int y = 0; y <= plan->years; y++) {
            double *z = block->innovation[row_of(plan, s, y)];
            if (none)
                lanes_fill(z, 0.0);
            else
                block_innovation(block, plan, service, -1, y, z);
        }
    }
}

void block_start(struct block *block, const acs_plan *plan, uint64_t first, int count)
{
    block->first = first;
    block->count = count;
    block->sample = sample_at(block->trials ? plan->sampling : SAMPLING_RANDOM, block->seed,
                              block->trials, first);
    fill_level(block, plan, SCOPE_TRIAL, false, 0);
    draw_variants(block, plan);
    draw_shocks(block, plan);
    block_health(block, plan);
    draw_innovations(block, plan);
}

void block_enter_place(struct block *block, const acs_plan *plan, int place)
{
    fill_level(block, plan, SCOPE_PLACE, false, place);
}
