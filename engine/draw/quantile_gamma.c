/* The gamma distribution of mean 1, by its coefficient of variation, as a function of the normal
 * quantile z of u: lanes of different shapes need no table each.
 *
 * With shape k = 1 / cv^2 and eta = z / sqrt(k) = z cv, the quantile x / k is
 * L0(eta) + cv^2 L1(eta) + cv^4 L2(eta) + ...: the Cornish-Fisher expansion, summed over all powers
 * of eta at each power of 1 / k. L0 solves L0 - 1 - ln L0 = eta^2 / 2, the others follow by
 * comparing powers of 1 / k in ln x' = ln x + ln Gamma*(k) + k (x - 1 - ln x - eta^2 / 2), x' = dx
 * / d eta, where Gamma* is Stirling's remainder. All are power series of radius 2 sqrt(pi) (Temme,
 * Uniform asymptotic expansions of the incomplete gamma functions, 1979, has the same in erfc). */
#include "draw/math.h"

#include "draw/math_inline.h"
#include "draw/special.h"

#define ORDERS 5
#define MOST_TERMS 22
#define EXPANDED 0.1 /* cv up to which the expansion is exact to 2e-12 standard deviations */
#define ROUNDS 200
#define STEP 0.5 /* of ln x: no tail can vanish within one */

static const int terms[ORDERS] = {22, 18, 14, 10, 6};
static const double coefficient[ORDERS][MOST_TERMS] = {
    {1.0,
     1.0,
     0.3333333333333333,
     0.027777777777777776,
     -0.003703703703703704,
     0.0002314814814814815,
     5.878894767783657e-05,
     -2.553644914756026e-05,
     4.899078973153047e-06,
     -2.428276122977769e-07,
     -1.85406221071516e-07,
     7.542464855411896e-08,
     -1.47216272806884e-08,
     5.159887341078076e-10,
     7.32986413160022e-10,
     -2.921357345635569e-10,
     5.717312238897994e-11,
     -1.5008349408791911e-12,
     -3.239317851416903e-12,
     1.2822077905614429e-12,
     -2.513834640057088e-13,
     5.2401866818838735e-15},
    {-0.3333333333333333, -0.19444444444444445, -0.008641975308641974, 0.006584362139917695,
     -0.0011904761904761906, -2.9619014958521132e-05, 8.37198162301043e-05, -2.5886869379667732e-05,
     3.1606390583680632e-06, 7.141944463516492e-07, -4.862830116312092e-07, 1.2597739160689628e-07,
     -1.0727261975015052e-08, -5.3823156694394545e-09, 2.8318979540274848e-09,
     -6.665556111231443e-10, 3.910904301146646e-11, 3.574321056092103e-11},
    {0.019753086419753086, -0.011136831275720165, -0.004521849892220263, 0.0019699536764865985,
     -0.0001726108824874257, -0.00012957468509809046, 6.401354139884852e-05,
     -1.2067700029214249e-05, -1.2910952342610796e-06, 1.6169950999454123e-06,
     -5.215193450492114e-07, 6.134899589490101e-08, 2.2228338885458432e-08,
     -1.4366423633156926e-08},
    {0.007211444248481286, 0.0019713145317569185, -0.0019049977863420935, 0.0003315300488940178,
     0.00015464459476106582, -0.00010892212692274078, 2.584903934438905e-05, 2.3373997567293168e-06,
     -4.03057610274527e-06, 1.4596007989857974e-06},
    {0.0006526298981717363, 0.0017720095753556973, -0.0003422181639308517, -0.00021062606246895457,
     0.00015965487056649542, -3.8088777470510184e-05},
};

KERNEL static void expand(const double cv[LANES], const double z[LANES], double x[LANES])
{
    double eta[LANES], order[LANES];
    FOR_LANES(i)
    {
        eta[i] = cv[i] < EXPANDED ? cv[i] * z[i] : EXPANDED * z[i];
        x[i] = 0.0;
    }
    for (int j = ORDERS - 1; j >= 0; j--) {
        const double *const c = coefficient[j];
        FOR_LANES(i) order[i] = c[terms[j] - 1];
        for (int n = terms[j] - 2; n >= 0; n--) {
            FOR_LANES(i) order[i] = order[i] * eta[i] + c[n];
        }
        FOR_LANES(i) x[i] = x[i] * (cv[i] * cv[i]) + order[i];
    }
}

/* A t = ln x left of the quantile, or near it. P(x) <= x^shape / Gamma(shape + 1); Wilson and
 * Hilferty's cube where it is of use. */
static double first_guess(double shape, double z, double below)
{
    const double root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * sqrt(shape));
    if (shape >= 1.0 && root > 0.3)
        return math_log(shape * root * root * root);
    return (math_log(below) + math_log_gamma(shape + 1.0)) / shape;
}

/* Newton's method on the logarithm of the smaller tail, which is concave in t = ln x. */
static double solve(double cv, double z)
{
    const double shape = 1.0 / (cv * cv);
    const double tail = special_normal_tail(z < 0.0 ? -z : z), target = math_log(tail);
    double t = first_guess(shape, z, z < 0.0 ? tail : 1.0 - tail);
    for (int i = 0; i < ROUNDS; i++) {
        const struct tails tails = special_gamma(shape, t);
        const double now = z < 0.0 ? tails.lower : tails.upper;
        const double excess = math_log(now) - target;
        double step = (z < 0.0 ? -excess : excess) * (now / tails.density);
        step = step < STEP ? step : STEP;
        t += step > -STEP ? step : -STEP;
        if (!(excess > 1e-8 || excess < -1e-8))
            break;
    }
    return math_exp(t) / shape;
}

void math_gamma_quantile_lanes(const double cv[LANES], const double z[LANES], double x[LANES])
{
    double expanded[LANES];
    expand(cv, z, expanded);
    for (int i = 0; i < LANES; i++)
        x[i] = cv[i] <= EXPANDED ? expanded[i] : solve(cv[i], z[i]);
}
