#include "base/hash.h"
#include "draw/sample.h"

static const uint16_t numbers[] = {
#include "draw/sobol_numbers.inc"
};

/* Where each dimension's numbers begin is found by stepping over those before it; the degrees rise
 * to 13 only. */
static const uint16_t *numbers_of(int dimension)
{
    const uint16_t *at = numbers;
    for (int d = 1; d < dimension; d++)
        at += 2 + at[0];
    return at;
}

/* Bratley and Fox (1988), Algorithm 659; Joe and Kuo's notes on generating Sobol sequences. */
void sobol_directions(int dimension, uint32_t direction[32])
{
    if (dimension == 0) {
        for (unsigned k = 0; k < 32; k++)
            direction[k] = 0x80000000u >> k;
        return;
    }
    const uint16_t *row = numbers_of(dimension);
    const unsigned degree = row[0], coefficients = row[1];
    for (unsigned k = 0; k < degree; k++)
        direction[k] = (uint32_t)row[2 + k] << (31 - k);
    for (unsigned k = degree; k < 32; k++) {
        uint32_t next = direction[k - degree] ^ direction[k - degree] >> degree;
        for (unsigned j = 1; j < degree; j++)
            if (coefficients >> (degree - 1 - j) & 1)
                next ^= direction[k - j];
        direction[k] = next;
    }
}

uint32_t sobol_point(int dimension, uint32_t index)
{
    uint32_t direction[32], point = 0;
    sobol_directions(dimension, direction);
    for (uint32_t gray = index ^ index >> 1; gray; gray &= gray - 1)
        point ^= direction[__builtin_ctz(gray)];
    return point;
}

/* Each bit is flipped or not by a hash of the bits above it. */
uint32_t sobol_scramble(uint32_t point, uint64_t key)
{
    uint32_t flips = 0;
    for (unsigned bit = 0; bit < 32; bit++) {
        /* the bits above, behind a 1 that tells how many they are */
        const uint64_t above = ((uint64_t)1 << 32 | point) >> (32 - bit);
        flips |= (uint32_t)(hash_mix(key + 0x9e3779b97f4a7c15u * above) >> 63) << (31 - bit);
    }
    return point ^ flips;
}
