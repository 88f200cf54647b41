#include "draw/address.h"

#include "draw/math_inline.h"

#include <Random123/philox.h>

_Static_assert(LANES == 64,
               "a block of 32 pairs must not carry into the upper word of the counter");

/* One round of philox4x32 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3;
 * SC'11) on the words of 32 counters, kept in 64 bits each so that the products vectorise. The
 * tests hold it against Random123 word by word. */
#define PHILOX_ROUND(key0, key1)                                                                   \
    do {                                                                                           \
        const uint64_t left = (uint64_t)PHILOX_M4x32_0 * (word0 & 0xffffffffu);                    \
        const uint64_t right = (uint64_t)PHILOX_M4x32_1 * (word2 & 0xffffffffu);                   \
        word0 = right >> 32 ^ word1 ^ (key0);                                                      \
        word2 = left >> 32 ^ word3 ^ (key1);                                                       \
        word1 = right & 0xffffffffu;                                                               \
        word3 = left & 0xffffffffu;                                                                \
    } while (0)

/* The upper 52 bits k of the 64 give (k + 1/2) / 2^52: exact, and symmetric about 1/2. */
static inline double uniform_of(uint64_t low, uint64_t high)
{
    const uint64_t bits = high << 20 | low >> 12;
    return (math_from_bits(bits | 0x3ff0000000000000u) - 1.0) + 0x1p-53;
}

KERNEL void address_uniform(uint64_t seed, uint64_t hash, unsigned year, uint64_t first,
                            double u[LANES])
{
    const uint64_t pair = first / 2;
    const uint32_t hash_low = (uint32_t)hash, hash_high = (uint32_t)(hash >> 32);
    const uint32_t pair_low = (uint32_t)pair;
    const uint32_t top = (uint32_t)(pair >> 32) | (uint32_t)year << 16;
    const uint32_t seed_low = (uint32_t)seed, seed_high = (uint32_t)(seed >> 32);
#pragma omp simd
    for (unsigned i = 0; i < LANES / 2; i++) {
        uint64_t word0 = hash_low, word1 = hash_high, word2 = pair_low + i, word3 = top;
#pragma GCC unroll 10
        for (uint32_t round = 0; round < 10; round++)
            PHILOX_ROUND(seed_low + round * PHILOX_W32_0, seed_high + round * PHILOX_W32_1);
        u[2 * i] = uniform_of(word0, word1);
        u[2 * i + 1] = uniform_of(word2, word3);
    }
}
