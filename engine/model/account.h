/* One account that a contract settles: a network's year, or all of a place's networks together. */
#ifndef ACSIM_MODEL_ACCOUNT_H
#define ACSIM_MODEL_ACCOUNT_H

#include "model/block.h"
#include "model/contract.h"

struct account {
    lanes live, weight;      /* 1 where it is settled; live share of the place's list */
    lanes benchmark, actual; /* B and X, cash */
    lanes before, model;     /* X0 and Xm, cash: without luck */
    lanes cap_base;          /* what the loss cap is a share of, cash */
    lanes list;              /* persons, of the year */
    lanes cv;                /* of luck: cv of one person over the square root of the list */
    struct contract_terms terms;
    lanes minimum_savings_rate, minimum_loss_rate;
    lanes quality_buffer;
};

/* A network's account of a year; person_cv is that of one person's spend [LANES]. */
void account_open(struct account *account, const acs_plan *plan, struct block *block, int place,
                  int model, int network, int year, const double *person_cv);

/* One account of a place's live networks: sums, with quality weighted by list and luck of the joint
 * list. Starts empty; add every network's account of the year, then set the terms. */
void account_pool_start(struct account *pool);
void account_pool_add(struct account *pool, const struct account *account);
void account_pool_close(struct account *pool, const acs_plan *plan, const struct block *block,
                        const struct plan_contract *contract, int year, const double *person_cv);

/* Adds what luck made of the account's gain G(B, X), and whose luck it was, to the metrics of the
 * year. */
void fairness_add(const struct account *account, const double gain[LANES], lanes *metric);

#endif
