/* What building quantile tables needs beyond math.h: both tails and the density at once, in the
 * variable in which each stays accurate over its whole range. Plain doubles, not lanes. */
#ifndef ACSIM_DRAW_SPECIAL_H
#define ACSIM_DRAW_SPECIAL_H

struct tails {
    double lower, upper; /* P(X <= x) and P(X > x); the smaller one to full relative accuracy */
    double density;      /* with respect to the variable handed in */
};

/* Standard gamma (scale 1), in the variable t = ln x. */
struct tails special_gamma(double shape, double t);

/* Beta, in the variable t = ln(x / (1 - x)). */
struct tails special_beta(double alpha, double beta, double t);

double special_log1p(double x); /* ln(1 + x), x > -1 */
double special_expm1(double x); /* e^x - 1 */
double special_normal_density(double z);
double special_normal_tail(double z); /* P(Z > z), relative accuracy kept for large z */

#endif
