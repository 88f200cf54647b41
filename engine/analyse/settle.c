#include "analyse/settle.h"

#include "model/contract.h"
#include "model/luck.h"

#include <math.h>
#include <string.h>

/* Terms and figures of LANES rows. */
struct batch {
    double persons[LANES], benchmark[LANES], expenditure[LANES], cap_base[LANES];
    double minimum_savings_rate[LANES], minimum_loss_rate[LANES];
    double sharing_rate[LANES], gain_cap[LANES], payment_factor[LANES];
    double quality[LANES], quality_gate[LANES];
    double loss_rate[LANES], loss_rate_lowest[LANES], loss_rate_highest[LANES], loss_cap[LANES];
};

#define TERMS 12 /* series that a settlement may use */

/* The series whose values settle a row. Quality is the row's own; benchmark, luck and the shares of
 * parties play no part, except for luck where a minimum rate is in its standard errors. */
static int used_series(const acs_plan *plan, int series[TERMS])
{
    const struct plan_contract *c = &plan->model[0].contract;
    const struct plan_rate *rates[] = {&c->minimum_savings_rate, &c->minimum_loss_rate};
    int count = 0;
    if (c->kind != CONTRACT_GAIN_SHARE)
        return 0;
    bool errors = false;
    for (int i = 0; i < (c->two_sided ? 2 : 1); i++) {
        if (rates[i]->knots == 0)
            series[count++] = rates[i]->value;
        errors = errors || rates[i]->standard_errors;
    }
    if (errors) {
        series[count++] = c->cv_person;
        series[count++] = c->truncate_at;
    }
    series[count++] = c->sharing_rate;
    series[count++] = c->gain_cap;
    series[count++] = c->payment_factor;
    series[count++] = c->quality_gate;
    if (!c->two_sided)
        return count;
    series[count++] = c->loss_rate;
    series[count++] = c->loss_rate_lowest;
    series[count++] = c->loss_rate_highest;
    series[count++] = c->loss_cap;
    return count;
}

bool settle_needs_year(const acs_plan *plan)
{
    int series[TERMS];
    const int count = used_series(plan, series);
    for (int i = 0; i < count; i++)
        if (plan->series[series[i]].knots > 1)
            return true;
    return false;
}

const struct assumption *settle_uncertain(const acs_plan *plan, int *next)
{
    int series[TERMS];
    const int count = used_series(plan, series);
    int seen = 0;
    for (int i = 0; i < count; i++) {
        const struct series *s = &plan->series[series[i]];
        for (int k = 0; k < s->knots; k++) {
            const struct assumption *a = &plan->assumption[s->first + k];
            if (a->distribution.sd > 0 && seen++ == *next) {
                ++*next;
                return a;
            }
        }
    }
    return NULL;
}

/* A series at its means in a calendar year: straight lines between knots, held outside. */
static double at_mean(const acs_plan *plan, int series, double year)
{
    const struct series *s = &plan->series[series];
    const struct assumption *knot = &plan->assumption[s->first];
    if (s->knots == 1 || year <= s->knot_year[0])
        return knot[0].distribution.mean;
    for (int k = 1; k < s->knots; k++) {
        const double from = s->knot_year[k - 1], to = s->knot_year[k];
        const double low = knot[k - 1].distribution.mean, high = knot[k].distribution.mean;
        if (year <= to)
            return low + (high - low) * (year - from) / (to - from);
    }
    return knot[s->knots - 1].distribution.mean;
}

static void fill(const acs_plan *plan, int series, const struct settle_row *rows, size_t count,
                 double out[LANES])
{
    for (size_t i = 0; i < LANES; i++)
        out[i] = at_mean(plan, series, rows[i < count ? i : 0].year);
}

static void fill_minimum(const acs_plan *plan, const struct plan_rate *rate,
                         const struct settle_row *rows, size_t count, const double persons[LANES],
                         double out[LANES])
{
    const struct plan_contract *contract = &plan->model[0].contract;
    double cv[LANES], at[LANES];
    if (rate->knots > 0) {
        contract_rate_by_list(rate, persons, out);
        return;
    }
    fill(plan, rate->value, rows, count, out);
    if (!rate->standard_errors)
        return;
    fill(plan, contract->cv_person, rows, count, cv);
    fill(plan, contract->truncate_at, rows, count, at);
    for (int i = 0; i < LANES; i++)
        out[i] *= luck_capped_cv(cv[i], at[i]) / sqrt(persons[i]);
}

static void own_rates(const struct settle_row *rows, size_t count, struct batch *b)
{
    for (size_t i = 0; i < count; i++) {
        const bool one_rate = b->minimum_savings_rate[i] == b->minimum_loss_rate[i];
        if (rows[i].minimum_savings_rate >= 0) {
            b->minimum_savings_rate[i] = rows[i].minimum_savings_rate;
            if (one_rate)
                b->minimum_loss_rate[i] = rows[i].minimum_savings_rate;
        }
        if (rows[i].minimum_loss_rate >= 0)
            b->minimum_loss_rate[i] = rows[i].minimum_loss_rate;
    }
}

/* Lanes beyond the last row repeat the first. */
static void open_batch(const acs_plan *plan, const struct settle_row *rows, size_t count,
                       struct batch *b)
{
    const struct plan_contract *c = &plan->model[0].contract;
    for (size_t i = 0; i < LANES; i++) {
        const struct settle_row *row = &rows[i < count ? i : 0];
        b->persons[i] = row->persons;
        b->benchmark[i] = row->benchmark;
        b->expenditure[i] = row->expenditure;
        b->quality[i] = row->quality;
        b->cap_base[i] = c->loss_cap_of_revenue ? row->revenue : row->benchmark;
    }
    fill_minimum(plan, &c->minimum_savings_rate, rows, count, b->persons, b->minimum_savings_rate);
    fill_minimum(plan, &c->minimum_loss_rate, rows, count, b->persons, b->minimum_loss_rate);
    own_rates(rows, count, b);
    fill(plan, c->sharing_rate, rows, count, b->sharing_rate);
    fill(plan, c->gain_cap, rows, count, b->gain_cap);
    fill(plan, c->payment_factor, rows, count, b->payment_factor);
    fill(plan, c->quality_gate, rows, count, b->quality_gate);
    fill(plan, c->loss_rate, rows, count, b->loss_rate);
    fill(plan, c->loss_rate_lowest, rows, count, b->loss_rate_lowest);
    fill(plan, c->loss_rate_highest, rows, count, b->loss_rate_highest);
    fill(plan, c->loss_cap, rows, count, b->loss_cap);
}

static struct contract_terms terms_of(const struct plan_contract *contract, const struct batch *b)
{
    return (struct contract_terms){.contract = contract,
                                   .minimum_savings_rate = b->minimum_savings_rate,
                                   .minimum_loss_rate = b->minimum_loss_rate,
                                   .sharing_rate = b->sharing_rate,
                                   .gain_cap = b->gain_cap,
                                   .payment_factor = b->payment_factor,
                                   .quality = b->quality,
                                   .quality_gate = b->quality_gate,
                                   .loss_rate = b->loss_rate,
                                   .loss_rate_lowest = b->loss_rate_lowest,
                                   .loss_rate_highest = b->loss_rate_highest,
                                   .loss_cap = b->loss_cap};
}

/* The rule once as it is, once without caps, once without payment factor too: what the caps cut and
 * which share was due follow from the same code that pays. */
static void settle_batch(const struct plan_contract *contract, const struct batch *b, size_t count,
                         struct settled *settled)
{
    double gain[LANES], open_gain[LANES], whole_gain[LANES], loss[LANES], open_loss[LANES];
    double capped[LANES], none[LANES], no_cap[LANES], whole[LANES];
    for (int i = 0; i < LANES; i++)
        no_cap[i] = INFINITY, whole[i] = 1.0;
    struct contract_terms terms = terms_of(contract, b);
    contract_gain(&terms, b->benchmark, b->expenditure, gain);
    contract_loss(&terms, b->benchmark, b->expenditure, b->cap_base, loss, capped);
    terms.gain_cap = terms.loss_cap = no_cap;
    contract_gain(&terms, b->benchmark, b->expenditure, open_gain);
    contract_loss(&terms, b->benchmark, b->expenditure, b->benchmark, open_loss, none);
    terms.payment_factor = whole;
    contract_gain(&terms, b->benchmark, b->expenditure, whole_gain);
    for (size_t i = 0; i < count; i++) {
        struct settled *s = &settled[i];
        const double due = s->savings > 0 ? whole_gain[i] : open_loss[i];
        s->gain = gain[i];
        s->loss = loss[i];
        s->share_rate = due > 0 ? due / fabs(s->savings) : 0;
        s->capped = gain[i] < open_gain[i] || capped[i] > 0;
        if (contract->kind == CONTRACT_GAIN_SHARE)
            s->minimum_savings_rate = b->minimum_savings_rate[i];
    }
}

void settle_rows(const acs_plan *plan, const struct settle_row *rows, size_t count,
                 struct settled *settled)
{
    const struct plan_contract *contract = &plan->model[0].contract;
    for (size_t i = 0; i < count; i++) {
        const double savings = rows[i].benchmark - rows[i].expenditure;
        settled[i] =
            (struct settled){.savings = savings, .savings_rate = savings / rows[i].benchmark};
    }
    for (size_t done = 0; contract->kind != CONTRACT_NONE && done < count; done += LANES) {
        const size_t left = count - done < LANES ? count - done : LANES;
        struct batch batch;
        open_batch(plan, rows + done, left, &batch);
        settle_batch(contract, &batch, left, settled + done);
    }
}
