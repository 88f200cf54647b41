/* Bodies of the mathematics, inlined into loops over lanes so that they vectorise there.
 *
 * Branch-free: every choice is a select between values both of which are computed. Only IEEE
 * operations that are correctly rounded everywhere are used, hence the bits depend on no processor
 * and no library. Rounding to nearest is assumed.
 */
#ifndef ACSIM_DRAW_MATH_INLINE_H
#define ACSIM_DRAW_MATH_INLINE_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define MATH_ROUNDER 0x1.8p52 /* adding and taking it away again rounds to an integer */
#define MATH_LOG2_E 0x1.71547652b82fep0
#define MATH_LN2_HIGH 0x1.62e42fefa3800p-1 /* 42 bits: exact times an exponent */
#define MATH_LN2_LOW 0x1.ef35793c76730p-45
#define MATH_LN2 0x1.62e42fefa39efp-1

static inline uint64_t math_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double math_from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 2^n for a whole n in -1022 to 1023. */
static inline double math_two_to(double n)
{
    return math_from_bits((math_bits(n + MATH_ROUNDER) + 1023) << 52);
}

/* e^r 2^n for |r| <= 0.35: Taylor to r^13, remainder below 4e-18. Scales in two steps, so that
 * subnormal results are rounded once. */
static inline double math_exp_scaled(double r, double n)
{
    double p = 1.0 / 6227020800.0;
    p = p * r + 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    p = 1.0 + (r + (r * r) * p);
    const double half = (0.5 * n + MATH_ROUNDER) - MATH_ROUNDER;
    return p * math_two_to(half) * math_two_to(n - half);
}

static inline double math_exp_inline(double x)
{
    x = x < -746.0 ? -746.0 : x;
    x = x > 710.0 ? 710.0 : x;
    const double n = (x * MATH_LOG2_E + MATH_ROUNDER) - MATH_ROUNDER;
    return math_exp_scaled((x - n * MATH_LN2_HIGH) - n * MATH_LN2_LOW, n);
}

static inline double math_exp2_inline(double x)
{
    x = x < -1076.0 ? -1076.0 : x;
    x = x > 1025.0 ? 1025.0 : x;
    const double n = (x + MATH_ROUNDER) - MATH_ROUNDER;
    return math_exp_scaled((x - n) * MATH_LN2, n);
}

/* x = 2^exponent (1 + fraction), 1 + fraction in [sqrt(1/2), sqrt(2)); x positive and normal. */
static inline void math_split(double x, double *exponent, double *fraction)
{
    const uint64_t low = 0x3fe6a09e667f3bcdu; /* sqrt(1/2) */
    const uint64_t shifted = math_bits(x) + (0x3ff0000000000000u - low);
    const uint64_t magnitude = shifted >> 52;
    *exponent = math_from_bits(magnitude | 0x4330000000000000u) - (0x1p52 + 1023.0);
    *fraction = math_from_bits((shifted & 0x000fffffffffffffu) + low) - 1.0;
}

/* (2 atanh(s) - 2 s) / s as a series in z = s^2 <= 0.0295; the remainder is below 3e-17 of 2 s. */
static inline double math_atanh_rest(double z)
{
    double p = 2.0 / 19.0;
    p = p * z + 2.0 / 17.0;
    p = p * z + 2.0 / 15.0;
    p = p * z + 2.0 / 13.0;
    p = p * z + 2.0 / 11.0;
    p = p * z + 2.0 / 9.0;
    p = p * z + 2.0 / 7.0;
    p = p * z + 2.0 / 5.0;
    p = p * z + 2.0 / 3.0;
    return p * z;
}

/* ln x of a positive normal x: ln(1 + f) = f - f^2/2 + s (f^2/2 + rest), s = f / (2 + f). */
static inline double math_log_normal(double x)
{
    double n, f;
    math_split(x, &n, &f);
    const double s = f / (2.0 + f);
    const double square = 0.5 * f * f;
    const double rest = s * (square + math_atanh_rest(s * s)) + n * MATH_LN2_LOW;
    return n * MATH_LN2_HIGH - ((square - rest) - f);
}

static inline double math_log_inline(double x)
{
    const int tiny = x < 0x1p-1022;
    double y = math_log_normal(tiny ? x * 0x1p54 : x);
    y = tiny ? y - 54.0 * MATH_LN2 : y;
    y = x == 0.0 ? -INFINITY : y;
    y = x == INFINITY ? INFINITY : y;
    return x >= 0.0 ? y : NAN;
}

/* Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988) 477-484: |u - 1/2| <= 0.425. */
#define MATH_CENTRE 0.425
static inline double math_quantile_centre(double q)
{
    const double r = MATH_CENTRE * MATH_CENTRE - q * q;
    double a = 2.5090809287301226727e+3;
    a = a * r + 3.3430575583588128105e+4;
    a = a * r + 6.7265770927008700853e+4;
    a = a * r + 4.5921953931549871457e+4;
    a = a * r + 1.3731693765509461125e+4;
    a = a * r + 1.9715909503065514427e+3;
    a = a * r + 1.3314166789178437745e+2;
    a = a * r + 3.3871328727963666080e0;
    double b = 5.2264952788528545610e+3;
    b = b * r + 2.8729085735721942674e+4;
    b = b * r + 3.9307895800092710610e+4;
    b = b * r + 2.1213794301586595867e+4;
    b = b * r + 5.3941960214247511077e+3;
    b = b * r + 6.8718700749205790830e+2;
    b = b * r + 4.2313330701600911252e+1;
    b = b * r + 1.0;
    return q * a / b;
}

/* r = sqrt(-ln p) - 1.6 in 0 to 3.4, p the smaller tail: the size of the quantile. */
static inline double math_quantile_tail(double r)
{
    double c = 7.74545014278341407640e-4;
    c = c * r + 2.27238449892691845833e-2;
    c = c * r + 2.41780725177450611770e-1;
    c = c * r + 1.27045825245236838258e0;
    c = c * r + 3.64784832476320460504e0;
    c = c * r + 5.76949722146069140550e0;
    c = c * r + 4.63033784615654529590e0;
    c = c * r + 1.42343711074968357734e0;
    double d = 1.05075007164441684324e-9;
    d = d * r + 5.47593808499534494600e-4;
    d = d * r + 1.51986665636164571966e-2;
    d = d * r + 1.48103976427480074590e-1;
    d = d * r + 6.89767334985100004550e-1;
    d = d * r + 1.67638483018380384940e0;
    d = d * r + 2.05319162663775882187e0;
    d = d * r + 1.0;
    return c / d;
}

/* The same beyond, r = sqrt(-ln p) - 5. */
static inline double math_quantile_far(double r)
{
    double e = 2.01033439929228813265e-7;
    e = e * r + 2.71155556874348757815e-5;
    e = e * r + 1.24266094738807843860e-3;
    e = e * r + 2.65321895265761230930e-2;
    e = e * r + 2.96560571828504891230e-1;
    e = e * r + 1.78482653991729133580e0;
    e = e * r + 5.46378491116411436990e0;
    e = e * r + 6.65790464350110377720e0;
    double f = 2.04426310338993978564e-15;
    f = f * r + 1.42151175831644588870e-7;
    f = f * r + 1.84631831751005468180e-5;
    f = f * r + 7.86869131145613259100e-4;
    f = f * r + 1.48753612908506148525e-2;
    f = f * r + 1.36929880922735805310e-1;
    f = f * r + 5.99832206555887937690e-1;
    f = f * r + 1.0;
    return e / f;
}

/* Hart and others, Computer Approximations (1968), 5666, as printed by West (2005), Better
 * approximations to cumulative normal functions: P(Z > z) for 0 <= z <= MATH_TAIL_END. */
#define MATH_TAIL_END 7.07106781186547
static inline double math_normal_tail_inline(double z)
{
    double a = 3.52624965998911e-2;
    a = a * z + 0.700383064443688;
    a = a * z + 6.37396220353165;
    a = a * z + 33.912866078383;
    a = a * z + 112.079291497871;
    a = a * z + 221.213596169931;
    a = a * z + 220.206867912376;
    double b = 8.83883476483184e-2;
    b = b * z + 1.75566716318264;
    b = b * z + 16.064177579207;
    b = b * z + 86.7807322029461;
    b = b * z + 296.564248779674;
    b = b * z + 637.333633378831;
    b = b * z + 793.826512519948;
    b = b * z + 440.413735824752;
    return math_exp_inline(-0.5 * z * z) * a / b;
}

/* The same beyond: its continued fraction, over sqrt(2 pi). */
static inline double math_normal_far_inline(double z)
{
    const double fraction = z + 1.0 / (z + 2.0 / (z + 3.0 / (z + 4.0 / (z + 0.65))));
    return math_exp_inline(-0.5 * z * z) / fraction / 2.50662827463100050;
}

#endif
