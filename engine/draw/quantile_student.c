/* Nodes of Student's t. By symmetry only the size of x counts, and x^2 / (degrees + x^2) has the
 * beta distribution with shapes 1/2 and degrees / 2. */
#include "draw/quantile_table.h"

#include "draw/math.h"
#include "draw/special.h"

#include <math.h>

#define LARGE 1e5  /* degrees from which the expansion below is exact to the aim */
#define CENTRE 0.5 /* |z| within which nodes nearby are no guide, since t is -infinity at 0 */
#define ROUNDS 200

/* Abramowitz and Stegun 26.7.5: z + (z^3 + z) / 4n + (5 z^5 + 16 z^3 + 3 z) / 96 n^2. */
static struct quantile_node large_node(double degrees, double z)
{
    const double r = 1.0 / degrees, w = z * z;
    const double first = 0.25 * (w + 1.0), second = ((5.0 * w + 16.0) * w + 3.0) / 96.0;
    const double first_slope = 0.25 * (3.0 * w + 1.0);
    const double second_slope = ((25.0 * w + 48.0) * w + 3.0) / 96.0;
    return (struct quantile_node){.value = z * (1.0 + r * (first + r * second)),
                                  .slope = 1.0 + r * (first_slope + r * second_slope)};
}

/* The density at 0: Gamma((n + 1) / 2) / (sqrt(pi n) Gamma(n / 2)). */
static double density_at_zero(double degrees)
{
    const double ratio = math_log_gamma(0.5 * degrees + 0.5) - math_log_gamma(0.5 * degrees);
    return math_exp(ratio) / sqrt(3.14159265358979323846 * degrees);
}

/* The t = ln(x^2 / degrees) at which |x| is exceeded with the probability that |z| is, by Newton's
 * method on the logarithm of the smaller tail, which is concave in t. */
static double solve(double degrees, double size, double t)
{
    const double upper = 2.0 * special_normal_tail(size);
    const bool below = upper > 0.5;
    const double target = math_log(below ? 1.0 - upper : upper);
    for (int i = 0; i < ROUNDS; i++) {
        const struct tails tails = special_beta(0.5, 0.5 * degrees, t);
        const double tail = below ? tails.lower : tails.upper;
        const double excess = math_log(tail) - target;
        t += (below ? -excess : excess) * (tail / tails.density);
        if (!(excess > 1e-7 || excess < -1e-7))
            break;
    }
    return t;
}

struct quantile_node quantile_student_node(double degrees, double z, double guess)
{
    if (degrees >= LARGE)
        return large_node(degrees, z);
    if (z == 0.0)
        return (struct quantile_node){
            .t = -INFINITY, .slope = special_normal_density(0.0) / density_at_zero(degrees)};
    const double size = z < 0.0 ? -z : z;
    const double t = solve(degrees, size, size > CENTRE ? guess : math_log(size * size / degrees));
    const double density = special_beta(0.5, 0.5 * degrees, t).density;
    const double x = sqrt(degrees) * math_exp(0.5 * t);
    const double pace = 2.0 * special_normal_density(size) / density;
    return (struct quantile_node){
        .t = t, .pace = z < 0.0 ? -pace : pace, .value = z < 0.0 ? -x : x, .slope = 0.5 * x * pace};
}
