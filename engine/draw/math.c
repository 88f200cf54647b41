#include "draw/math.h"

#include "draw/math_inline.h"

double math_exp(double x)
{
    return math_exp_inline(x);
}

double math_exp2(double x)
{
    return math_exp2_inline(x);
}

double math_log(double x)
{
    return math_log_inline(x);
}

/* A sum kept as two doubles. */
struct pair {
    double high, low;
};

/* a b exactly, by Dekker's splitting; |a|, |b| below 2^990. */
static struct pair multiply(double a, double b)
{
    const double scaled_a = a * 134217729.0, scaled_b = b * 134217729.0;
    const double a1 = scaled_a - (scaled_a - a), b1 = scaled_b - (scaled_b - b);
    const double a2 = a - a1, b2 = b - b1;
    const double high = a * b;
    return (struct pair){high, ((a1 * b1 - high) + a1 * b2 + a2 * b1) + a2 * b2};
}

/* a + b exactly (Knuth). */
static struct pair add(double a, double b)
{
    const double high = a + b;
    const double rounded = high - a;
    return (struct pair){high, (a - (high - rounded)) + (b - rounded)};
}

/* ln x to about 1e-18 of itself, for powers. */
static struct pair log_pair(double x)
{
    double n, f, lift = 0;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        lift = 54;
    }
    math_split(x, &n, &f);
    n -= lift;
    const struct pair sum = add(2.0, f);
    const double s = f / sum.high;
    const struct pair back = multiply(s, sum.high);
    const double rest = ((f - back.high) - back.low - s * sum.low) / sum.high;
    const struct pair whole = add(n * MATH_LN2_HIGH, 2.0 * s);
    const double low = whole.low + (n * MATH_LN2_LOW + (2.0 * rest + s * math_atanh_rest(s * s)));
    return add(whole.high, low);
}

double math_power(double x, double y)
{
    if (y == 0.0 || x == 1.0)
        return 1.0;
    if (x == 0.0 || x == INFINITY)
        return (x == 0.0) == (y > 0.0) ? 0.0 : INFINITY;
    if (!(x > 0.0) || y != y)
        return NAN;
    if (y > 1e300 || y < -1e300)
        return (x > 1.0) == (y > 0.0) ? INFINITY : 0.0;
    const struct pair log = log_pair(x);
    const struct pair product = multiply(log.high, y);
    if (!(product.high > -746.0 && product.high < 710.0))
        return product.high > 0.0 ? INFINITY : 0.0;
    const double power = math_exp_inline(product.high);
    return power + power * (product.low + log.low * y);
}

KERNEL void math_exp_lanes(const double in[LANES], double out[LANES])
{
    FOR_LANES(i) out[i] = math_exp_inline(in[i]);
}

KERNEL void math_exp2_lanes(const double in[LANES], double out[LANES])
{
    FOR_LANES(i) out[i] = math_exp2_inline(in[i]);
}

KERNEL void math_log_lanes(const double in[LANES], double out[LANES])
{
    FOR_LANES(i) out[i] = math_log_inline(in[i]);
}

static inline double quantile_outside(double p)
{
    const double r = sqrt(-math_log_normal(p));
    return r <= 5.0 ? math_quantile_tail(r - 1.6) : math_quantile_far(r - 5.0);
}

double math_normal_quantile(double u)
{
    const double q = u - 0.5;
    if (q <= MATH_CENTRE && q >= -MATH_CENTRE)
        return math_quantile_centre(q);
    const double size = quantile_outside(q < 0.0 ? u : 1.0 - u);
    return q < 0.0 ? -size : size;
}

/* All lanes through the centre's formula; then the lanes outside it, about one in seven, packed
 * together and eight at a time through the tail's. */
KERNEL void math_normal_quantile_lanes(const double u[LANES], double z[LANES])
{
    enum { GROUP = 8 };
    double q[LANES], p[LANES];
    double tail[LANES + GROUP];
    int lane[LANES + GROUP];
    FOR_LANES(i)
    {
        q[i] = u[i] - 0.5;
        p[i] = q[i] < 0.0 ? u[i] : 1.0 - u[i];
    }
    int outside = 0;
    for (int i = 0; i < LANES; i++) {
        lane[outside] = i;
        outside += !(p[i] >= 0.5 - MATH_CENTRE);
    }
    for (int k = 0; k < outside; k++)
        tail[k] = p[lane[k]];
    for (int k = outside; k < outside + GROUP; k++)
        tail[k] = 0.05;
    FOR_LANES(i) z[i] = math_quantile_centre(q[i]);
    for (int start = 0; start < outside; start += GROUP) {
        double *const group = tail + start;
        double r[GROUP], size[GROUP];
#pragma omp simd
        for (int k = 0; k < GROUP; k++) {
            r[k] = sqrt(-math_log_normal(group[k]));
            size[k] = math_quantile_tail(r[k] - 1.6);
        }
        for (int k = 0; k < GROUP && start + k < outside; k++) {
            const int i = lane[start + k];
            const double far = r[k] <= 5.0 ? size[k] : math_quantile_far(r[k] - 5.0);
            z[i] = q[i] < 0.0 ? -far : far;
        }
    }
}
