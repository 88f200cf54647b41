#include "draw/special.h"

#include "draw/math.h"
#include "draw/math_inline.h"

#include <assert.h>

#define TWO_PI 6.283185307179586477
#define HALF_LOG_TWO_PI 0.918938533204672741780
#define STIRLING_FROM 10.0
#define TERMS 10000000 /* far beyond what the admitted parameters need; ends a NaN's loop */
#define SETTLED 1e-17

/* ln(1 + m) - m without cancellation. With s = m / (2 + m), ln(1 + m) = 2 atanh(s) and
 * 2 s - m = -s m. */
static double log1p_less(double m)
{
    if (m < -0.4 || m > 0.6)
        return math_log(1.0 + m) - m;
    const double s = m / (2.0 + m), z = s * s;
    double sum = 0, power = s * z;
    for (int k = 3; k < 60; k += 2) {
        const double term = 2.0 * power / k;
        sum += term;
        if (term < SETTLED * sum && term > -SETTLED * sum)
            break;
        power *= z;
    }
    return sum - s * m;
}

double special_log1p(double x)
{
    return x < -0.4 || x > 0.6 ? math_log(1.0 + x) : x + log1p_less(x);
}

double special_expm1(double x)
{
    if (x < -0.5 || x > 0.5)
        return math_exp(x) - 1.0;
    double sum = 0, term = 1;
    for (int k = 1; k < 20; k++) {
        term *= x / k;
        sum += term;
    }
    return sum;
}

double special_normal_density(double z)
{
    const double coarse = (double)(int)(z * 16.0) / 16.0;
    const double size = z > 40.0 || z < -40.0 ? 0.0
                                              : math_exp(-0.5 * coarse * coarse) *
                                                    math_exp(-0.5 * (z - coarse) * (z + coarse));
    return size * 0.398942280401432677940;
}

/* Near 0 the series Phi(z) - 1/2 = phi(z) (z + z^3/3 + z^5/15 + ...); beyond, the continued
 * fraction of Mills' ratio 1/(z + 1/(z + 2/(z + ...))), from its end. */
double special_normal_tail(double z)
{
    if (z < 1.0) {
        if (z < -1.0)
            return 1.0 - special_normal_tail(-z);
        double sum = 0, term = z;
        for (int k = 1; k < 80; k++) {
            sum += term;
            term *= z * z / (2 * k + 1);
        }
        return 0.5 - special_normal_density(z) * sum;
    }
    if (z > 39.0)
        return 0.0;
    double fraction = z;
    for (int k = 20 + (int)(400.0 / (z * z)); k > 0; k--)
        fraction = z + k / fraction;
    return special_normal_density(z) / fraction;
}

double math_normal_cdf(double x)
{
    return special_normal_tail(-x);
}

/* ln Gamma(x) less (x - 1/2) ln x - x + ln(2 pi)/2, x >= 10: terms B_2k / (2k (2k-1) x^(2k-1)). */
static double stirling_rest(double x)
{
    const double z = 1.0 / (x * x);
    double p = -3617.0 / 122400.0;
    p = p * z + 1.0 / 156.0;
    p = p * z - 691.0 / 360360.0;
    p = p * z + 1.0 / 1188.0;
    p = p * z - 1.0 / 1680.0;
    p = p * z + 1.0 / 1260.0;
    p = p * z - 1.0 / 360.0;
    p = p * z + 1.0 / 12.0;
    return p / x;
}

double math_log_gamma(double x)
{
    if (!(x > 0.0))
        return x == 0.0 ? INFINITY : NAN;
    double product = 1;
    while (x < STIRLING_FROM) {
        product *= x;
        x += 1.0;
    }
    return (x - 0.5) * math_log(x) - x + HALF_LOG_TWO_PI + stirling_rest(x) - math_log(product);
}

/* x^a e^-x / Gamma(a), the density of ln x. From 10 on in terms of the distance to the mean, since
 * the large parts of the logarithm cancel there (Loader 2000, saddle-point expansion). */
static double gamma_density(double a, double t, double x)
{
    if (a < STIRLING_FROM)
        return math_exp(a * t - x - math_log_gamma(a));
    return sqrt(a / TWO_PI) * math_exp(a * log1p_less((x - a) / a) - stirling_rest(a));
}

/* Numerical Recipes' form of Lentz's method for Gamma(a, x) x^-a e^x. */
static double gamma_fraction(double a, double x)
{
    double b = x + 1.0 - a, c = 1e300, d = 1.0 / b, h = d;
    for (int i = 1; i < TERMS; i++) {
        const double step = -i * (i - a);
        b += 2.0;
        d = 1.0 / (step * d + b);
        c = b + step / c;
        const double factor = d * c;
        h *= factor;
        if (factor - 1.0 < 2e-16 && factor - 1.0 > -2e-16)
            break;
    }
    return h;
}

struct tails special_gamma(double shape, double t)
{
    const double x = math_exp(t);
    struct tails tails = {.density = gamma_density(shape, t, x)};
    if (x < shape + 1.0) {
        double sum = 1.0 / shape, term = sum;
        for (int n = 1; n < TERMS && term > SETTLED * sum; n++) {
            term *= x / (shape + n);
            sum += term;
        }
        tails.lower = tails.density * sum;
        tails.upper = 1.0 - tails.lower;
    } else {
        tails.upper = tails.density > 0.0 ? tails.density * gamma_fraction(shape, x) : 0.0;
        tails.lower = 1.0 - tails.upper;
    }
    return tails;
}

double math_gamma_p(double a, double x)
{
    return x > 0.0 ? special_gamma(a, math_log(x)).lower : 0.0;
}

/* -ln B(a, b), a <= b, each without the cancellation of large ln Gamma. */
static double minus_log_beta(double a, double b)
{
    if (b < STIRLING_FROM)
        return math_log_gamma(a + b) - math_log_gamma(a) - math_log_gamma(b);
    const double large = (b - 0.5) * special_log1p(a / b) + a * math_log(a + b) - a +
                         stirling_rest(a + b) - stirling_rest(b);
    return large - math_log_gamma(a);
}

/* x^a y^b / B(a, b) with y = 1 - x, the density of ln(x / y). */
static double beta_density(double a, double b, double t, double x)
{
    if (a < STIRLING_FROM || b < STIRLING_FROM) {
        const double smaller = t < 0.0 ? t : -t; /* ln of x or y, less log1p of its exponential */
        const double rest = special_log1p(math_exp(smaller));
        const double log_x = (t < 0.0 ? t : 0.0) - rest, log_y = (t < 0.0 ? 0.0 : -t) - rest;
        const double scale = a < b ? minus_log_beta(a, b) : minus_log_beta(b, a);
        return math_exp(a * log_x + b * log_y + scale);
    }
    const double n = a + b, distance = x - a / n;
    const double exponent = a * log1p_less(distance * n / a) + b * log1p_less(-distance * n / b);
    const double rest = stirling_rest(n) - stirling_rest(a) - stirling_rest(b);
    return sqrt(a / n * b / TWO_PI) * math_exp(exponent + rest);
}

/* The continued fraction of I_x(a, b) (DLMF 8.17.22) by Lentz's method; x < (a + 1) / (a + b + 2).
 */
static double beta_fraction(double a, double b, double x)
{
    double c = 1.0, d = 1.0 / (1.0 - (a + b) * x / (a + 1.0)), h = d;
    for (int m = 1; m < TERMS; m++) {
        const double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / (1.0 + even * d);
        c = 1.0 + even / c;
        h *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / (1.0 + odd * d);
        c = 1.0 + odd / c;
        h *= d * c;
        if (d * c - 1.0 < 2e-16 && d * c - 1.0 > -2e-16)
            break;
    }
    return h;
}

struct tails special_beta(double alpha, double beta, double t)
{
    const double x = 1.0 / (1.0 + math_exp(-t)), y = 1.0 / (1.0 + math_exp(t));
    struct tails tails = {.density = beta_density(alpha, beta, t, x)};
    if (!(tails.density > 0.0)) {
        tails.lower = x * (alpha + beta) > alpha;
        tails.upper = 1.0 - tails.lower;
    } else if (x < (alpha + 1.0) / (alpha + beta + 2.0)) {
        tails.lower = tails.density / alpha * beta_fraction(alpha, beta, x);
        tails.upper = 1.0 - tails.lower;
    } else {
        tails.upper = tails.density / beta * beta_fraction(beta, alpha, y);
        tails.lower = 1.0 - tails.upper;
    }
    return tails;
}

double math_beta_i(double a, double b, double x)
{
    if (!(x > 0.0))
        return 0.0;
    return x < 1.0 ? special_beta(a, b, math_log(x / (1.0 - x))).lower : 1.0;
}
