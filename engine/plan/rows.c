#include "plan/rows.h"

#include <stddef.h>
#include <string.h>

const struct party_row party_rows[PARTIES] = {
    [COMMISSIONER] = {"commissioner", "holds the place's funding and pays the providers"},
    [NETWORK] = {"network", "the organisations of the care model, holders of a registered list"},
    [ACUTE] = {"acute", "hospital trusts"},
    [COMMUNITY] = {"community", "community and mental health providers"},
    [PRACTICES] = {"practices", "general practices"},
};

int party_find(const char *name)
{
    for (int i = 0; i < PARTIES; i++)
        if (strcmp(party_rows[i].name, name) == 0)
            return i;
    return -1;
}

#define EACH_PARTY(name, stage, payer_of, payee_of, counted_in)                                    \
    {name, stage, payer_of(COMMISSIONER), payee_of(COMMISSIONER), counted_in},                     \
        {name, stage, payer_of(NETWORK), payee_of(NETWORK), counted_in},                           \
        {name, stage, payer_of(ACUTE), payee_of(ACUTE), counted_in},                               \
        {name, stage, payer_of(COMMUNITY), payee_of(COMMUNITY), counted_in},                       \
    {                                                                                              \
        name, stage, payer_of(PRACTICES), payee_of(PRACTICES), counted_in                          \
    }
#define ITSELF(party) (party)
#define ANYONE_OUTSIDE(party) OUTSIDE
#define THE_COMMISSIONER(party) COMMISSIONER

static const struct flow_row flow_rows[FLOWS] = {
    {"funding", "funding", OUTSIDE, COMMISSIONER, METRIC_FUNDING},
    EACH_PARTY("grant", "funding", ANYONE_OUTSIDE, ITSELF, METRIC_GRANTS),
    EACH_PARTY("payment", "cost", THE_COMMISSIONER, ITSELF, THE_BILL),
    EACH_PARTY("activity", "cost", ITSELF, ANYONE_OUTSIDE, METRIC_ACTIVITY_COST),
    EACH_PARTY("stranded", "cost", ITSELF, ANYONE_OUTSIDE, METRIC_STRANDED_COST),
    EACH_PARTY("gain", "settle", THE_COMMISSIONER, ITSELF, METRIC_GAIN),
    EACH_PARTY("loss", "settle", ITSELF, THE_COMMISSIONER, METRIC_LOSS),
    EACH_PARTY("winding_up", "cost", ITSELF, ANYONE_OUTSIDE, METRIC_RUNNING_COST),
    {"running", "cost", NETWORK, OUTSIDE, METRIC_RUNNING_COST},
    {"set_up", "cost", NETWORK, OUTSIDE, METRIC_RUNNING_COST},
    EACH_PARTY("scheme_cost", "schemes", ITSELF, ANYONE_OUTSIDE, METRIC_RUNNING_COST),
    {"reinvested", "reinvest", NETWORK, OUTSIDE, METRIC_REINVESTED},
    {"contribution", "cost", PRACTICES, NETWORK, METRIC_CONTRIBUTIONS},
    {"agency", "workforce", PRACTICES, OUTSIDE, METRIC_AGENCY_COST},
};

const struct flow_row *flow_row(int flow)
{
    return &flow_rows[flow];
}

#define GBP "GBP"

const struct metric_row metric_rows[METRICS] = {
    [METRIC_GAP] = {"gap", GBP,
                    "funding gap: cost less funding and grants, positive is a shortfall", PLACE_SUM,
                    true},
    [METRIC_GAP_UNMITIGATED] = {"gap_unmitigated", GBP,
                                "gap of do nothing if providers made no efficiencies and without "
                                "savings schemes",
                                PLACE_SUM, true},
    [METRIC_FUNDING] = {"funding", GBP, "commissioner's funding", PLACE_SUM, true},
    [METRIC_GRANTS] = {"grants", GBP, "earmarked grants received by all parties", PLACE_SUM, true},
    [METRIC_COST] = {"cost", GBP,
                     "cost: activity, stranded, running with set-up and winding-up, agency, "
                     "reinvested",
                     PLACE_SUM, true},
    [METRIC_ACTIVITY_COST] = {"activity_cost", GBP, "cost of activity at unit cost", PLACE_SUM,
                              true},
    [METRIC_AVOIDED_COST] = {"avoided_cost", GBP,
                             "unit cost of avoided activity, after refill, gross of shifts",
                             PLACE_SUM, true},
    [METRIC_SHIFTED_COST] = {"shifted_cost", GBP, "unit cost of activity shifted into lines",
                             PLACE_SUM, true},
    [METRIC_STRANDED_COST] = {"stranded_cost", GBP, "fixed cost of idle capacity", PLACE_SUM, true},
    [METRIC_RUNNING_COST] = {"running_cost", GBP,
                             "running, set-up and winding-up cost of networks, and scheme_cost",
                             PLACE_SUM, true},
    [METRIC_CONTRIBUTIONS] = {"contributions", GBP, "paid by practices to their network", PLACE_SUM,
                              true},
    [METRIC_REINVESTED] = {"reinvested", GBP, "spent by networks on infrastructure", PLACE_SUM,
                           true},
    [METRIC_NET_SAVING] = {"net_saving", GBP, "cost under do nothing less cost under the model",
                           PLACE_SUM, true},
    [METRIC_SCHEME_SAVING] = {"scheme_saving", GBP,
                              "what savings schemes take off the cost of activity, before stranded "
                              "cost and cost to deliver",
                              PLACE_SUM, true},
    [METRIC_SCHEME_PLANNED] = {"scheme_planned", GBP,
                               "the same if every scheme delivered in full and on time", PLACE_SUM,
                               true},
    [METRIC_SCHEME_COST] = {"scheme_cost", GBP, "cost to deliver savings schemes", PLACE_SUM, true},
    [METRIC_REFILLED] = {"refilled", GBP,
                         "unit cost of freed capacity filled again: better access, no cash",
                         PLACE_SUM, true},
    [METRIC_BENCHMARK] = {"benchmark", GBP, "benchmark of live networks", PLACE_SUM, true},
    [METRIC_ACTUAL] = {"actual", GBP, "settled spend of live networks, luck included", PLACE_SUM,
                       true},
    [METRIC_INHERITED] = {"inherited", GBP,
                          "do-nothing spend of live networks less their capitation benchmark",
                          PLACE_SUM, true},
    [METRIC_GAIN] = {"gain", GBP, "gains paid under the contract", PLACE_SUM, true},
    [METRIC_LOSS] = {"loss", GBP, "losses charged under the contract", PLACE_SUM, true},
    [METRIC_UNEARNED_GAIN] = {"unearned_gain", GBP, "gain beyond that of the true saving",
                              PLACE_SUM, true},
    [METRIC_UNEARNED_GAIN_PATIENTS] = {"unearned_gain_patients", GBP,
                                       "part of the unearned gain that is luck of patients",
                                       PLACE_SUM, true},
    [METRIC_UNEARNED_GAIN_BENCHMARK] = {"unearned_gain_benchmark", GBP,
                                        "part of the unearned gain that is luck of the benchmark",
                                        PLACE_SUM, true},
    [METRIC_MISSED_GAIN] = {"missed_gain", GBP, "gain of the true saving that was not paid",
                            PLACE_SUM, true},
    [METRIC_MISSED_GAIN_PATIENTS] = {"missed_gain_patients", GBP,
                                     "part of the missed gain that is luck of patients", PLACE_SUM,
                                     true},
    [METRIC_MISSED_GAIN_BENCHMARK] = {"missed_gain_benchmark", GBP,
                                      "part of the missed gain that is luck of the benchmark",
                                      PLACE_SUM, true},
    [METRIC_P_FALSE_PAYMENT] = {"p_false_payment", "1",
                                "share of live lists paid a gain without a true saving",
                                PLACE_LIVE_MEAN, false},
    [METRIC_P_FALSE_PAYMENT_PATIENTS] = {"p_false_payment_patients", "1",
                                         "the same if the benchmark were true: luck of patients "
                                         "alone",
                                         PLACE_LIVE_MEAN, false},
    [METRIC_P_FALSE_PAYMENT_BENCHMARK] = {"p_false_payment_benchmark", "1",
                                          "the same without luck of patients: that of the "
                                          "benchmark alone",
                                          PLACE_LIVE_MEAN, false},
    [METRIC_QUALITY] = {"quality", "1", "quality score of live networks", PLACE_LIVE_MEAN, false},
    [METRIC_INFRASTRUCTURE] = {"infrastructure", GBP,
                               "infrastructure of live networks at the start of the year",
                               PLACE_SUM, true},
    [METRIC_COVERAGE] = {"coverage", "1", "share of the registered list in live networks",
                         PLACE_LIST_MEAN, false},
    [METRIC_INTENSITY] = {"intensity", "1", "intensity of live networks", PLACE_LIVE_MEAN, false},
    [METRIC_NETWORKS_LIVE] = {"networks_live", "networks", "networks alive in the year", PLACE_SUM,
                              false},
    [METRIC_NETWORKS_FAILED] = {"networks_failed", "networks",
                                "networks that have failed by the end of the year", PLACE_SUM,
                                false},
    [METRIC_NETWORKS_BELOW_MINIMUM] = {"networks_below_minimum", "networks",
                                       "live networks with a list below the model's minimum",
                                       PLACE_SUM, false},
    [METRIC_THROTTLE] = {"throttle", "1",
                         "factor on intensity for want of general practitioners the year before",
                         PLACE_LIST_MEAN, false},
    [METRIC_GP_FTE] = {"gp_fte", "FTE", "general practitioners, full-time equivalents", PLACE_SUM,
                       false},
    [METRIC_GP_FTE_REQUIRED] = {"gp_fte_required", "FTE",
                                "general practitioners that work as in the base year would need",
                                PLACE_SUM, false},
    [METRIC_GP_SHORTFALL] = {"gp_shortfall", "FTE",
                             "general practitioners needed beyond those there are", PLACE_SUM,
                             false},
    [METRIC_AGENCY_COST] = {"agency_cost", GBP, "premium paid for agency staff in place of them",
                            PLACE_SUM, true},
    [METRIC_PRACTICES_OPEN] = {"practices_open", "practices",
                               "practices open at the end of the year", PLACE_SUM, false},
    [METRIC_PRACTICES_CLOSED] = {"practices_closed", "practices",
                                 "practices that have closed by the end of the year", PLACE_SUM,
                                 false},
};

int metric_find(const char *name)
{
    for (int i = 0; i < METRICS; i++)
        if (strcmp(metric_rows[i].name, name) == 0)
            return i;
    return -1;
}

static const struct detail_variable network_variables[NETWORK_VARIABLES] = {
    [NETWORK_LIST] = {"list", "persons", "registered list of the network", false},
    [NETWORK_LIVE] = {"p_live", "1", "probability that the network is alive in the year", false},
    [NETWORK_FAILED] = {"p_failed", "1",
                        "probability that the network has failed by the end of the year", false},
    [NETWORK_INTENSITY] = {"intensity", "1", "intensity of the network, 0 where it is not alive",
                           false},
    [NETWORK_INFRASTRUCTURE] = {"infrastructure", GBP,
                                "infrastructure of the network at the start of the year", true},
    [NETWORK_RUNNING_COST] = {"running_cost", GBP, "set-up and running cost of the network", true},
    [NETWORK_TRUE_SAVING] = {"true_saving", GBP,
                             "in-scope payments if nothing changed less those under the model, "
                             "without luck",
                             true},
    [NETWORK_GAIN] = {"gain", GBP, "the network's own share of the year's gain", true},
    [NETWORK_LOSS] = {"loss", GBP, "the network's own share of the year's loss", true},
};

static const struct detail_variable practice_variables[PRACTICE_VARIABLES] = {
    [PRACTICE_OPEN] = {"p_open", "1",
                       "probability that the practice is open at the end of the year", false},
    [PRACTICE_LIST] = {"list", "persons",
                       "registered list of the practice in the year, 0 once it has closed", false},
    [PRACTICE_IN_NETWORK] = {"p_in_network", "1",
                             "probability that it is open in the year, in a network that is alive",
                             false},
};

static const struct detail_variable scheme_variables[SCHEME_VARIABLES] = {
    [SCHEME_PLANNED] = {"planned", GBP, "saving if every scheme delivered in full and on time",
                        true},
    [SCHEME_ACHIEVED] = {"achieved", GBP, "saving; those of all schemes add up to scheme_saving",
                         true},
    [SCHEME_SHORTFALL] = {"shortfall", GBP, "planned less achieved", true},
    [SCHEME_STARTED] = {"p_started", "1", "probability that the scheme has started to save", false},
    [SCHEME_DELIVERS] =
        {"p_delivers", "1",
         "probability that the share of its saving achieved is that planned or more", false},
    [SCHEME_PLAN_IF_FULL] =
        {"p_plan_delivers_if_full", "1",
         "probability that the plan would deliver in the year had this scheme "
         "delivered in full and on time (or more, where it did), all else as it was",
         false},
};

const struct detail_row detail_rows[DETAILS] = {
    [DETAIL_NETWORKS] = {"networks", "network", "network of a place, by number", NETWORK_VARIABLES,
                         network_variables},
    [DETAIL_PRACTICES] = {"practices", "practice", "practice, by its code or number",
                          PRACTICE_VARIABLES, practice_variables},
    [DETAIL_SCHEMES] = {"schemes", "scheme", "savings scheme, by its name", SCHEME_VARIABLES,
                        scheme_variables},
};

int detail_find(const char *name)
{
    for (int i = 0; i < DETAILS; i++)
        if (strcmp(detail_rows[i].group, name) == 0)
            return i;
    return -1;
}

const struct horizon_row horizon_rows[HORIZONS] = {
    [HORIZON_NPV] =
        {"npv", GBP,
         "net present value of real net saving over the horizon (health benefits are not "
         "counted)"},
    [HORIZON_PAID_BACK] = {"p_paid_back", "1",
                           "probability that cumulative net saving has returned to 0 or more"},
    [HORIZON_GAP_CLOSED] = {"p_gap_closed", "1", "probability that the gap is closed in the year"},
    [HORIZON_NET_SAVING] = {"p_net_saving", "1",
                            "probability that discounted net saving up to the year is positive"},
    [HORIZON_PLAN_DELIVERS] = {"p_plan_delivers", "1",
                               "probability that savings schemes save the plan's target of the "
                               "year, or what was planned where there is no target"},
    [HORIZON_LOSS] = {"p_loss", "1", "probability that a loss falls due in the year"},
    [HORIZON_LOSS_CAPPED] = {"p_loss_capped", "1",
                             "probability that the loss cap binds in the year"},
};
