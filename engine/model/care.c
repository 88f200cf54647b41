/* Model page section 7: what live and fading networks do to activity. Each network's effect on each
 * line is one of two kinds, or their product: a level, or slower growth that is kept. */
#include "model/stage.h"

struct effect_year {
    const double *units;   /* A0 of the place */
    const double *growth;  /* A0 / A0 of last year */
    const double *level;   /* delta or NULL */
    const double *slowing; /* gamma or NULL */
    const double *refill;
    const double *money; /* marg x price: what one unit moves in payments */
    double lasts, year;
    bool attempted; /* a shift counts attempted work */
};

/* psi[y] = psi[y-1] max(0, 1 - lambda gamma / (1 + gtot)) in the years of age it lasts */
KERNEL static void slow_growth(const struct effect_year *e, const double *live, const double *start,
                               const double *lambda, double *psi)
{
    const double *gamma = e->slowing, *growth = e->growth;
    const double lasts = e->lasts, year = e->year;
    FOR_LANES(i)
    {
        double step = 1.0 - lambda[i] * gamma[i] / growth[i];
        step = step < 0.0 ? 0.0 : step;
        bool works = (live[i] > 0.0) & (year - start[i] + 0.5 <= lasts);
        psi[i] = works ? psi[i] * step : psi[i];
    }
}

/* A0 share (1 - level factor x psi), with lambda and 1 - psi faded after failure */
KERNEL static void avoid(const struct effect_year *e, double share, const double *lambda,
                         const double *psi, const double *fade, double *avoided)
{
    const double *units = e->units, *delta = e->level;
    if (delta) {
        FOR_LANES(i)
        {
            double level = 1.0 - lambda[i] * fade[i] * delta[i];
            level = level < 0.0 ? 0.0 : level;
            double kept = 1.0 - (1.0 - psi[i]) * fade[i];
            avoided[i] = units[i] * share * (1.0 - level * kept);
        }
    } else {
        FOR_LANES(i)
        avoided[i] = units[i] * share * ((1.0 - psi[i]) * fade[i]);
    }
}

/* Adds a network's avoided units of one line to the sums. Avoided activity of either sign counts
 * 1 - refill; refilled units are those of freed capacity. */
KERNEL static void add_avoided(const struct effect_year *e, const double *avoided,
                               const double *live, bool in_scope, bool revenue,
                               struct care_totals *sum, int service, double *spend_change,
                               double *revenue_change)
{
    double *total = sum->avoided[service], *refilled = sum->refilled[service];
    double *live_change = sum->live_change[service];
    const double *refill = e->refill, *money = e->money;
    const double spend_part = in_scope ? 1.0 : 0.0, revenue_part = revenue ? 1.0 : 0.0;
    FOR_LANES(i)
    {
        double again = refill[i] * (avoided[i] > 0.0 ? avoided[i] : 0.0);
        double net = (1.0 - refill[i]) * avoided[i];
        total[i] += net;
        refilled[i] += again;
        live_change[i] -= live[i] * net;
        spend_change[i] -= spend_part * money[i] * net;
        revenue_change[i] -= revenue_part * money[i] * net;
    }
}

KERNEL static void add_shifted(const double *base, const double *ratio, const double *money,
                               const double *live, bool in_scope, bool revenue,
                               struct care_totals *sum, int service, double *spend_change,
                               double *revenue_change)
{
    double *total = sum->shifted[service], *live_change = sum->live_change[service];
    double *live_shifted = sum->live_shifted[service];
    const double spend_part = in_scope ? 1.0 : 0.0, revenue_part = revenue ? 1.0 : 0.0;
    FOR_LANES(i)
    {
        double units = ratio[i] * (base[i] > 0.0 ? base[i] : 0.0);
        total[i] += units;
        live_change[i] += live[i] * units;
        live_shifted[i] += live[i] * units;
        spend_change[i] += spend_part * money[i] * units;
        revenue_change[i] += revenue_part * money[i] * units;
    }
}

static void marginal_money(const acs_plan *plan, const struct block *block, int service, int year,
                           lanes money)
{
    const double *price = block->price[row_of(plan, service, year)];
    const double *marginal = series_at(block, plan, plan->service[service].marginal, year);
    FOR_LANES(i)
    money[i] = price[i] * marginal[i];
}

static bool earns_revenue(const acs_plan *plan, const struct plan_model *m, int service)
{
    return m->delivers[service] || plan->service[service].provider == PRACTICES;
}

/* The shifts out of one effect's line, for one network. */
static void shift_units(const acs_plan *plan, struct block *block, const struct plan_model *m,
                        int effect, int network, int year, const double *avoided,
                        const double *attempted)
{
    struct network_state *n = &block->network;
    for (int k = 0; k < m->shifts; k++) {
        const struct plan_shift *shift = &m->shift[k];
        if (shift->effect != effect)
            continue;
        lanes money;
        marginal_money(plan, block, shift->to, year, money);
        add_shifted(shift->basis == SHIFT_ATTEMPTED ? attempted : avoided,
                    series_at(block, plan, shift->units, year), money, n->live[network],
                    m->contract.scope[shift->to], earns_revenue(plan, m, shift->to), &block->care,
                    shift->to, n->spend_change[network], n->revenue_change[network]);
    }
}

static void apply_effect(const acs_plan *plan, struct block *block, int place,
                         const struct plan_model *m, int effect, const struct effect_year *e)
{
    struct network_state *n = &block->network;
    const struct plan_networks *networks = &m->networks[place];
    const int service = m->effect[effect].service, year = (int)e->year;
    for (int j = 0; j < networks->count; j++) {
        double *psi = n->persistence[effect * networks->count + j];
        double *psi_attempted = n->persistence_attempted[effect * networks->count + j];
        if (e->slowing) {
            slow_growth(e, n->live[j], n->start[j], n->intensity[j], psi);
            if (e->attempted)
                slow_growth(e, n->live[j], n->start[j], n->attempted[j], psi_attempted);
        }
        lanes avoided, attempted;
        avoid(e, networks->share[j], n->intensity[j], psi, n->fade[j], avoided);
        if (e->attempted)
            avoid(e, networks->share[j], n->attempted[j], psi_attempted, n->fade[j], attempted);
        add_avoided(e, avoided, n->live[j], m->contract.scope[service],
                    earns_revenue(plan, m, service), &block->care, service, n->spend_change[j],
                    n->revenue_change[j]);
        shift_units(plan, block, m, effect, j, year, avoided, attempted);
    }
}

static bool counts_attempts(const struct plan_model *m, int effect)
{
    for (int k = 0; k < m->shifts; k++)
        if (m->shift[k].effect == effect && m->shift[k].basis == SHIFT_ATTEMPTED)
            return true;
    return false;
}

static void growth_ratio(const double *now, const double *before, lanes ratio)
{
    FOR_LANES(i)
    ratio[i] = before[i] > 0.0 ? now[i] / before[i] : 1.0;
}

void stage_care(const acs_plan *plan, struct block *block, int place, int model, int year)
{
    const struct plan_model *m = &plan->model[model];
    for (int s = 0; s < plan->services; s++) {
        lanes_fill(block->care.avoided[s], 0.0);
        lanes_fill(block->care.refilled[s], 0.0);
        lanes_fill(block->care.shifted[s], 0.0);
        lanes_fill(block->care.live_change[s], 0.0);
        lanes_fill(block->care.live_shifted[s], 0.0);
    }
    for (int j = 0; j < m->networks[place].count; j++) {
        lanes_fill(block->network.spend_change[j], 0.0);
        lanes_fill(block->network.revenue_change[j], 0.0);
    }
    if (year == 0 || !m->networks[place].count)
        return;
    for (int k = 0; k < m->effects; k++) {
        const struct plan_effect *effect = &m->effect[k];
        lanes *units =
            block->units + row_of(plan, (long)place * plan->services + effect->service, year);
        lanes ratio, money;
        growth_ratio(units[0], units[-1], ratio);
        marginal_money(plan, block, effect->service, year, money);
        const struct effect_year e = {
            .units = units[0],
            .growth = ratio,
            .level = effect->level < 0 ? NULL : series_at(block, plan, effect->level, year),
            .slowing = effect->growth < 0 ? NULL : series_at(block, plan, effect->growth, year),
            .refill = series_at(block, plan, plan->service[effect->service].refill, year),
            .money = money,
            .lasts = effect->lasts,
            .year = year,
            .attempted = counts_attempts(m, k),
        };
        apply_effect(plan, block, place, m, k, &e);
    }
}
