/* The stages of a trial, in the order of the model page. */
#ifndef ACSIM_MODEL_STAGE_H
#define ACSIM_MODEL_STAGE_H

#include "model/block.h"

/* Of every place, before any model: persons and activity if nothing changes. */
void stage_population(const acs_plan *plan, struct block *block, int place);
void stage_demand(const acs_plan *plan, struct block *block, int place);

/* Of one place: prices, costs, funding of all years; spend and benchmark in each contract's scope;
 * general practitioners and the draws of practices' closings. */
void stage_price(const acs_plan *plan, struct block *block, int place);
void stage_funding(const acs_plan *plan, struct block *block, int place);
void stage_scope(const acs_plan *plan, struct block *block, int place);
void stage_staff(const acs_plan *plan, struct block *block, int place);

/* Where a contract blends regional growth into its benchmark (benchmark_any_blend): spend in scope
 * of all places together, realised and expected. Start, then add every place after stage_price. */
void stage_region_start(const acs_plan *plan, struct block *block);
void stage_region_add(const acs_plan *plan, struct block *block, int place);

/* Of one place and model: forget the last model's networks. */
void stage_enter_model(const acs_plan *plan, struct block *block, int place, int model);

/* Of one place, model and year, in this order. */
void stage_grants(const acs_plan *plan, struct block *block, int place, int model, int year);
void stage_rollout(const acs_plan *plan, struct block *block, int place, int model, int year);
void stage_care(const acs_plan *plan, struct block *block, int place, int model, int year);
void stage_schemes(const acs_plan *plan, struct block *block, int place, int model, int year);
void stage_cost(const acs_plan *plan, struct block *block, int place, int model, int year);
void stage_workforce(const acs_plan *plan, struct block *block, int place, int model, int year);
void stage_practice(const acs_plan *plan, struct block *block, int place, int model, int year);
void stage_running(const acs_plan *plan, struct block *block, int place, int model, int year);
void stage_settle(const acs_plan *plan, struct block *block, int place, int model, int year);
void stage_detail(const acs_plan *plan, struct block *block, int place, int model, int year);
void stage_reinvest(const acs_plan *plan, struct block *block, int place, int model, int year);
void stage_metric(const acs_plan *plan, struct block *block, int place, int model, int year);

/* Parts of stage_enter_model and stage_staff that belong to general practice. */
void workforce_enter_model(const acs_plan *plan, struct block *block, int place, int model);
void practice_enter_model(const acs_plan *plan, struct block *block, int place, int model);
void practice_draw(const acs_plan *plan, struct block *block, int place, uint64_t salt);

/* The stages of a year above, in their order, from empty flows and metrics. */
void stage_year(const acs_plan *plan, struct block *block, int place, int model, int year);

/* Surplus of every party from the flows, and two checks to LEDGER_TOLERANCE of the funding: the
 * flows of each kind add up to what their stage counted by itself (flow_row), and the surpluses to
 * funding + grants - cost. Returns the first trial of the block that breaches one, or -1. */
int stage_ledger(const acs_plan *plan, struct block *block, int place, int model, int year);
#define LEDGER_TOLERANCE 1e-9

/* All stages of a place and model through the years; -1, or the year and trial of a breach. */
int stage_years(const acs_plan *plan, struct block *block, int place, int model, int *breach_year);

/* Whether some contract's benchmark follows a network's own past, or blends regional growth. */
bool benchmark_any_history(const acs_plan *plan);
bool benchmark_any_blend(const acs_plan *plan);

/* Turns a network's expected spend into its benchmark: by its own past, by regional growth. */
void benchmark_adjust(const acs_plan *plan, struct block *block, int place, int model, int network,
                      int year, lanes benchmark);

/* Keeps a network's own spend of a year where its benchmark will follow it; actual NULL: do-nothing
 * spend without luck, of the base year. */
void benchmark_remember(const acs_plan *plan, struct block *block, int place, int model,
                        int network, int year, const double *actual);

/* Expected volumes, plans and scope shares, by running the stages at the means. Memory from arena.
 */
bool expected_init(struct expected *expected, const acs_plan *plan, struct arena *arena);

#endif
