/* Quantiles of distributions that have no closed form, from a table built when compiling.
 *
 * The table is a cubic per interval of a uniform grid in z, the normal quantile of u, through the
 * exact quantile and its exact derivative at both ends. It is refined until the middle of every
 * interval is right to QUANTILE_TABLE_AIM standard deviations (of the distance to the mean, where
 * that is more).
 */
#ifndef ACSIM_DRAW_QUANTILE_TABLE_H
#define ACSIM_DRAW_QUANTILE_TABLE_H

#include "base/arena.h"
#include "draw/distribution.h"

#define QUANTILE_TABLE_AIM 1e-9
#define QUANTILE_TABLE_REACH 8.3 /* |z|; u = 2^-53 has z = -8.21, beyond the reach it is held */

/* What is tabulated; small shapes are smooth only on their own scale. */
enum quantile_scale { SCALE_PLAIN, SCALE_LOG, SCALE_LOGIT };

enum quantile_family { FAMILY_GAMMA, FAMILY_BETA, FAMILY_STUDENT };

/* Standard gamma of shape a (b unused), beta of shapes a and b, or Student's t of a degrees. */
struct quantile_curve {
    enum quantile_family family;
    double a, b;
    double mean, sd;
};

/* Fills table, table_size and number[0..2] (offset, scale, enum quantile_scale) so that the
 * quantile is offset + scale * that of the curve. NULL, or what is wrong. */
const char *quantile_table_build(struct distribution_settings *settings,
                                 const struct quantile_curve *curve, double offset, double scale,
                                 struct arena *arena);

/* A point of the curve at some z. t: ln x, ln(x / (1 - x)), or ln(x^2 / a) for Student's; value:
 * what is tabulated; pace and slope: the derivatives of t and value by z. */
struct quantile_node {
    double t, pace, value, slope;
};

/* Student's t, whose nodes do not come from one tail by one method. guess: t of a node nearby. */
struct quantile_node quantile_student_node(double degrees, double z, double guess);

/* x[i] = quantile at u[i], held within settings->lowest and highest. */
void quantile_table_look_up(const struct distribution_settings *settings, const double u[LANES],
                            double x[LANES]);

#endif
