/* Latin hypercubes and scrambled Sobol points: each stratum once, nets that stay nets, replicates.
 */
#include "draw/sample.h"

#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

Test(sample, replicates)
{
    cr_expect_eq(sample_replicates(SAMPLING_RANDOM, 100000), 1);
    cr_expect_eq(sample_replicates(SAMPLING_SOBOL, 100000), 16);
    cr_expect_eq(sample_replicates(SAMPLING_SOBOL, 1024), 16);
    cr_expect_eq(sample_replicates(SAMPLING_SOBOL, 1023), 15);
    cr_expect_eq(sample_replicates(SAMPLING_SOBOL, 10), 2);
    cr_expect_eq(sample_replicates(SAMPLING_SOBOL, 3), 1);
    for (uint64_t trials = 1; trials < 3000; trials += 7) {
        const int count = sample_replicates(SAMPLING_LATIN_HYPERCUBE, trials);
        uint64_t least = trials, most = 0;
        cr_assert_eq(sample_first(trials, count, 0), 0);
        cr_assert_eq(sample_first(trials, count, count), trials);
        for (int r = 0; r < count; r++) {
            const uint64_t first = sample_first(trials, count, r);
            const uint64_t size = sample_first(trials, count, r + 1) - first;
            cr_assert(first % 2 == 0 && size > 0);
            least = size < least ? size : least;
            most = size > most ? size : most;
            const struct sample at = sample_at(SAMPLING_SOBOL, 1, trials, first + size - 1);
            cr_assert(at.replicate == r && at.index == size - 1 && at.trials == size);
        }
        cr_assert(most - least <= 3, "%lu trials: %lu to %lu", trials, least, most);
    }
}

Test(sample, permutations)
{
    char seen[1000];
    for (uint32_t n = 1; n <= 1000; n += n < 70 ? 1 : 93) {
        memset(seen, 0, sizeof seen);
        for (uint32_t i = 0; i < n; i++) {
            const uint32_t to = sample_permute(i, n, 12345 + n);
            cr_assert(to < n && !seen[to], "%u of %u", i, n);
            seen[to] = 1;
        }
    }
}

/* Where two neighbours go together, over many keys: each of the n (n - 1) pairs as often. */
Test(sample, permutations_are_even)
{
    enum { MOST = 40 };
    for (uint32_t n = 3; n <= MOST; n = n * 2 + 1) {
        static double count[MOST][MOST];
        memset(count, 0, sizeof count);
        const double pairs = n * (n - 1), keys = 400 * pairs;
        for (uint64_t key = 0; (double)key < keys; key++)
            count[sample_permute(1, n, key)][sample_permute(2, n, key)]++;
        double chi_square = 0;
        for (uint32_t a = 0; a < n; a++)
            for (uint32_t b = 0; b < n; b++)
                chi_square += a == b ? 0 : (count[a][b] - 400) * (count[a][b] - 400) / 400;
        cr_expect_lt(chi_square, gsl_cdf_chisq_Qinv(1e-5, pairs - 1), "%u: %g", n, chi_square);
    }
}

/* All u of a run, block by block as it is run. */
static double *draw(enum sampling sampling, uint64_t trials, uint64_t hash, int dimension)
{
    double *u = malloc((trials + LANES) * sizeof *u);
    const int replicates = sample_replicates(sampling, trials);
    for (int r = 0; r < replicates; r++) {
        const uint64_t end = sample_first(trials, replicates, r + 1);
        for (uint64_t first = sample_first(trials, replicates, r); first < end; first += LANES) {
            double block[LANES];
            const struct sample at = sample_at(sampling, 20170331, trials, first);
            sample_uniform(&at, hash, dimension, block);
            const uint64_t count = end - first < LANES ? end - first : LANES;
            memcpy(u + first, block, count * sizeof *u);
        }
    }
    return u;
}

Test(sample, latin_hypercube_has_each_stratum_once)
{
    for (uint64_t trials = 100; trials < 20000; trials = trials * 3 + 1) {
        const int replicates = sample_replicates(SAMPLING_LATIN_HYPERCUBE, trials);
        double *u = draw(SAMPLING_LATIN_HYPERCUBE, trials, 77, -1);
        for (int r = 0; r < replicates; r++) {
            const uint64_t from = sample_first(trials, replicates, r);
            const uint64_t n = sample_first(trials, replicates, r + 1) - from;
            char *seen = calloc(n, 1);
            for (uint64_t i = from; i < from + n; i++) {
                const uint64_t stratum = (uint64_t)(u[i] * (double)n);
                cr_assert(u[i] > 0 && u[i] < 1 && !seen[stratum]);
                seen[stratum] = 1;
            }
            free(seen);
        }
        free(u);
    }
}

static double correlation(const double *x, const double *y, uint64_t n)
{
    double sum = 0;
    for (uint64_t i = 0; i < n; i++)
        sum += 12 * (x[i] - 0.5) * (y[i] - 0.5);
    return sum / (double)n;
}

/* Two points of one net correlate much more than points at random, mostly by their first bits,
 * which are flipped in each replicate anew: over replicates they do not. */
Test(sample, hashes_and_replicates_are_independent)
{
    enum { R = 16, N = R << 12 };
    const double hypercube = 4 / sqrt(N), net = 4 / sqrt(R);
    for (enum sampling kind = SAMPLING_LATIN_HYPERCUBE; kind <= SAMPLING_SOBOL; kind++) {
        double *x = draw(kind, N, 1, 0), *y = draw(kind, N, 2, 0);
        const double bound = kind == SAMPLING_SOBOL ? net : hypercube;
        cr_expect_lt(fabs(correlation(x, y, N)), bound, "%g", correlation(x, y, N));
        double sum = 0; /* of a replicate with the next */
        for (int r = 0; r + 1 < R; r++)
            sum += correlation(x + (r << 12), x + ((r + 1) << 12), 1 << 12) / (R - 1);
        cr_expect_lt(fabs(sum), bound, "%g", sum);
        free(x);
        free(y);
    }
}

/* Every box of 2^-a by 2^-b, a + b = m, of the unit square has one of 2^m points: a (0, m, 2)-net
 * in base 2, which scrambling must leave one (Owen 1995). */
static void expect_net(const double *x, const double *y, int m)
{
    const uint64_t n = (uint64_t)1 << m;
    char *seen = malloc(n);
    for (int a = 0; a <= m; a++) {
        memset(seen, 0, n);
        for (uint64_t i = 0; i < n; i++) {
            const uint64_t column = (uint64_t)(x[i] * (double)((uint64_t)1 << a));
            const uint64_t row = (uint64_t)(y[i] * (double)((uint64_t)1 << (m - a)));
            const uint64_t box = column << (m - a) | row;
            cr_assert(!seen[box], "two points in a box of 2^-%d by 2^-%d", a, m - a);
            seen[box] = 1;
        }
    }
    free(seen);
}

Test(sample, scrambled_sobol_points_are_nets)
{
    enum { M = 9, N = 16 << M };
    double *first = draw(SAMPLING_SOBOL, N, 1, 0), *second = draw(SAMPLING_SOBOL, N, 2, 1);
    for (int r = 0; r < 16; r++)
        expect_net(first + (r << M), second + (r << M), M);
    cr_expect(memcmp(first, first + (1 << M), sizeof(double) << M) != 0, "replicates differ");
    for (int d = 0; d < SOBOL_DIMENSIONS; d += 37) {
        double *u = draw(SAMPLING_SOBOL, N, (uint64_t)d, d);
        for (int r = 0; r < 16; r++) {
            char seen[1 << M] = {0};
            for (int i = 0; i < 1 << M; i++)
                cr_assert(!seen[(int)(u[(r << M) + i] * (1 << M))]++, "dimension %d", d);
        }
        free(u);
    }
    free(first);
    free(second);
}

/* A scrambled point is uniform: over many keys each cell of the unit interval as often. */
Test(sample, scrambling_is_even)
{
    enum { CELLS = 64, KEYS = 100000 };
    static double count[CELLS];
    for (uint64_t key = 0; key < KEYS; key++)
        count[sobol_scramble(0x5a5a1234u, key * key) >> 26]++;
    double chi_square = 0;
    const double expected = KEYS / (double)CELLS;
    for (int c = 0; c < CELLS; c++)
        chi_square += (count[c] - expected) * (count[c] - expected) / expected;
    cr_expect_lt(chi_square, gsl_cdf_chisq_Qinv(1e-5, CELLS - 1));
    cr_expect_neq(sobol_scramble(1, 5), sobol_scramble(0, 5));
    cr_expect_eq((sobol_scramble(0x80000000u, 5) ^ sobol_scramble(0, 5)) >> 31, 1,
                 "the first bit is flipped for both or neither");
}

/* Means of a smooth function come out far nearer than at random. */
Test(sample, means_are_more_precise)
{
    enum { N = 1 << 14 };
    const double random = 1 / sqrt(12.0 * N);
    for (enum sampling kind = SAMPLING_LATIN_HYPERCUBE; kind <= SAMPLING_SOBOL; kind++) {
        double *u = draw(kind, N, 3, 5), mean = 0;
        for (int i = 0; i < N; i++)
            mean += (u[i] - 0.5) / N;
        cr_expect_lt(fabs(mean), random / 100);
        free(u);
    }
}

Test(sample, what_takes_no_dimension_is_random)
{
    double *sobol = draw(SAMPLING_SOBOL, 2048, 9, -1), *random = draw(SAMPLING_RANDOM, 2048, 9, 0);
    cr_expect_eq(memcmp(sobol, random, 2048 * sizeof *sobol), 0);
    free(sobol);
    free(random);
}
