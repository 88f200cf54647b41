/* Our mathematics against libm and GSL, and lanes against single values bit for bit. */
#include "draw/math.h"
#include "large_shapes.h"

#include <criterion/criterion.h>
#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

TestSuite(mathematics, .init = (void (*)(void))gsl_set_error_handler_off);

#define STEPS 400000

static double ulps(double value, double exact)
{
    if (value == exact)
        return 0;
    return fabs(value - exact) / (nextafter(fabs(exact), INFINITY) - fabs(exact));
}

Test(mathematics, exponentials_within_2_ulp)
{
    double worst = 0, worst2 = 0;
    for (int i = 0; i <= STEPS; i++) {
        const double x = -745.2 + (709.7 + 745.2) * i / STEPS,
                     y = -1075 + (1023.9 + 1075) * i / STEPS;
        worst = fmax(worst, ulps(math_exp(x), exp(x)));
        worst = fmax(worst, ulps(math_exp(x / 1000), exp(x / 1000)));
        worst2 = fmax(worst2, ulps(math_exp2(y), exp2(y)));
        worst2 = fmax(worst2, ulps(math_exp2(y / 1000), exp2(y / 1000)));
    }
    cr_expect_leq(worst, 2, "exp %g ulp", worst);
    cr_expect_leq(worst2, 2, "exp2 %g ulp", worst2);
}

Test(mathematics, logarithm_within_2_ulp)
{
    double worst = 0;
    for (int i = 1; i < STEPS; i++) {
        const double exponent = -1074 + 2097.0 * i / STEPS;
        worst = fmax(worst, ulps(math_log(exp2(exponent)), log(exp2(exponent))));
        worst = fmax(worst, ulps(math_log(2.0 * i / STEPS), log(2.0 * i / STEPS)));
    }
    cr_expect_leq(worst, 2, "log %g ulp", worst);
}

Test(mathematics, ends_of_exponentials_and_logarithms)
{
    cr_expect_eq(math_exp(0), 1);
    cr_expect_eq(math_exp2(-3), 0.125);
    cr_expect_eq(math_exp(-746), 0);
    cr_expect_eq(math_exp(-INFINITY), 0);
    cr_expect_eq(math_exp(709.79), INFINITY);
    cr_expect_eq(math_exp(INFINITY), INFINITY);
    cr_expect_eq(math_exp2(-1074), 0x1p-1074);
    cr_expect_eq(math_exp2(1024), INFINITY);
    cr_expect_eq(math_log(1), 0);
    cr_expect_eq(math_log(0), -INFINITY);
    cr_expect_eq(math_log(INFINITY), INFINITY);
    cr_expect(isnan(math_log(-1)) && isnan(math_log(NAN)));
    cr_expect(isnan(math_exp(NAN)) && isnan(math_exp2(NAN)));
}

Test(mathematics, powers)
{
    double worst = 0;
    for (int i = 0; i < STEPS; i++) {
        const double x = exp(-20 + 40.0 * (i % 997 + 0.3) / 997), y = -90 + 180.0 * i / STEPS;
        const double exact = pow(x, y);
        if (exact > 1e-300 && exact < 1e300)
            worst = fmax(worst, fabs(math_power(x, y) / exact - 1));
        const double near = 1 + x * 1e-12, high = 1e9 * y, large = pow(near, high);
        if (large > 1e-300 && large < 1e300)
            worst = fmax(worst, fabs(math_power(near, high) / large - 1));
    }
    cr_expect_leq(worst, 1e-14, "power %g", worst);
    static const double base[] = {0, 0x1p-1074, 0.5, 1, 2, 1e308, INFINITY};
    static const double exponent[] = {-INFINITY, -1e305, -2, -1, 0, 1, 3, 1e305, INFINITY};
    for (int i = 0; i < 7; i++)
        for (int j = 0; j < 9; j++)
            cr_expect_leq(ulps(math_power(base[i], exponent[j]), pow(base[i], exponent[j])), 8,
                          "%g to the %g is %g", base[i], exponent[j],
                          math_power(base[i], exponent[j]));
}

Test(mathematics, gamma_functions)
{
    double worst = 0;
    for (double x = 1e-6; x < 1e12; x *= 1.01)
        worst = fmax(worst,
                     fabs(math_log_gamma(x) - gsl_sf_lngamma(x)) / (1 + fabs(gsl_sf_lngamma(x))));
    cr_expect_leq(worst, 1e-14, "log gamma %g", worst);
    cr_expect_eq(math_log_gamma(0), INFINITY);
    for (double a = 0.01; a < 2e3; a *= 3) {
        worst = 0;
        for (double x = a / 20; x < a * 4 + 20; x += a / 20) {
            const double exact = gsl_sf_gamma_inc_P(a, x);
            if (exact > 1e-290)
                worst = fmax(worst, fabs(math_gamma_p(a, x) / exact - 1));
        }
        cr_expect_leq(worst, 1e-11, "gamma P of shape %g: %g", a, worst);
    }
    cr_expect_eq(math_gamma_p(2, 0), 0);
}

Test(mathematics, incomplete_beta)
{
    for (double a = 0.02; a < 1e4; a *= 5)
        for (double b = 0.02; b < 1e4; b *= 5) {
            double worst = 0;
            for (double x = 0.01; x < 1; x += 0.0123) {
                const double exact = gsl_sf_beta_inc(a, b, x);
                if (exact > 1e-290)
                    worst = fmax(worst, fabs(math_beta_i(a, b, x) / exact - 1));
            }
            cr_expect_leq(worst, 2e-11, "beta of shapes %g, %g: %g", a, b, worst);
        }
    cr_expect_eq(math_beta_i(2, 3, 0), 0);
    cr_expect_eq(math_beta_i(2, 3, 1), 1);
}

Test(mathematics, normal_cdf)
{
    double worst = 0;
    for (double z = -37.5; z < 9; z += 0.00371)
        worst = fmax(worst, fabs(math_normal_cdf(z) / (0.5 * erfc(-z / sqrt(2))) - 1) /
                                fmax(1, z * z / 4)); /* erfc's argument is rounded */
    cr_expect_leq(worst, 4e-15, "normal cdf %g", worst);
    cr_expect_eq(math_normal_cdf(-40), 0);
    cr_expect_eq(math_normal_cdf(40), 1);
}

Test(mathematics, normal_cdf_of_lanes)
{
    double z[LANES], u[LANES], upper = 0, lower = 0;
    for (double start = -37; start < 37; start += 0.0123) {
        for (int i = 0; i < LANES; i++)
            z[i] = start + 0.0001 * i;
        math_normal_cdf_lanes(z, u);
        for (int i = 0; i < LANES; i++) {
            upper = fmax(upper, fabs(u[i] - math_normal_cdf(z[i])));
            if (z[i] < 0)
                lower = fmax(lower, fabs(u[i] / math_normal_cdf(z[i]) - 1));
            cr_assert(u[i] > 0 && u[i] < 1, "%g at %g", u[i], z[i]);
        }
    }
    cr_expect_leq(upper, 5e-16);
    cr_expect_leq(lower, 1e-8);
}

Test(mathematics, normal_quantile)
{
    double worst = 0;
    for (int i = 1; i < STEPS; i++)
        worst = fmax(worst, fabs(math_normal_quantile(i / (double)STEPS) -
                                 gsl_cdf_ugaussian_Pinv(i / (double)STEPS)) /
                                fmax(1e-6, fabs(gsl_cdf_ugaussian_Pinv(i / (double)STEPS))));
    for (double u = 0.4; u > 1e-300; u *= 0.97)
        worst = fmax(worst, fabs(math_normal_quantile(u) / gsl_cdf_ugaussian_Pinv(u) - 1));
    cr_expect_leq(worst, 2e-15, "normal quantile %g", worst);
    cr_expect_eq(math_normal_quantile(0.5), 0);
    for (double u = 0x1p-53; u < 0.5; u *= 1.5) { /* 1 - u is exact enough on whole multiples */
        const double whole = floor(ldexp(u, 53)) * 0x1p-53;
        cr_expect_eq(math_normal_quantile(whole), -math_normal_quantile(1 - whole));
    }
}

/* Any double: random bits, so that subnormals, infinities and NaN come up too. */
static double any_double(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    const uint64_t bits = *state ^ *state >> 31;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static void expect_same(const double lanes[LANES], double (*single)(double), const double in[LANES],
                        const char *name)
{
    for (int i = 0; i < LANES; i++) {
        const double expected = single(in[i]);
        const bool same =
            isnan(expected) ? isnan(lanes[i]) : !memcmp(&lanes[i], &expected, sizeof expected);
        cr_assert(same, "%s(%.17g) is %.17g in lanes, %.17g alone", name, in[i], lanes[i],
                  expected);
    }
}

Test(mathematics, lanes_equal_single_values_bit_for_bit)
{
    uint64_t state = 20161122;
    for (int round = 0; round < 4000; round++) {
        double wide[LANES], unit[LANES], out[LANES];
        for (int i = 0; i < LANES; i++) {
            const double any = any_double(&state);
            wide[i] = round % 2 ? any : remainder(any, 800);
            unit[i] = ((double)(state >> 12) + 0.5) * 0x1p-52;
            if (round % 8 == 0)
                unit[i] = ldexp(unit[i], -(int)(state % 60)); /* all lanes in the tails */
        }
        math_exp_lanes(wide, out);
        expect_same(out, math_exp, wide, "exp");
        math_exp2_lanes(wide, out);
        expect_same(out, math_exp2, wide, "exp2");
        math_log_lanes(wide, out);
        expect_same(out, math_log, wide, "log");
        math_normal_quantile_lanes(unit, out);
        expect_same(out, math_normal_quantile, unit, "normal quantile");
        memcpy(out, unit, sizeof out);
        math_normal_quantile_lanes(out, out);
        expect_same(out, math_normal_quantile, unit, "normal quantile in place");
    }
}

/* Away from the exact quantile by its tail, in standard deviations (distances to the mean). */
static double gamma_error(double shape, double z, double x)
{
    const double target = gsl_cdf_ugaussian_Q(fabs(z)), full = shape * x;
    const double tail = z < 0 ? gsl_cdf_gamma_P(full, shape, 1) : gsl_cdf_gamma_Q(full, shape, 1);
    const double pace = gsl_ran_gamma_pdf(full, shape, 1) * shape;
    return fabs(tail - target) / pace / fmax(1 / sqrt(shape), fabs(x - 1));
}

/* Shapes either side of where the method changes, at 100; GSL's own fail beyond some 10,000. */
Test(mathematics, gamma_quantiles_of_any_shape)
{
    static const double shapes[] = {0.05, 0.1, 0.5,  0.9,   1.0, 1.7, 4,
                                    20,   60,  99.9, 100.1, 150, 400, 4e3};
    for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++) {
        double cv[LANES], z[LANES], x[LANES], worst = 0, inverse = 0;
        for (int i = 0; i < LANES; i++) {
            cv[i] = 1 / sqrt(shapes[k]);
            z[i] = -5.5 + 11.0 * i / (LANES - 1);
        }
        math_gamma_quantile_lanes(cv, z, x);
        for (int i = 0; i < LANES; i++) {
            worst = fmax(worst, gamma_error(1 / (cv[i] * cv[i]), z[i], x[i]));
            const double p = gsl_cdf_ugaussian_Q(fabs(z[i]));
            const double gsl = z[i] < 0 ? gsl_cdf_gamma_Pinv(p, shapes[k], 1 / shapes[k])
                                        : gsl_cdf_gamma_Qinv(p, shapes[k], 1 / shapes[k]);
            inverse = fmax(inverse, fabs(x[i] / gsl - 1));
            cr_assert(i == 0 || x[i] > x[i - 1], "shape %g falls at %g", shapes[k], z[i]);
        }
        cr_expect_leq(worst, 1e-10, "shape %g: %g standard deviations", shapes[k], worst);
        cr_expect_leq(inverse, 1e-8, "shape %g: %g of GSL's inverse", shapes[k], inverse);
    }
}

Test(mathematics, gamma_quantiles_of_large_shapes)
{
    int tried = 0;
    for (size_t k = 0; k < sizeof large_shapes / sizeof *large_shapes; k++) {
        if (strcmp(large_shapes[k].name, "gamma") != 0)
            continue;
        const double shape = large_shapes[k].a, exact = large_shapes[k].x / shape;
        double cv[LANES], z[LANES], x[LANES];
        for (int i = 0; i < LANES; i++) {
            cv[i] = 1 / sqrt(shape);
            z[i] = math_normal_quantile(large_shapes[k].u);
        }
        math_gamma_quantile_lanes(cv, z, x);
        cr_expect_float_eq(x[0], exact, 1e-11 * cv[0] + 4e-16, "shape %g: %g standard deviations",
                           shape, (x[0] - exact) / cv[0]);
        tried++;
    }
    cr_expect_eq(tried, 15);
}

Test(mathematics, gamma_quantiles_at_their_limits)
{
    double cv[LANES] = {0}, z[LANES], x[LANES];
    for (int i = 0; i < LANES; i++)
        z[i] = -8.2 + 16.4 * i / (LANES - 1);
    math_gamma_quantile_lanes(cv, z, x);
    for (int i = 0; i < LANES; i++)
        cr_expect_eq(x[i], 1.0, "no spread, no luck");
    for (int i = 0; i < LANES; i++)
        cv[i] = 1e-5;
    math_gamma_quantile_lanes(cv, z, x);
    for (int i = 0; i < LANES; i++) /* hardly skewed: 1 + cv z + cv^2 (z^2 - 1) / 3 */
        cr_expect_float_eq(x[i], 1 + 1e-5 * z[i] + 1e-10 * (z[i] * z[i] - 1) / 3, 1e-13);
    for (int i = 0; i < LANES; i++)
        cv[i] = i % 2 ? 0.03 : 40.0; /* both methods beside each other */
    math_gamma_quantile_lanes(cv, z, x);
    for (int i = 0; i < LANES; i++)
        cr_expect(x[i] >= 0 && x[i] < 1e6 && (i % 2 == 0 || x[i] > 0.7), "%g %g", z[i], x[i]);
}
