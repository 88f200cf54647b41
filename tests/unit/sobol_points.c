/* Prints points of Sobol's sequence for check_sobol.py, those of the indices given: a line of all
 * dimensions for each, over 2^32. */
#include "draw/sample.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        for (int dimension = 0; dimension < SOBOL_DIMENSIONS; dimension++)
            printf("%u%c", sobol_point(dimension, (uint32_t)atoi(argv[i])),
                   dimension + 1 < SOBOL_DIMENSIONS ? ' ' : '\n');
    return 0;
}
