#include "draw/sample.h"

#include "base/hash.h"
#include "draw/address.h"

#include <math.h>

#define LEAST_TRIALS 64 /* of a replicate, where there are more than two */
/* All pairs of places come out equally often, as a test sees; few bits take longer to mix. */
#define FEISTEL_ROUNDS(bits) ((bits) <= 4 ? 24 : 8)
#define GOLDEN 0x9e3779b97f4a7c15u /* the step of SplitMix64, whose finaliser is hash_mix */

int sample_replicates(enum sampling sampling, uint64_t trials)
{
    if (sampling == SAMPLING_RANDOM || trials < 4)
        return 1;
    const uint64_t most = trials / LEAST_TRIALS;
    return most < 2 ? 2 : most < SAMPLE_REPLICATES ? (int)most : SAMPLE_REPLICATES;
}

uint64_t sample_first(uint64_t trials, int replicates, int replicate)
{
    if (replicate == replicates)
        return trials;
    return 2 * ((uint64_t)replicate * (trials / 2) / (uint64_t)replicates);
}

struct sample sample_at(enum sampling sampling, uint64_t seed, uint64_t trials, uint64_t first)
{
    const int replicates = sample_replicates(sampling, trials);
    int replicate = 0;
    while (replicate + 1 < replicates && sample_first(trials, replicates, replicate + 1) <= first)
        replicate++;
    const uint64_t from = sample_first(trials, replicates, replicate);
    const uint64_t to = sample_first(trials, replicates, replicate + 1);
    return (struct sample){sampling, seed, first, replicate, first - from, to - from};
}

/* A Feistel network over the bits that n - 1 needs, walked until it comes out below n: at most
 * twice on average. */
uint32_t sample_permute(uint32_t index, uint32_t n, uint64_t key)
{
    unsigned bits = 0;
    while (bits < 32 && (uint64_t)1 << bits < n)
        bits++;
    const unsigned low_bits = bits / 2;
    const uint32_t low_mask = (uint32_t)(((uint64_t)1 << low_bits) - 1);
    const uint32_t high_mask = (uint32_t)(((uint64_t)1 << (bits - low_bits)) - 1);
    uint32_t low = index & low_mask, high = index >> low_bits;
    do {
        for (uint64_t round = 0; round < FEISTEL_ROUNDS(bits); round += 2) {
            high ^= (uint32_t)hash_mix(key + GOLDEN * (round << 32 | low)) & high_mask;
            low ^= (uint32_t)hash_mix(key + GOLDEN * ((round + 1) << 32 | high)) & low_mask;
        }
        index = high << low_bits | low;
    } while (index >= n);
    return index;
}

void sample_uniform(const struct sample *sample, uint64_t hash, int dimension, double u[LANES])
{
    address_uniform(sample->seed, hash, 0, sample->first, u);
    if (sample->sampling == SAMPLING_RANDOM ||
        (sample->sampling == SAMPLING_SOBOL && dimension < 0))
        return;
    const uint64_t key = hash_join(hash_join(sample->seed, hash), (uint64_t)sample->replicate);
    const uint32_t index = (uint32_t)sample->index, n = (uint32_t)sample->trials;
    uint32_t cell[LANES], direction[32];
    if (sample->sampling == SAMPLING_SOBOL)
        sobol_directions(dimension, direction);
    for (uint32_t i = 0; i < LANES; i++) {
        /* lanes beyond the replicate are not used; they stay where permuting ends */
        const uint32_t at = index + i < n ? index + i : 0;
        if (sample->sampling == SAMPLING_LATIN_HYPERCUBE) {
            cell[i] = sample_permute(at, n, key);
            continue;
        }
        uint32_t point = 0;
        for (uint32_t gray = at ^ at >> 1; gray; gray &= gray - 1)
            point ^= direction[__builtin_ctz(gray)];
        cell[i] = sobol_scramble(point, key);
    }
    /* 20 bits of the trial's own uniform place it within its cell: exact sums, never 0 or 1 */
    const double cells = sample->sampling == SAMPLING_SOBOL ? 0x1p32 : (double)n;
    for (int i = 0; i < LANES; i++)
        u[i] = ((double)cell[i] + (floor(u[i] * 0x1p20) + 0.5) * 0x1p-20) / cells;
}
