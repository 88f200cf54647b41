/* Model page section 9: practices close; their patients stay within the network, or under a model
 * without networks within the place. A practice closes at the end of a year if u < h,
 *
 *     h = h0 (list / reference)^-exponent exp(k max(0, 1 - W / need)), times in_network if live,
 *
 * its list being its share of the open practices' patients times the group's list. That share is
 * the practice's own over those open, so the draw is compared as u share^exponent, the same under
 * all models, with the hazard that a practice with all of the place's list would have.
 */
#include "model/stage.h"

#include "draw/address.h"
#include "draw/math.h"

/* out = base^exponent by lane; 1 where the exponents are 0, so that no practice is too small */
static void power(const double *base, const double *exponent, double sign, lanes out)
{
    if (lanes_are_zero(exponent)) {
        lanes_fill(out, 1.0);
        return;
    }
    math_log_lanes(base, out);
    FOR_LANES(i)
    out[i] = sign * exponent[i] * out[i];
    math_exp_lanes(out, out);
}

static uint64_t practice_address(const acs_plan *plan, int place, int practice, uint64_t salt)
{
    const struct plan_practice *p = &plan->workforce.practices[place].practice[practice];
    uint64_t hash = hash_bytes("workforce.closure.draw", 22);
    if (salt)
        hash = hash_join(hash, salt);
    if (*p->code)
        return address_hash(hash_join(hash, p->code_hash), plan->place[place].hash, -1);
    return address_hash(hash, plan->place[place].hash, practice);
}

void practice_draw(const acs_plan *plan, struct block *block, int place, uint64_t salt)
{
    const struct plan_workforce *w = &plan->workforce;
    block->workforce.salt = salt;
    if (!w->practices_close || block->at_means)
        return;
    const double *exponent = series_at(block, plan, w->exponent, 0);
    for (int i = 0; i < w->practices[place].count; i++) {
        lanes *draw = block->workforce.closing + row_of(plan, i, 0);
        const uint64_t hash = practice_address(plan, place, i, salt);
        lanes share, factor;
        lanes_fill(share, w->practices[place].practice[i].share);
        power(share, exponent, 1.0, factor);
        for (int y = 1; y <= plan->years; y++) {
            address_uniform(block->seed, hash, calendar_year(plan, y), block->first, draw[y]);
            FOR_LANES(k)
            draw[y][k] *= factor[k];
        }
    }
}

/* The networks of the model, or the place as one group. */
static int groups_of(const acs_plan *plan, int place, int model)
{
    const int networks = plan->model[model].networks[place].count;
    return networks > 0 ? networks : 1;
}

static int group_of(const acs_plan *plan, int place, int model, int practice)
{
    const struct plan_networks *networks = &plan->model[model].networks[place];
    return networks->count > 0 ? networks->of_practice[practice] : 0;
}

void practice_enter_model(const acs_plan *plan, struct block *block, int place, int model)
{
    const struct plan_workforce *w = &plan->workforce;
    struct workforce_state *state = &block->workforce;
    if (!practices_are_followed(plan))
        return;
    if (plan->model[model].salt != state->salt)
        practice_draw(plan, block, place, plan->model[model].salt);
    for (int g = 0; g < groups_of(plan, place, model); g++) {
        lanes_fill(state->open_practices[g], 0.0);
        lanes_fill(state->open_share[g], 0.0);
    }
    for (int i = 0; i < w->practices[place].count; i++) {
        const int group = group_of(plan, place, model, i);
        const double share = w->practices[place].practice[i].share;
        double *practices = state->open_practices[group], *shares = state->open_share[group];
        lanes_fill(state->open[i], 1.0);
        FOR_LANES(k)
        {
            practices[k] += 1.0;
            shares[k] += share;
        }
    }
}

/* The year's hazard of a practice that had the whole list of the place, in each group. */
static void hazards(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    const struct plan_workforce *w = &plan->workforce;
    const struct plan_networks *networks = &plan->model[model].networks[place];
    struct workforce_state *state = &block->workforce;
    const double *base = series_at(block, plan, w->hazard, year);
    const double *shortage = series_at(block, plan, w->shortage, 0);
    const double *exponent = series_at(block, plan, w->exponent, 0);
    const double *reference = series_at(block, plan, w->reference_list, 0);
    const double *in_network = series_at(block, plan, w->in_network, 0);
    const double *list = block->list[row_of(plan, place, year)];
    const double *gp_fte = state->gp_fte[year], *need = state->required;
    lanes level, size;
    FOR_LANES(i)
    {
        double missing = need[i] > gp_fte[i] ? 1.0 - gp_fte[i] / need[i] : 0.0;
        level[i] = shortage[i] * missing;
    }
    math_exp_lanes(level, level);
    for (int g = 0; g < groups_of(plan, place, model); g++) {
        const double share = networks->count > 0 ? networks->share[g] : 1.0;
        const double *open_share = state->open_share[g];
        double *hazard = state->hazard[g];
        FOR_LANES(i)
        size[i] = share * list[i] / (open_share[i] * reference[i]);
        power(size, exponent, -1.0, size);
        FOR_LANES(i)
        hazard[i] = base[i] * level[i] * size[i];
        if (networks->count == 0)
            continue;
        const double *live = block->network.live[g];
        FOR_LANES(i)
        hazard[i] *= live[i] > 0.0 ? in_network[i] : 1.0;
    }
}

/* The last open practice of a group stays. */
KERNEL static void close_practice(const double *draw, const double *hazard, double share,
                                  double *open, double *open_practices, double *open_share)
{
    FOR_LANES(i)
    {
        bool closes = (open[i] > 0.0) & (open_practices[i] > 1.0) & (draw[i] < hazard[i]);
        double gone = closes ? 1.0 : 0.0;
        open[i] -= gone;
        open_practices[i] -= gone;
        open_share[i] -= gone * share;
    }
}

/* What is told of each practice: its list in the year, and whether its network is alive. */
static void tell_practices(const acs_plan *plan, struct block *block, int place, int model,
                           int year)
{
    const struct plan_networks *networks = &plan->model[model].networks[place];
    const struct plan_practices *practices = &plan->workforce.practices[place];
    const struct workforce_state *state = &block->workforce;
    const double *place_list = block->list[row_of(plan, place, year)];
    for (int i = 0; i < practices->count; i++) {
        const int g = group_of(plan, place, model, i);
        const double group = networks->count > 0 ? networks->share[g] : 1.0;
        const double share = practices->practice[i].share * group;
        const double *open = state->open[i], *open_share = state->open_share[g];
        double *list = block_detail(block, plan, DETAIL_PRACTICES, i, PRACTICE_LIST, year);
        double *member = block_detail(block, plan, DETAIL_PRACTICES, i, PRACTICE_IN_NETWORK, year);
        FOR_LANES(k)
        list[k] = open[k] > 0.0 ? share / open_share[k] * place_list[k] : 0.0;
        lanes_fill(member, 0.0);
        if (networks->count == 0)
            continue;
        const double *live = block->network.live[g];
        FOR_LANES(k)
        member[k] = open[k] * live[k];
    }
}

/* Closings at the end of the year, in the order of the list. */
static void close_practices(const acs_plan *plan, struct block *block, int place, int model,
                            int year)
{
    const struct plan_workforce *w = &plan->workforce;
    struct workforce_state *state = &block->workforce;
    if (year == 0 || block->at_means || !w->practices_close)
        return;
    hazards(plan, block, place, model, year);
    for (int i = 0; i < w->practices[place].count; i++) {
        const int group = group_of(plan, place, model, i);
        close_practice(state->closing[row_of(plan, i, year)], state->hazard[group],
                       w->practices[place].practice[i].share, state->open[i],
                       state->open_practices[group], state->open_share[group]);
    }
}

void stage_practice(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    const struct plan_workforce *w = &plan->workforce;
    const struct workforce_state *state = &block->workforce;
    if (!w->lines)
        return;
    const int practices = w->practices[place].count;
    const bool told = plan->detail[DETAIL_PRACTICES].kept;
    lanes *metric = block->metric + (long)year * METRICS;
    double *open = metric[METRIC_PRACTICES_OPEN], *closed = metric[METRIC_PRACTICES_CLOSED];
    lanes_fill(open, practices);
    if (!practices_are_followed(plan))
        return;
    if (told)
        tell_practices(plan, block, place, model, year);
    close_practices(plan, block, place, model, year);
    for (int i = 0; told && i < practices; i++) {
        double *stays = block_detail(block, plan, DETAIL_PRACTICES, i, PRACTICE_OPEN, year);
        FOR_LANES(k)
        stays[k] = state->open[i][k];
    }
    lanes_fill(open, 0.0);
    for (int g = 0; g < groups_of(plan, place, model); g++) {
        const double *in_group = state->open_practices[g];
        FOR_LANES(k)
        open[k] += in_group[k];
    }
    FOR_LANES(k)
    closed[k] = practices - open[k];
}
