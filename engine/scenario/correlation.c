#include "scenario/correlation.h"

#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SMALLEST_PIVOT 1e-10 /* of a matrix taken to be positive definite */
#define SMALLEST_EIGENVALUE 1e-4
#define KEPT 0.005      /* a rank that moves by less is kept as it was stated */
#define ROUNDS_WORK 1e8 /* size^3 x rounds of projections */
#define MOST_ROUNDS 500

double correlation_of_rank(double rank)
{
    const double x = 0x1.0c152382d7366p-1 * rank; /* pi / 6 */
    double sum = 0.0;
    for (int k = 17; k > 1; k -= 2) /* the rest is below 1e-20 */
        sum = (1.0 + sum) * (-x * x / (k * (k - 1)));
    return 2.0 * (x + x * sum);
}

int correlation_factor(const double *matrix, int size, double *factor)
{
    memset(factor, 0, (size_t)size * (size_t)size * sizeof *factor);
    for (int i = 0; i < size; i++) {
        double *row = factor + (long)i * size;
        double pivot = matrix[(long)i * size + i];
        for (int j = 0; j < i; j++) {
            const double *other = factor + (long)j * size;
            double sum = matrix[(long)i * size + j];
            for (int k = 0; k < j; k++)
                sum -= row[k] * other[k];
            row[j] = sum / other[j];
            pivot -= row[j] * row[j];
        }
        if (!(pivot > SMALLEST_PIVOT))
            return i;
        row[i] = sqrt(pivot);
    }
    return -1;
}

/* The part of a matrix that belongs to some members, less one of them (-1: none). */
static int pick(const double *matrix, int size, const int *members, int count, int without,
                double *part)
{
    int kept = 0, chosen[count];
    for (int i = 0; i < count; i++)
        if (i != without)
            chosen[kept++] = members[i];
    for (int i = 0; i < kept; i++)
        for (int j = 0; j < kept; j++)
            part[i * kept + j] = matrix[(long)chosen[i] * size + chosen[j]];
    return kept;
}

int correlation_fault(const double *matrix, int size, int *members)
{
    const size_t cells = (size_t)size * (size_t)size;
    double *part = malloc(2 * cells * sizeof *part);
    for (int i = 0; i < size; i++)
        members[i] = i;
    if (!part)
        return size;
    int count = correlation_factor(matrix, size, part + cells) + 1;
    for (int i = count - 2; i >= 0; i--) {
        int kept = pick(matrix, size, members, count, i, part);
        if (correlation_factor(part, kept, part + cells) < 0)
            continue; /* without this one the others can hold together */
        memmove(members + i, members + i + 1, (size_t)(count - 1 - i) * sizeof *members);
        count--;
    }
    free(part);
    return count;
}

/* Arrays of the alternating projections, [size][size] each. */
struct projection {
    gsl_matrix *matrix, *vectors;
    gsl_vector *values;
    gsl_eigen_symmv_workspace *work;
    double *iterate, *correction;
};

/* Raises every eigenvalue of `iterate` less Dykstra's correction to the smallest allowed one. */
static void project_definite(struct projection *p, int size)
{
    const size_t n = (size_t)size, cells = n * n;
    for (size_t k = 0; k < cells; k++)
        p->correction[k] = p->iterate[k] - p->correction[k];
    memcpy(p->matrix->data, p->correction, cells * sizeof(double));
    gsl_eigen_symmv(p->matrix, p->values, p->vectors, p->work);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0.0;
            for (size_t k = 0; k < n; k++)
                sum += fmax(gsl_vector_get(p->values, k), SMALLEST_EIGENVALUE) *
                       gsl_matrix_get(p->vectors, i, k) * gsl_matrix_get(p->vectors, j, k);
            p->iterate[i * n + j] = sum;
        }
    for (size_t k = 0; k < cells; k++)
        p->correction[k] = p->iterate[k] - p->correction[k];
}

/* Back to ones on the diagonal and zeros where nothing is named; the largest move. */
static double project_named(struct projection *p, const double *rank, int size)
{
    double moved = 0.0;
    for (int i = 0; i < size; i++)
        for (int j = 0; j < size; j++) {
            double *cell = p->iterate + (long)i * size + j;
            const double fixed = i == j ? 1.0 : isnan(rank[(long)i * size + j]) ? 0.0 : *cell;
            moved = fmax(moved, fabs(fixed - *cell));
            *cell = fixed;
        }
    return moved;
}

static bool projection_init(struct projection *p, int size)
{
    const size_t n = (size_t)size;
    *p = (struct projection){gsl_matrix_alloc(n, n),        gsl_matrix_alloc(n, n),
                             gsl_vector_alloc(n),           gsl_eigen_symmv_alloc(n),
                             calloc(n * n, sizeof(double)), calloc(n * n, sizeof(double))};
    return p->matrix && p->vectors && p->values && p->work && p->iterate && p->correction;
}

static void projection_finish(struct projection *p)
{
    gsl_matrix_free(p->matrix);
    gsl_matrix_free(p->vectors);
    gsl_vector_free(p->values);
    gsl_eigen_symmv_free(p->work);
    free(p->iterate);
    free(p->correction);
}

/* Ranks of a matrix, its off-diagonal times `shrink`, rounded towards 0; whether they can hold
 * together. matrix and factor are scratch. */
static bool round_ranks(const double *rank, const double *copula, double shrink, int size,
                        double *nearest, double *matrix, double *factor)
{
    const long cells = (long)size * size;
    for (long k = 0; k < cells; k++) {
        const double r = 6.0 / M_PI * asin(fmax(-1.0, fmin(1.0, copula[k] * shrink / 2.0)));
        const bool stays = shrink == 1.0 && fabs(r - rank[k]) < KEPT;
        nearest[k] = stays ? rank[k] : trunc(100.0 * r) / 100.0;
        if (isnan(rank[k]))
            nearest[k] = NAN;
        matrix[k] = isnan(rank[k]) ? 0.0 : correlation_of_rank(nearest[k]);
    }
    for (int i = 0; i < size; i++)
        matrix[(long)i * size + i] = 1.0;
    return correlation_factor(matrix, size, factor) < 0;
}

bool correlation_nearest(const double *rank, int size, double *nearest)
{
    struct projection p;
    const size_t cells = (size_t)size * (size_t)size;
    double *scratch = malloc(2 * cells * sizeof *scratch);
    const bool ready = projection_init(&p, size) && scratch;
    if (ready) {
        const double cube = (double)size * size * size;
        const int rounds =
            cube * MOST_ROUNDS < ROUNDS_WORK ? MOST_ROUNDS : (int)(ROUNDS_WORK / cube);
        for (size_t k = 0; k < cells; k++)
            p.iterate[k] = isnan(rank[k]) ? 0.0 : correlation_of_rank(rank[k]);
        project_named(&p, rank, size);
        for (int round = 0; round <= rounds; round++) {
            project_definite(&p, size);
            if (project_named(&p, rank, size) < 1e-9)
                break;
        }
        for (double shrink = 1.0;
             !round_ranks(rank, p.iterate, shrink, size, nearest, scratch, scratch + cells);)
            shrink *= 0.998;
    }
    projection_finish(&p);
    free(scratch);
    return ready;
}
