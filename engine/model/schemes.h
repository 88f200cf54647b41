/* What the savings schemes of a place do to one line in a year. */
#ifndef ACSIM_MODEL_SCHEMES_H
#define ACSIM_MODEL_SCHEMES_H

#include "model/block.h"

struct scheme_line {
    lanes factor;   /* on activity before shifts: A = (A0 - avoided) factor + shifted */
    lanes activity; /* A, units */
    lanes cost;     /* of the line's activity after all schemes, cash */
    lanes left;     /* cost after those on cost over that before them; 1 where it is 0 */
};

/* The schemes of the line one after the other - those on activity, on cost, in GBP, each kind in
 * the order of the table - so that what each takes off the line's cost adds up to what all do.
 * achieved [schemes of the place] is the share of each scheme's saving; saving [schemes of the
 * place] gets their cash. false, with nothing done, where the model has no scheme on the line. */
bool schemes_on_line(const acs_plan *plan, const struct block *block, int place, int model,
                     int service, int year, lanes *achieved, lanes *saving,
                     struct scheme_line *line);

#endif
