/* The copula's matrices: factors, the part at fault, the nearest that can be. */
#include "scenario/correlation.h"

#include <criterion/criterion.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

TestSuite(correlation, .init = (void (*)(void))gsl_set_error_handler_off);

#define EXPECT_NEAR(got, want)                                                                     \
    cr_expect(fabs((double)(got) - (double)(want)) <= 1e-12, "%.17g, not %.17g", (double)(got),    \
              (double)(want))

Test(correlation, of_ranks)
{
    for (int k = -100; k <= 100; k++)
        EXPECT_NEAR(correlation_of_rank(k / 100.0), 2 * sin(M_PI * k / 600.0));
    cr_expect_eq(correlation_of_rank(0), 0);
}

/* Fills a symmetric matrix of three from its three pairs. */
static void three(double ab, double ac, double bc, double matrix[9])
{
    const double all[] = {1, ab, ac, ab, 1, bc, ac, bc, 1};
    memcpy(matrix, all, sizeof all);
}

Test(correlation, factor)
{
    double matrix[9], factor[9];
    three(0.5, -0.3, 0.2, matrix);
    cr_assert_eq(correlation_factor(matrix, 3, factor), -1);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            double sum = 0;
            for (int k = 0; k < 3; k++)
                sum += factor[3 * i + k] * factor[3 * j + k];
            EXPECT_NEAR(sum, matrix[3 * i + j]);
        }
    three(0.9, 0.9, -0.5, matrix);
    cr_expect_eq(correlation_factor(matrix, 3, factor), 2, "the third does not fit the others");
    three(1, 0, 0, matrix);
    cr_expect_eq(correlation_factor(matrix, 3, factor), 1);
}

Test(correlation, fault_is_the_smallest_part)
{
    double matrix[25] = {0};
    int members[5];
    for (int i = 0; i < 5; i++)
        matrix[6 * i] = 1;
    matrix[1] = matrix[5] = 0.3; /* 0 with 1: no harm */
    for (int i = 2; i < 5; i++)
        for (int j = 2; j < i; j++)
            matrix[5 * i + j] = matrix[5 * j + i] = -0.7; /* any two of 2, 3, 4 are fine */
    cr_assert_eq(correlation_fault(matrix, 5, members), 3);
    for (int k = 0; k < 3; k++)
        cr_expect_eq(members[k], k + 2);
}

static double determinant(double a, double b, double c)
{
    return 1 + 2 * a * b * c - a * a - b * b - c * c;
}

/* The squared distance of the nearest semidefinite copula to the given one, by looking everywhere:
 * two pairs on a grid, the third at the end of what they allow that is nearer. */
static double smallest_distance(const double want[3])
{
    double best = INFINITY;
    for (double a = -1; a <= 1; a += 0.002)
        for (double b = -1; b <= 1; b += 0.002) {
            const double spread = sqrt((1 - a * a) * (1 - b * b));
            const double c = fmax(a * b - spread, fmin(a * b + spread, want[2]));
            best = fmin(best, (a - want[0]) * (a - want[0]) + (b - want[1]) * (b - want[1]) +
                                  (c - want[2]) * (c - want[2]));
        }
    return best;
}

Test(correlation, nearest)
{
    const double cases[][3] = {{0.9, 0.9, -0.5}, {-0.9, -0.9, -0.9}, {0.2, 0.95, -0.8}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double rank[9], nearest[9], want[3], distance = 0;
        three(cases[i][0], cases[i][1], cases[i][2], rank);
        cr_assert(correlation_nearest(rank, 3, nearest));
        const double got[] = {nearest[1], nearest[2], nearest[5]};
        for (int k = 0; k < 3; k++) {
            want[k] = correlation_of_rank(cases[i][k]);
            const double moved = correlation_of_rank(got[k]) - want[k];
            distance += moved * moved;
            cr_expect(got[k] == cases[i][k] || round(100 * got[k]) / 100 == got[k], "%g", got[k]);
        }
        cr_expect_gt(determinant(correlation_of_rank(got[0]), correlation_of_rank(got[1]),
                                 correlation_of_rank(got[2])),
                     0);
        /* rounding costs at most 0.015 a pair */
        const double best = sqrt(smallest_distance(want));
        cr_expect_leq(sqrt(distance), best + 0.015 * sqrt(3), "%g %g %g: %g, best %g", got[0],
                      got[1], got[2], sqrt(distance), best);
        cr_expect_geq(sqrt(distance), best - 0.01);
    }
}

Test(correlation, nearest_leaves_alone_what_is_not_named)
{
    double rank[9], nearest[9];
    three(0.9, 0.8, NAN, rank);
    cr_assert(correlation_nearest(rank, 3, nearest));
    cr_expect(isnan(nearest[5]));
    const double a = correlation_of_rank(nearest[1]), b = correlation_of_rank(nearest[2]);
    cr_expect_lt(a * a + b * b, 1);
    cr_expect_gt(a * a + b * b, 0.93, "on the edge but for rounding");
}

/* So many small ranks of one sign cannot hold together, though each is smaller than what rounding
 * moves. */
Test(correlation, nearest_of_many_small_ones, .timeout = 30)
{
    enum { SIZE = 199 };
    double *rank = malloc(2 * SIZE * SIZE * sizeof *rank), *nearest = rank + SIZE * SIZE;
    cr_assert_not_null(rank);
    for (int i = 0; i < SIZE * SIZE; i++)
        rank[i] = i % (SIZE + 1) == 0 ? 1.0 : -0.0061;
    cr_assert(correlation_nearest(rank, SIZE, nearest));
    cr_expect_leq(fabs(nearest[1]), 0.0061);
    for (int i = 0; i < SIZE * SIZE; i++)
        rank[i] = i % (SIZE + 1) == 0 ? 1.0 : -0.0049;
    cr_assert(correlation_nearest(rank, SIZE, nearest));
    cr_expect_leq(fabs(nearest[1]), 0.0049);
    free(rank);
}
