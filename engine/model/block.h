/* A block: LANES consecutive trials on their way through the stages. Every stage is a function of
 * (plan, block, place, model, year) that reads earlier stages' arrays and writes its own.
 *
 * Shapes are given in brackets; each element is a row of LANES doubles, one per trial. All memory
 * is had once, before the first trial.
 */
#ifndef ACSIM_MODEL_BLOCK_H
#define ACSIM_MODEL_BLOCK_H

#include "plan/plan.h"

typedef double lanes[LANES];

/* What the stages say of the world with every assumption at its mean and the reference population.
 */
struct expected {
    double *units;       /* [places][services][years + 1] expected volume E */
    double *plan_units;  /* [places][services][years + 1] plan V of the payment rule */
    double *scope_share; /* [models][places][years + 1] phi: in-scope share of spend at price */
};

/* Sums over the networks of a place, by service [services]. */
struct care_totals {
    lanes *avoided;      /* units, after refill */
    lanes *refilled;     /* units */
    lanes *shifted;      /* units shifted into the line */
    lanes *live_change;  /* of live lists only: shifted less avoided */
    lanes *live_shifted; /* of live lists only */
    lanes *capacity;     /* K, carried from year to year */
    lanes *activity;     /* A */
};

/* The savings schemes of the current place, model and year [schemes of the place that has most]. */
struct scheme_state {
    lanes *started;  /* clamp((y - start - slippage + 1) / ramp, 0, 1) */
    lanes *achieved; /* share of its saving, with what it depends on */
    lanes *planned;  /* the same at delivery 1 and slippage 0 */
    lanes *saving;   /* cash off the cost of its line */
    lanes *planned_saving;
    lanes *full,
        *full_saving; /* had one scheme delivered in full and on time: its share, its cash */
};

/* The networks of one model in one place [networks], carried from year to year. */
struct network_state {
    lanes *start;  /* year index of the start; NOT_YET before */
    lanes *live;   /* 1 in its live years, else 0 */
    lanes *failed; /* 1 from the year after failure on */
    lanes *fails;  /* 1 in the year at whose end it fails */
    lanes *fade;   /* 1 while live, falling after failure */
    lanes *fidelity;
    lanes *intensity;                           /* lambda; of the last live year once failed */
    lanes *attempted;                           /* lambda at I = b = theta = 1 */
    lanes *persistence, *persistence_attempted; /* psi [effects][networks] */
    lanes *spend_change;   /* in-scope spend under the model less do nothing, cash */
    lanes *revenue_change; /* the same for payments to the network and its practices */
    lanes *infrastructure; /* R at the start of the year, cash */
    lanes *running;        /* set-up and running cost of the year, cash */
    lanes *history; /* [years + 1][networks] own spend over expected spend, where a contract asks */
    lanes *base_spend, *base_growth; /* of a historical benchmark: averages of its base years */
    lanes *gain, *loss;              /* the network's own share by year [years + 1][networks] */
};

/* General practitioners and practices of the current place; the draws are the same for all models
 * but those with draws of their own. */
struct workforce_state {
    lanes *gp_fte;         /* [years + 1] W */
    lanes *unplanned;      /* [years + 1] agency premium of do nothing without schemes, cash */
    uint64_t salt;         /* of the model the closings were drawn for */
    lanes *closing;        /* [practices][years + 1] u share^exponent */
    lanes *open;           /* [practices] 1 until it has closed */
    lanes *open_practices; /* [groups] of the model: its networks, or the place */
    lanes *open_share;     /* [groups] of the place's list, in practices open */
    lanes *hazard;         /* [groups] of a practice with the whole list */
    lanes throttle;        /* u of the year */
    lanes required;        /* need of the year, full-time equivalents */
};

struct block {
    const struct expected *expected; /* NULL while it is being made */
    uint64_t seed, first;            /* first trial */
    uint64_t trials;                 /* of the run, which sampling spreads out; 0: at random */
    struct sample sample;            /* where these trials stand among them */
    int count;                       /* trials in use, at most LANES */
    bool at_means;                   /* every draw is its mean, the population the reference */
    uint64_t floor_hits;             /* growth draws held at 1 + g = 0.5, over all blocks so far */

    lanes *trial_rows, *place_rows; /* caches of series */
    int variant[LANES];
    lanes *shock;                     /* [SHOCK_GROUPS][years + 1] cumulated shocks of growth */
    lanes *health_node, *health_part; /* [years + 1] where h y lies between two nodes of the plan's
                                         table; no rows without one */
    lanes *innovation;                /* [services][years + 1] standard normal */
    lanes *list;                      /* [places][years + 1] persons */
    lanes *units;                     /* [places][services][years + 1] A0 */

    lanes *region_spend;    /* [models][years + 1] do-nothing payments in scope, all places */
    lanes *region_expected; /* the same at expected volumes; both where a contract blends */

    /* of the current place */
    lanes *deflator;         /* [years + 1] P */
    lanes *price, *cost;     /* [services][years + 1] cash a unit */
    lanes *cost_unmitigated; /* the same without efficiency */
    lanes *funding;          /* [years + 1] F */
    lanes *spend;     /* [models][years + 1] do-nothing payments in the scope of the contract */
    lanes *benchmark; /* [models][years + 1] of the whole place, before discount */
    lanes *revenue;   /* [models][years + 1] do-nothing payments for lines of the network and its
                         practices */

    /* of the current place and model */
    lanes *maturity; /* [years + 1] by whole years since the start */
    lanes *decline;  /* [1] factor on fade for each year after failure */
    struct care_totals care;
    struct scheme_state scheme;
    struct network_state network;
    struct workforce_state workforce;
    lanes live_share;       /* of the place's list in live networks */
    lanes *grant;           /* [PARTIES] of the year, cash */
    lanes grant_potential;  /* to networks if every list were live */
    lanes *flow;            /* [FLOWS] of the year, cash */
    lanes bill;             /* what the commissioner owes for the activity of the year, cash */
    lanes *metric;          /* [years + 1][METRICS] cash, then real */
    lanes *weight;          /* [years + 1] live list, persons: weight of PLACE_LIVE_MEAN */
    lanes *surplus;         /* [years + 1][PARTIES] */
    lanes *activity;        /* [years + 1][services] A */
    lanes *loss_due;        /* [years + 1] 1 where a network's loss of the year falls due */
    lanes *loss_capped;     /* [years + 1] 1 where the cap binds on one that does */
    lanes *plan_saving;     /* [years + 1] real saving of schemes, GBP */
    lanes *plan_due;        /* [years + 1] what it must be for the plan to deliver, real GBP */
    bool has_schemes;       /* the current place has */
    lanes *list_weight;     /* [years + 1] list, persons: weight of PLACE_LIST_MEAN */
    lanes *detail[DETAILS]; /* [most items of a place][variables][years + 1], where kept */
    lanes *baseline_cost;   /* [years + 1] cost under do nothing, cash */
    lanes *gap_unmitigated; /* [years + 1] cash */
};

#define NOT_YET 1e9 /* a start that has not come */

/* Bytes a block of this plan takes. */
size_t block_bytes(const acs_plan *plan);

/* All of a block's memory from the arena; false if it cannot be had. */
bool block_allocate(struct block *block, const acs_plan *plan, struct arena *arena);

/* The same, and what is certain drawn: constants, once. */
bool block_init(struct block *block, const acs_plan *plan, struct arena *arena);

/* Points the block at trials first .. first + count - 1 and draws what all places share. */
void block_start(struct block *block, const acs_plan *plan, uint64_t first, int count);

/* Draws what is scoped by place. */
void block_enter_place(struct block *block, const acs_plan *plan, int place);

/* One assumption at its address, clamped into its range; offset is joined to the hash (0: none) and
 * counts dimensions from 1. */
void block_draw(const struct block *block, const acs_plan *plan, int assumption, uint64_t offset,
                int place, int network, int year, lanes out);

/* A series scoped by network, drawn into buffer, or its cached row. */
const double *block_network_series(const struct block *block, const acs_plan *plan, int series,
                                   int place, int network, int year, lanes buffer);

/* Whether each practice has a state: where practices can close or are told of one by one. */
static inline bool practices_are_followed(const acs_plan *plan)
{
    return plan->workforce.practices_close || plan->detail[DETAIL_PRACTICES].kept;
}

/* Standard normals at an address; 0 where the block is at its means. */
void block_normal(const struct block *block, uint64_t hash, unsigned year, lanes z);

/* Standard normals of one of several draws that depend on each other. */
void block_correlated(const struct block *block, const acs_plan *plan,
                      const struct correlated *draw, unsigned scope, int place, int network,
                      int year, lanes z);

/* The shock of a line's growth shared by places (place -1), or of the place's own. */
void block_innovation(const struct block *block, const acs_plan *plan,
                      const struct plan_service *service, int place, int year, lanes z);

/* Sum over the shock groups of a table row [variants][years + 1][SHOCK_GROUPS] x cumulated shocks,
 * each trial with its own variant. table points at variant 0, year 0. */
void block_sum_groups(const struct block *block, const acs_plan *plan, const double *table,
                      int year, lanes sum);

/* Finds the nodes of the plan's table between which each trial's shift of the age profile lies. */
void block_health(struct block *block, const acs_plan *plan);

/* The same sum over a table row [variants][nodes][SHOCK_GROUPS], on the straight line between the
 * two nodes. */
void block_sum_shifted(const struct block *block, const acs_plan *plan, const double *table,
                       int year, lanes sum);

/* The cached row of a series that is not scoped by network. */
static inline const double *series_at(const struct block *block, const acs_plan *plan, int series,
                                      int year)
{
    const struct series *s = &plan->series[series];
    lanes *rows = s->scope & SCOPE_PLACE ? block->place_rows : block->trial_rows;
    return rows[s->row + (s->yearly ? year : 0)];
}

/* The row of a variable of an item (numbered within the place), or NULL where the detail is not
 * kept. Money in cash; it becomes real with the metrics. */
static inline double *block_detail(const struct block *block, const acs_plan *plan,
                                   enum detail detail, int item, int variable, int year)
{
    if (!plan->detail[detail].kept)
        return NULL;
    const long row = (long)item * detail_rows[detail].variables + variable;
    return block->detail[detail][row * (plan->years + 1) + year];
}

static inline long row_of(const acs_plan *plan, long row, int year)
{
    return row * (plan->years + 1) + year;
}

static inline void lanes_fill(lanes out, double value)
{
    FOR_LANES(i)
    out[i] = value;
}

static inline bool lanes_are_zero(const double *x)
{
    bool zero = true;
    for (int i = 0; i < LANES; i++)
        zero &= x[i] == 0.0;
    return zero;
}

static inline unsigned calendar_year(const acs_plan *plan, int year)
{
    return (unsigned)(plan->base_year + year);
}

#endif
