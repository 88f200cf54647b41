/* Age bands of tables. */
#ifndef ACSIM_SCENARIO_AGE_H
#define ACSIM_SCENARIO_AGE_H

#include <stdbool.h>

#define AGE_OPEN 999 /* upper age of a band without an end */

/* Ages lower to upper, both included; sex "" holds for everyone. */
struct band {
    int lower, upper;
    const char *sex;
};

/* Reads "7", "0-4", "75plus", "75+", "90 and over"; false if it is none of these. */
bool age_parse(const char *text, int *lower, int *upper);

/* "" for a column that says all, persons or both. */
const char *sex_normal(const char *text);

/* The middle of a band in years; of an open band its lower bound + 5. */
double band_middle(const struct band *band);

/* 0-17, 18-64, 65-84, 85 and over, by the middle of the band. */
int band_shock_group(const struct band *band);

bool band_contains(const struct band *outer, const struct band *inner); /* ages only */
bool band_overlaps(const struct band *a, const struct band *b);         /* ages only */

#endif
