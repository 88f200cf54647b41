/* Mathematics inside trials: elementary operations only, so that the bits are the same on every
 * processor, and small enough to be inlined into loops over lanes and vectorised there.
 *
 * Accuracy over the stated domain, tested against GSL and libm: exp, exp2, log 2 ulp; power 1e-14
 * relative for results between 1e-300 and 1e300; normal quantile 2e-15 relative (AS241), exactly
 * odd about 1/2.
 */
#ifndef ACSIM_DRAW_MATH_H
#define ACSIM_DRAW_MATH_H

#include "draw/lanes.h"

double math_exp(double x); /* 0 below -745, infinity above 709.78 */
double math_exp2(double x);
double math_log(double x);                        /* x > 0; -infinity at 0 */
double math_power(double x, double y);            /* x >= 0 */
double math_log_gamma(double x);                  /* x > 0 */
double math_gamma_p(double a, double x);          /* regularised lower incomplete gamma */
double math_beta_i(double a, double b, double x); /* regularised incomplete beta */
double math_normal_cdf(double x);

/* The same on a block, vectorised. in and out may be the same array. */
void math_exp_lanes(const double in[LANES], double out[LANES]);
void math_exp2_lanes(const double in[LANES], double out[LANES]);
void math_log_lanes(const double in[LANES], double out[LANES]);
void math_normal_quantile_lanes(const double u[LANES], double z[LANES]); /* u in (0,1) */
double math_normal_quantile(double u);

/* P(Z < z), strictly between 0 and 1: within 5e-16, and in the lower tail within 1e-8 of itself. */
void math_normal_cdf_lanes(const double z[LANES], double u[LANES]);

/* Quantile at Phi(z) of the gamma distribution of mean 1 with coefficients of variation cv >= 0, to
 * 1e-11 of the standard deviation (of the distance to the mean, where that is more); |z| <= 8.3. x
 * may be z. Up to cv 0.1 vectorised, beyond it thousands of times slower. */
void math_gamma_quantile_lanes(const double cv[LANES], const double z[LANES], double x[LANES]);

#endif
