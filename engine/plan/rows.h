/* The rows every layer shares: parties, flows of the ledger, metrics. */
#ifndef ACSIM_PLAN_ROWS_H
#define ACSIM_PLAN_ROWS_H

#include <stdbool.h>

enum party { COMMISSIONER, NETWORK, ACUTE, COMMUNITY, PRACTICES, PARTIES };
#define OUTSIDE PARTIES /* the Treasury as payer; staff and suppliers as payee */

struct party_row {
    const char *name, *meaning;
};
extern const struct party_row party_rows[PARTIES];
int party_find(const char *name); /* -1 if there is none */

/* A flow has a payer and a payee. Kinds that every party can have hold PARTIES consecutive flows.
 */
enum flow {
    FLOW_FUNDING,
    FLOW_GRANT,                              /* + payee */
    FLOW_PAYMENT = FLOW_GRANT + PARTIES,     /* + delivering party */
    FLOW_ACTIVITY = FLOW_PAYMENT + PARTIES,  /* + delivering party */
    FLOW_STRANDED = FLOW_ACTIVITY + PARTIES, /* + delivering party */
    FLOW_GAIN = FLOW_STRANDED + PARTIES,     /* + payee */
    FLOW_LOSS = FLOW_GAIN + PARTIES,         /* + payer */
    FLOW_WINDING_UP = FLOW_LOSS + PARTIES,   /* + backstop */
    FLOW_RUNNING = FLOW_WINDING_UP + PARTIES,
    FLOW_SET_UP,
    FLOW_SCHEME_COST, /* + party that delivers the scheme */
    FLOW_REINVESTED = FLOW_SCHEME_COST + PARTIES,
    FLOW_CONTRIBUTION,
    FLOW_AGENCY,
    FLOWS
};

/* The ledger books every flow twice: here, by its two parties, and in the metric that counts it,
 * which its stage adds up by itself. Flows of one metric stand together. */
struct flow_row {
    const char *name, *stage;
    int payer, payee; /* OUTSIDE: leaves or enters the system */
    int counted_in;   /* the metric that all flows of the kind add up to, or THE_BILL */
};
const struct flow_row *flow_row(int flow);

/* How the places of a trial add up to `all`. */
enum place_sum {
    PLACE_SUM,       /* a plain sum */
    PLACE_LIST_MEAN, /* mean weighted by registered lists */
    PLACE_LIVE_MEAN  /* mean weighted by live registered lists, 0 where none is live */
};

enum metric {
    METRIC_GAP,
    METRIC_GAP_UNMITIGATED,
    METRIC_FUNDING,
    METRIC_GRANTS,
    METRIC_COST,
    METRIC_ACTIVITY_COST,
    METRIC_AVOIDED_COST,
    METRIC_SHIFTED_COST,
    METRIC_STRANDED_COST,
    METRIC_RUNNING_COST,
    METRIC_CONTRIBUTIONS,
    METRIC_REINVESTED,
    METRIC_NET_SAVING,
    METRIC_SCHEME_SAVING,
    METRIC_SCHEME_PLANNED,
    METRIC_SCHEME_COST,
    METRIC_REFILLED,
    METRIC_BENCHMARK,
    METRIC_ACTUAL,
    METRIC_INHERITED,
    METRIC_GAIN,
    METRIC_LOSS,
    METRIC_UNEARNED_GAIN,
    METRIC_UNEARNED_GAIN_PATIENTS,
    METRIC_UNEARNED_GAIN_BENCHMARK,
    METRIC_MISSED_GAIN,
    METRIC_MISSED_GAIN_PATIENTS,
    METRIC_MISSED_GAIN_BENCHMARK,
    METRIC_P_FALSE_PAYMENT,
    METRIC_P_FALSE_PAYMENT_PATIENTS,
    METRIC_P_FALSE_PAYMENT_BENCHMARK,
    METRIC_QUALITY,
    METRIC_INFRASTRUCTURE,
    METRIC_COVERAGE,
    METRIC_INTENSITY,
    METRIC_NETWORKS_LIVE,
    METRIC_NETWORKS_FAILED,
    METRIC_NETWORKS_BELOW_MINIMUM,
    METRIC_THROTTLE,
    METRIC_GP_FTE,
    METRIC_GP_FTE_REQUIRED,
    METRIC_GP_SHORTFALL,
    METRIC_AGENCY_COST,
    METRIC_PRACTICES_OPEN,
    METRIC_PRACTICES_CLOSED,
    METRICS
};
#define THE_BILL                                                                                   \
    METRICS /* what the commissioner pays for activity, whoever delivers it; no metric */

struct metric_row {
    const char *name, *unit, *long_name;
    enum place_sum places;
    bool money; /* cash in the ledger, real terms in results unless the scenario says cash */
};
extern const struct metric_row metric_rows[METRICS];
int metric_find(const char *name); /* -1 if there is none */

/* Groups of results finer than a place, kept where the scenario asks for them: one item is a
 * network, a practice, a scheme. */
enum detail { DETAIL_NETWORKS, DETAIL_PRACTICES, DETAIL_SCHEMES, DETAILS };

enum network_variable {
    NETWORK_LIST,
    NETWORK_LIVE,
    NETWORK_FAILED,
    NETWORK_INTENSITY,
    NETWORK_INFRASTRUCTURE,
    NETWORK_RUNNING_COST,
    NETWORK_TRUE_SAVING,
    NETWORK_GAIN,
    NETWORK_LOSS,
    NETWORK_VARIABLES
};

enum practice_variable { PRACTICE_OPEN, PRACTICE_LIST, PRACTICE_IN_NETWORK, PRACTICE_VARIABLES };

enum scheme_variable {
    SCHEME_PLANNED,
    SCHEME_ACHIEVED,
    SCHEME_SHORTFALL,
    SCHEME_STARTED,
    SCHEME_DELIVERS,
    SCHEME_PLAN_IF_FULL,
    SCHEME_VARIABLES
};

struct detail_variable {
    const char *name, *unit, *long_name;
    bool money; /* as of a metric */
};

struct detail_row {
    const char *group;        /* of the results; also what a scenario calls it */
    const char *item, *title; /* the coordinate, and what it is */
    int variables;
    const struct detail_variable *variable; /* [variables] */
};
extern const struct detail_row detail_rows[DETAILS];
int detail_find(const char *name); /* -1 if there is none */

/* Of the whole horizon, per model and place; by year unless said otherwise. */
enum horizon {
    HORIZON_NPV,           /* discounted real net saving up to the year; the last year is the NPV */
    HORIZON_PAID_BACK,     /* cumulative, 1 from the year of payback on */
    HORIZON_GAP_CLOSED,    /* gap of the year <= 0 */
    HORIZON_NET_SAVING,    /* discounted net saving up to the year > 0 */
    HORIZON_PLAN_DELIVERS, /* schemes save the target of the year, or what was planned */
    HORIZON_LOSS,          /* a loss falls due in the year */
    HORIZON_LOSS_CAPPED,
    HORIZONS
};

struct horizon_row {
    const char *name, *unit, *long_name;
};
extern const struct horizon_row horizon_rows[HORIZONS];

#endif
