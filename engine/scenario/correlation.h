/* Correlation matrices: symmetric, row by row, ones on the diagonal. */
#ifndef ACSIM_SCENARIO_CORRELATION_H
#define ACSIM_SCENARIO_CORRELATION_H

#include <stdbool.h>

/* What the normals of a Gaussian copula must have for the values to have this rank correlation:
 * 2 sin(pi r / 6) (Pearson 1907). Its own series: the bits do not change with the processor. */
double correlation_of_rank(double rank);

/* The lower Cholesky factor, zeros above; -1, or the first row at which the matrix turns out not to
 * be positive definite. */
int correlation_factor(const double *matrix, int size, double *factor);

/* Members of a part of the matrix that is not positive definite while each smaller part is; members
 * [size], returns how many. The matrix must not be positive definite. */
int correlation_fault(const double *matrix, int size, int *members);

/* Rank correlations [size][size] that can hold together, near the given ones (NaN: not named, stays
 * 0): the nearest in the sense of Higham (2002), Computing the nearest correlation matrix, of the
 * copula's matrix; what has to change is then rounded towards 0 to two decimals, and the result
 * checked to be positive definite. False when memory is out. */
bool correlation_nearest(const double *rank, int size, double *nearest);

#endif
