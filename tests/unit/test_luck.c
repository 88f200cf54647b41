/* Luck: one person's spend cut at a quantile, against numerical integration. */
#include "model/luck.h"

#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>
#include <math.h>

struct capped {
    double s, limit;
    int power;
};

static double integrand(double z, void *context)
{
    const struct capped *c = context;
    const double spend = exp(fmin(c->s * z, c->limit));
    return pow(spend, c->power) * gsl_ran_ugaussian_pdf(z);
}

/* E[min(Y, c)^m], cut at the limit so that the integrand is smooth on both sides. */
static double moment(double cv, double at, int power)
{
    struct capped c = {.s = sqrt(log1p(cv * cv)), .power = power};
    const double z = gsl_cdf_ugaussian_Pinv(at);
    c.limit = c.s * z;
    gsl_function f = {integrand, &c};
    gsl_integration_workspace *space = gsl_integration_workspace_alloc(1000);
    double below, above, error;
    cr_assert_eq(
        gsl_integration_qag(&f, -12, z, 0, 1e-12, 1000, GSL_INTEG_GAUSS61, space, &below, &error),
        GSL_SUCCESS);
    cr_assert_eq(gsl_integration_qag(&f, z, fmax(12, z + 12), 0, 1e-12, 1000, GSL_INTEG_GAUSS61,
                                     space, &above, &error),
                 GSL_SUCCESS);
    gsl_integration_workspace_free(space);
    return below + above;
}

Test(luck, spend_cut_at_a_quantile)
{
    static const double cv[] = {0.05, 0.5, 1.7, 3, 8, 60};
    static const double at[] = {0.001, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 0.999999};
    gsl_set_error_handler_off();
    for (size_t i = 0; i < sizeof cv / sizeof *cv; i++)
        for (size_t k = 0; k < sizeof at / sizeof *at; k++) {
            const double mean = moment(cv[i], at[k], 1), square = moment(cv[i], at[k], 2);
            const double expected = sqrt(square / (mean * mean) - 1);
            cr_expect_float_eq(luck_capped_cv(cv[i], at[k]), expected, 1e-8 * (1 + expected),
                               "cv %g at %g: %.12g, expected %.12g", cv[i], at[k],
                               luck_capped_cv(cv[i], at[k]), expected);
        }
}

Test(luck, ends_of_truncation)
{
    cr_expect_eq(luck_capped_cv(3, 1), 3, "nothing is cut");
    cr_expect_eq(luck_capped_cv(0, 0.99), 0);
    double last = 0;
    for (double at = 0.01; at < 1; at += 0.01) { /* the more is counted, the more it varies */
        const double now = luck_capped_cv(3, at);
        cr_expect_gt(now, last);
        last = now;
    }
    cr_expect_lt(last, 3);
    cr_expect_float_eq(luck_capped_cv(3, 1 - 1e-12), 3, 1e-3);
    cr_expect_geq(luck_capped_cv(3, 1e-9), 0);
    cr_expect_lt(luck_capped_cv(3, 1e-9), 1e-3);
}
