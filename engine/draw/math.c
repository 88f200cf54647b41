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

double math_normal_quantile(double u)
{
    const double q = u - 0.5;
    if (q <= MATH_CENTRE && q >= -MATH_CENTRE)
        return math_quantile_centre(q);
    const double r = sqrt(-math_log_normal(q < 0.0 ? u : 1.0 - u));
    const double size = r <= 5.0 ? math_quantile_tail(r - 1.6) : math_quantile_far(r - 5.0);
    return q < 0.0 ? -size : size;
}

#define TAIL_GROUP                                                                                 \
    16 /* more than a block's tails almost always; hides the latency of the formula */

/* The quantiles of u outside the centre. */
static inline void quantile_tails(const double u[TAIL_GROUP], double z[TAIL_GROUP])
{
    double r[TAIL_GROUP];
    int far = 0;
#pragma omp simd reduction(| : far)
    for (int k = 0; k < TAIL_GROUP; k++) {
        r[k] = sqrt(-math_log_normal(u[k] < 0.5 ? u[k] : 1.0 - u[k]));
        const double size = math_quantile_tail(r[k] - 1.6);
        z[k] = u[k] < 0.5 ? -size : size;
        far |= r[k] > 5.0;
    }
    if (__builtin_expect(far, 0)) /* one draw in 30 thousand million */
        for (int k = 0; k < TAIL_GROUP; k++)
            z[k] = r[k] > 5.0 ? copysign(math_quantile_far(r[k] - 5.0), u[k] - 0.5) : z[k];
}

/* All lanes through the centre's formula; then the lanes outside it, about one in seven, packed
 * together through the tail's. */
KERNEL void math_normal_quantile_lanes(const double u[LANES], double z[LANES])
{
    double tail[LANES + TAIL_GROUP], size[LANES + TAIL_GROUP];
    uint64_t outside = 0;
#pragma omp simd reduction(| : outside)
    for (int i = 0; i < LANES; i++) {
        const double q = u[i] - 0.5;
        outside |= (q <= MATH_CENTRE && q >= -MATH_CENTRE) ? 0 : (uint64_t)1 << i;
    }
    int count = 0;
    for (uint64_t left = outside; left; left &= left - 1)
        tail[count++] = u[__builtin_ctzll(left)];
    FOR_LANES(i) z[i] = math_quantile_centre(u[i] - 0.5);
    for (int start = 0; start < count; start += TAIL_GROUP) {
        for (int k = count; k < start + TAIL_GROUP; k++)
            tail[k] = 0.05;
        quantile_tails(tail + start, size + start);
    }
    const double *from = size;
    for (uint64_t left = outside; left; left &= left - 1)
        z[__builtin_ctzll(left)] = *from++;
}

KERNEL void math_normal_cdf_lanes(const double z[LANES], double u[LANES])
{
    FOR_LANES(i)
    {
        const double size = fabs(z[i]);
        const double near = math_normal_tail_inline(size), far = math_normal_far_inline(size);
        double tail = size <= MATH_TAIL_END ? near : far;
        tail = tail < 0x1p-1000 ? 0x1p-1000 : tail;
        const double upper = 1.0 - (tail < 0x1p-53 ? 0x1p-53 : tail);
        u[i] = z[i] < 0.0 ? tail : upper;
    }
}
