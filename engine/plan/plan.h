/* The plan: everything a run needs, compiled from a scenario and constant from then on.
 *
 * Symbols in brackets are those of the model page in scenarios/README.md. Years are indices
 * y = 0..years, 0 the base year. Arrays over places, services, variants, years have the last index
 * fastest; the accessors below are the only place that knows.
 */
#ifndef ACSIM_PLAN_PLAN_H
#define ACSIM_PLAN_PLAN_H

#include "acsim.h"
#include "base/arena.h"
#include "draw/distribution.h"
#include "draw/sample.h"
#include "plan/rows.h"

#include <stdbool.h>
#include <stdint.h>

enum scope { SCOPE_TRIAL = 0, SCOPE_PLACE = 1, SCOPE_NETWORK = 2, SCOPE_YEAR = 4 };

/* One of several draws of the same scope that depend on each other. Its standard normal is the sum
 * over j < count of factor[j] e[j], where e[j] is the normal of hash[j] drawn by itself. */
struct correlated {
    int count;
    const uint64_t *hash; /* of the group's draws, in the order in which the scenario names them */
    const int *dimension; /* of each, as below */
    const double *factor; /* a row of the Cholesky factor; factor[count - 1] is its own */
};

/* One uncertain or certain number. Drawn at (hash, place if scoped, network if scoped, year if
 * scoped), then clamped into [lowest, highest], the range of its key. */
struct assumption {
    const char *path; /* as it stands in the resolved file: models.pacs.fidelity */
    uint64_t hash;    /* of the path without the model's and the contract's name */
    struct distribution_settings distribution;
    unsigned scope;
    double lowest, highest;
    int dimension; /* of Sobol's sequence, which its draws of trial scope take; -1: none */
    const struct correlated *correlated; /* NULL: drawn by itself */
    bool stated;                         /* stands in a file; false: a default */
    const char *text;                    /* "normal(mean=0.03, sd=0.01)" or "0.03" */
    const char *source, *note;           /* "" if none */
};

/* A value that runs over years: one assumption, or knots joined by straight lines and held outside.
 * Knots of a maturity table count years since the network's start, not years of the plan. */
struct series {
    int first; /* assumption of the first knot; the others follow */
    int knots;
    const int *knot_year; /* index of year (year 0 is the base year), ascending; NULL: one knot */
    unsigned scope;       /* of all knots together */
    bool yearly;          /* differs by year: several knots or scoped by year */
    int row;              /* first row in the block's cache of its level (filled by plan_finish) */
};

/* 0-17, 18-64, 65-84, 85 and over: each has one shock of growth a year */
#define SHOCK_GROUPS 4

struct plan_population {
    int variants;
    const double *variant_probability; /* [variants], sums to 1; variant 0 is the reference */
    int growth_error;                  /* series, share a year */
    double national;                   /* persons of the nation, 0 if not stated */
    int health_status;                 /* series: h, years of age a year, or -1 */
};

/* Demand under an uncertain shift h y of the age profile. For a fixed year it is piecewise linear
 * in the shift, with kinks only where the middle of one band falls on that of another: between
 * nodes at all of these straight lines are exact. */
struct plan_health {
    int lines;        /* services with rates by age; 0: no uncertain shift, no tables */
    const int *line;  /* [services] its row in the table, or -1 */
    const int *first; /* [years + 2] first node of each year; year 0 has one, others two or more */
    const double *shift; /* [nodes] years of age, rising within a year */
    const double *table; /* [places][lines][variants][nodes][SHOCK_GROUPS] as `demographic` */
};

struct plan_place {
    const char *name, *title;
    uint64_t hash;
    int funding; /* series: F[p,0] in GBP, or a path of cash if funding_is_path */
    bool funding_is_path;
    int funding_growth;         /* series: f, real, share a year */
    int distance, pace;         /* series: d and pace of distance_from_target */
    double weighted_population; /* persons; the list where not stated */
    int first_scheme, schemes;  /* its savings schemes */
};

enum payment_plan { PAYMENT_PLAN_DEMAND, PAYMENT_PLAN_LIST };

struct plan_service {
    const char *name, *title, *unit;
    uint64_t innovation_hash, place_innovation_hash; /* addresses of the AR(1) shocks */
    const struct correlated *innovation_correlated, *place_innovation_correlated; /* or NULL */
    int provider;          /* ACUTE, COMMUNITY or PRACTICES */
    int price, cost;       /* series, GBP a unit in the base year */
    int cost_pressure;     /* rho, share a year above inflation */
    int tariff_efficiency; /* x, share a year */
    int price_change; /* announced change of the price in cash, share a year; -1: none, inflation,
                         pressure and tariff efficiency make the price */
    int marginal;     /* share of price for units off the plan [marg] */
    enum payment_plan payment_plan;
    int growth;           /* series: total or other growth, share a year */
    double growth_factor; /* mu = (1 + growth) * growth_factor - 1; 1 for `other` */
    int persistence, volatility, place_volatility; /* phi, sigma, sigma_place */
    int variable_share, release_years, built_ahead, refill;
};

struct plan_effect {
    int service;
    int level, growth; /* series or -1: share at full intensity; points of total growth a year */
    double lasts;      /* years of age the growth effect goes on */
};

enum shift_basis { SHIFT_ATTEMPTED, SHIFT_AVOIDED };

struct plan_shift {
    int effect; /* index of the effect on the line the units come from */
    int to;     /* service */
    int units;  /* series: units of `to` per unit of `from` */
    enum shift_basis basis;
};

enum contract_kind { CONTRACT_NONE, CONTRACT_GAIN_SHARE, CONTRACT_FULL_RISK };
enum benchmark_method { BENCHMARK_TREND, BENCHMARK_CAPITATION, BENCHMARK_HISTORICAL };
enum luck_shape { LUCK_NORMAL, LUCK_LOGNORMAL, LUCK_GAMMA };

/* A minimum savings or loss rate: a rate, z standard errors of luck, or a table by list size. */
struct plan_rate {
    int value; /* series, where there is no table */
    bool standard_errors;
    int knots;                    /* of the table; 0: none */
    const double *persons, *rate; /* [knots] lists, rising by 2 or more, and the rates at them */
};

struct plan_contract {
    const char *name, *title;
    enum contract_kind kind;
    int holder;        /* party: NETWORK or ACUTE */
    const bool *scope; /* [services] */
    enum benchmark_method method;
    bool base_scope_share; /* phi frozen at the base year */
    int discount;          /* series */
    int blend;             /* series: share of regional growth in the benchmark */
    bool blended;          /* not 0 for certain */
    int history_years,
        rebase; /* of a historical benchmark: how many are averaged, how long it holds */
    const double *history_weight; /* [history_years] newest first, the first more than 0 */
    int cv_person;   /* series: coefficient of variation of one person's spend; 0: no luck */
    int truncate_at; /* series: quantile of a person's spend beyond which none counts; 1: all does
                      */
    enum luck_shape luck;
    struct plan_rate minimum_savings_rate, minimum_loss_rate;
    int sharing_rate;
    bool first_pound;
    int gain_cap; /* series, share of benchmark */
    int payment_factor;
    int quality, quality_gate; /* series */
    bool quality_scales_gain;
    bool two_sided;
    int loss_rate;
    bool loss_inverse_to_quality; /* loss rate is 1 - loss_rate * quality */
    int loss_rate_lowest, loss_rate_highest;
    int loss_cap; /* series, share of benchmark or of revenue */
    bool loss_cap_of_revenue;
    double gain_shares[PARTIES], loss_shares[PARTIES]; /* each sums to 1 */
    bool pooled; /* a place's live networks are settled together */
    int lag;     /* whole years */
};

/* The networks of a model in a place: a registered list each, in order. */
struct plan_networks {
    int count;
    const double *share;          /* [count] of the place's list, sums to 1 */
    const double *weighted_share; /* [count] of the place's weighted list */
    const double *midpoint;       /* [count] of its share in the cumulated lists */
    const char *const *name;      /* [count] */
    int below_minimum;            /* how many start with a list below the model's minimum */
    const int *of_practice;       /* [practices of the place] the network of each */
};

/* A practice of a place: of its practice list, or one of equal ones. */
struct plan_practice {
    const char *code, *name; /* code "" where there is no practice list */
    uint64_t code_hash;
    double share; /* of the place's list */
};

struct plan_practices {
    int count;
    const struct plan_practice *practice; /* [count] in the order of the list */
};

/* Work of general practice: a line and the units one full-time equivalent does a year. */
struct plan_work {
    int service;
    double units;
};

/* General practitioners and practices; without a workforce there is no line. */
struct plan_workforce {
    int lines;
    const struct plan_work *line;
    const double *gp_fte;        /* [places] full-time equivalents in the base year, W[0] */
    const double *recruit_share; /* [places] of the nation's recruits */
    int net_growth;              /* series, share a year */
    int recruits;                /* series, full-time equivalents a year in the nation */
    int elasticity, tolerance, agency_premium;
    bool practices_close; /* a hazard is stated */
    int hazard, shortage, exponent, reference_list, in_network;
    const struct plan_practices *practices; /* [places] */
};

struct plan_model {
    const char *name, *title, *source;
    uint64_t salt; /* 0; the hash of the name if the model has draws of its own */
    double list_target, list_minimum, list_maximum;
    const struct plan_networks *networks; /* [places]; count 0 everywhere for do nothing */
    bool logistic;                        /* coverage is a logistic curve, else a path */
    int coverage;                         /* series */
    int midpoint, speed, ceiling; /* series of the logistic: calendar year, per year, share */
    int half_life;                /* years */
    int maturity;                 /* series over years since start, or -1: half-life */
    int fidelity, transportability;
    int intensity_lowest, intensity_highest;
    int hazard, reference_list, survival_exponent, fade_half_life;
    int backstop; /* party */
    int effects;
    const struct plan_effect *effect;
    int shifts;
    const struct plan_shift *shift;
    const bool *delivers;                                  /* [services] */
    int fixed, per_head, set_up, winding_up, contribution; /* series, GBP at base-year prices */
    struct plan_contract contract;
    int reinvest, boost, half_spend, depreciation; /* series */
};

enum grant_basis { GRANT_PER_HEAD, GRANT_NATIONAL, GRANT_PLACES };

/* A stream of money for a purpose, in cash. */
struct plan_grant {
    const char *name;
    int payee;
    const bool *models; /* [models] that receive it */
    enum grant_basis basis;
    int amount;                /* series: GBP per head, or GBP for the nation */
    const double *place_share; /* [places] of the nation's amount */
    const int *place_amount;   /* [places] series or -1, for GRANT_PLACES */
};

/* The items of a detail group in every place; no items where the group is not kept. */
struct plan_detail {
    bool kept;
    int items, most;                        /* of all places; of the place that has most */
    const int *first;                       /* [places + 1] first item of each place */
    const char *const *name, *const *title; /* [items]; a title may be "" */
};

enum scheme_kind { SCHEME_ACTIVITY, SCHEME_COST, SCHEME_GBP };

/* One savings scheme of a place's finance plan. */
struct plan_scheme {
    const char *name;
    int place, party, service;
    enum scheme_kind kind;
    int saving;   /* series: share of the line's activity or cost, or GBP a year in base-year prices
                   */
    int cost;     /* series: GBP a year to deliver it, base-year prices, paid by the party */
    int delivery; /* series: share of the saving that is achieved */
    int slippage; /* series: years late */
    double start, ramp;   /* index of the year it starts in; years to its full saving */
    int depends_on;       /* scheme of the same place, or -1 */
    const bool *replaced; /* [models] whose own effects stand in its stead */
};

struct plan_file {
    const char *name, *sha256; /* 64 hexadecimal digits */
};

/* The number of cache rows (LANES doubles each) of a block, by level. */
struct plan_rows {
    int trial, place;
};

/* What a sweep varies: a path and its values. */
struct plan_sweep_axis {
    const char *path;
    int values;
    const char *const *text; /* [values] as they stand in a file */
    const double *number;    /* [values]; NULL unless all are plain numbers */
};

/* One plan a point of a grid, the last axis fastest. All have the same models, places, service
 * lines and years, and the same draws. */
struct plan_sweep {
    int axes, points;
    const struct plan_sweep_axis *axis;
    struct acs_plan *const *point; /* [points]; the first is the plan that holds the sweep */
};

/* Which value of an axis a point has. */
static inline int plan_sweep_value(const struct plan_sweep *sweep, int axis, int point)
{
    for (int i = sweep->axes - 1; i > axis; i--)
        point /= sweep->axis[i].values;
    return point % sweep->axis[axis].values;
}

struct acs_plan {
    struct arena arena;
    const struct plan_sweep *sweep; /* NULL: none; held by its first point, which owns the others */
    const char *title, *path;       /* path: the scenario file as given */
    int base_year, years;           /* years: the horizon Y; arrays have years + 1 */
    bool cash;                      /* results in cash, else real */
    uint64_t trials, seed;
    enum sampling sampling; /* of what is drawn once a trial */

    int assumptions;
    const struct assumption *assumption; /* one more stands behind them: the 0 of what is absent */
    int series_count;
    const struct series *series;
    struct plan_rows rows;

    struct plan_population population;
    struct plan_health health;
    int inflation, discount_rate; /* series */
    int efficiency[PARTIES];      /* series by delivering party */
    int places, services, models, grants;
    const struct plan_place *place;
    int run_places;       /* how many are simulated and reported; the others only calibrate */
    const int *run_place; /* [run_places] which they are, ascending */
    const struct plan_service *service;
    const struct plan_model *model; /* 0 is do_nothing */
    const struct plan_grant *grant;
    struct plan_workforce workforce;

    int schemes;
    const struct plan_scheme *scheme; /* by place, in the order of the table */
    const int *scheme_order; /* [schemes] the same with what others depend on before them */
    int scheme_target; /* series: GBP a year of the whole plan, base-year prices; -1: as planned */

    const double *activity;    /* [places][services] units in the base year */
    const double *persons;     /* [places][variants][years + 1][SHOCK_GROUPS] */
    const double *demographic; /* [places][services][variants][years + 1][SHOCK_GROUPS]: sum over
                                  the group's bands of persons x rate, over the base year's sum of
                                  all groups; the groups of year 0 add up to 1. At the mean of the
                                  health status */

    const bool *headline;    /* [METRICS] quantiles in every place */
    const bool *save_trials; /* [METRICS] */
    struct plan_detail detail[DETAILS];
    uint64_t variant_hash; /* address of the variant drawn per trial */
    int variant_dimension; /* of Sobol's sequence */
    int correlated_draws;  /* how many are named in correlations */

    const char *text_read, *text_resolved;
    int files;
    const struct plan_file *file;
};

static inline const double *plan_persons(const acs_plan *plan, int place, int variant, int year)
{
    long row = ((long)place * plan->population.variants + variant) * (plan->years + 1) + year;
    return plan->persons + row * SHOCK_GROUPS;
}

static inline const double *plan_demographic(const acs_plan *plan, int place, int service,
                                             int variant, int year)
{
    long row = (long)place * plan->services + service;
    row = (row * plan->population.variants + variant) * (plan->years + 1) + year;
    return plan->demographic + row * SHOCK_GROUPS;
}

/* Rows of the first variant; the next variant's follow. */
static inline const double *plan_shifted(const acs_plan *plan, int place, int service)
{
    long row = (long)place * plan->health.lines + plan->health.line[service];
    return plan->health.table +
           row * plan->population.variants * plan->health.first[plan->years + 1] * SHOCK_GROUPS;
}

/* The registered list of the base year, persons. */
static inline double plan_list(const acs_plan *plan, int place)
{
    const double *persons = plan_persons(plan, place, 0, 0);
    return persons[0] + persons[1] + persons[2] + persons[3];
}

/* How many numbers vary, those that models share counted once. */
int plan_uncertain(const acs_plan *plan);

/* Sets the cache rows of all series; the last step of compiling. */
void plan_assign_rows(acs_plan *plan, struct series *series);

#endif
