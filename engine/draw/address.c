#include "draw/address.h"

#include "draw/math_inline.h"

#include <Random123/philox.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

_Static_assert(LANES == 64,
               "a block of 32 pairs must not carry into the upper word of the counter");

#define PAIRS (LANES / 2)
#define LOWER 0xffffffffu

/* What the 32 counters of a block have in common; word 2 of the first of them. */
struct address_words {
    uint32_t word0, word1, word2, word3;
    uint32_t key0, key1;
};

/* The ten rounds of philox4x32 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1,
 * 2, 3; SC'11) on words kept in 64 bits each, of which the upper halves may hold anything.
 * multiply: the product of the lower halves. The tests hold it against Random123 word by word. */
#define PHILOX_ROUNDS(type, multiply)                                                              \
    _Pragma("GCC unroll 10") for (uint32_t round = 0; round < 10; round++)                         \
    {                                                                                              \
        const type left = multiply(word0, PHILOX_M4x32_0);                                         \
        const type right = multiply(word2, PHILOX_M4x32_1);                                        \
        word0 = right >> 32 ^ word1 ^ (uint64_t)(words.key0 + round * PHILOX_W32_0);               \
        word2 = left >> 32 ^ word3 ^ (uint64_t)(words.key1 + round * PHILOX_W32_1);                \
        word1 = right;                                                                             \
        word3 = left;                                                                              \
    }

/* The upper 52 bits k of the 64 give (k + 1/2) / 2^52: exact, and symmetric about 1/2. */
static inline double uniform_of(uint64_t low, uint64_t high)
{
    const uint64_t bits = (high & LOWER) << 20 | (low & LOWER) >> 12;
    return (math_from_bits(bits | 0x3ff0000000000000u) - 1.0) + 0x1p-53;
}

#if defined(__x86_64__)

/* On `wide` counters at once. Written with the instruction itself, because compilers do not see
 * that the upper halves are not wanted, and multiply three times instead of once. */
#define UNIFORMS(name, isa, wide, multiply)                                                        \
    __attribute__((target(isa))) static void name(struct address_words words, double u[LANES])     \
    {                                                                                              \
        typedef uint64_t vector __attribute__((vector_size(8 * wide)));                            \
        uint64_t last[4][PAIRS], lane[wide];                                                       \
        for (unsigned i = 0; i < wide; i++)                                                        \
            lane[i] = words.word2 + i;                                                             \
        const vector none = {0};                                                                   \
        vector counters;                                                                           \
        memcpy(&counters, lane, sizeof counters);                                                  \
        for (unsigned start = 0; start < PAIRS; start += wide) {                                   \
            vector word0 = none + words.word0, word1 = none + words.word1;                         \
            vector word2 = counters + start, word3 = none + words.word3;                           \
            PHILOX_ROUNDS(vector, multiply)                                                        \
            memcpy(&last[0][start], &word0, sizeof word0);                                         \
            memcpy(&last[1][start], &word1, sizeof word1);                                         \
            memcpy(&last[2][start], &word2, sizeof word2);                                         \
            memcpy(&last[3][start], &word3, sizeof word3);                                         \
        }                                                                                          \
        _Pragma("omp simd") for (int i = 0; i < PAIRS; i++)                                        \
        {                                                                                          \
            u[2 * i] = uniform_of(last[0][i], last[1][i]);                                         \
            u[2 * i + 1] = uniform_of(last[2][i], last[3][i]);                                     \
        }                                                                                          \
    }

#define PRODUCT_2(a, b) ((vector)_mm_mul_epu32((__m128i)(a), _mm_set1_epi64x((long long)(b))))
#define PRODUCT_4(a, b) ((vector)_mm256_mul_epu32((__m256i)(a), _mm256_set1_epi64x((long long)(b))))
#define PRODUCT_8(a, b) ((vector)_mm512_mul_epu32((__m512i)(a), _mm512_set1_epi64((long long)(b))))
UNIFORMS(uniforms_sse2, "sse2", 2, PRODUCT_2)
UNIFORMS(uniforms_avx2, "avx2", 4, PRODUCT_4)
UNIFORMS(uniforms_avx512, "avx512f", 8, PRODUCT_8)

static void uniforms(struct address_words words, double u[LANES])
{
    if (__builtin_cpu_supports("avx512f"))
        uniforms_avx512(words, u);
    else if (__builtin_cpu_supports("avx2"))
        uniforms_avx2(words, u);
    else
        uniforms_sse2(words, u);
}
#else
#define PRODUCT(a, b) (((a)&LOWER) * (uint64_t)(b))

static void uniforms(struct address_words words, double u[LANES])
{
#pragma omp simd
    for (uint32_t i = 0; i < PAIRS; i++) {
        uint64_t word0 = words.word0, word1 = words.word1;
        uint64_t word2 = words.word2 + i, word3 = words.word3;
        PHILOX_ROUNDS(uint64_t, PRODUCT)
        u[2 * i] = uniform_of(word0, word1);
        u[2 * i + 1] = uniform_of(word2, word3);
    }
}
#endif

void address_uniform(uint64_t seed, uint64_t hash, unsigned year, uint64_t first, double u[LANES])
{
    const uint64_t pair = first / 2;
    const struct address_words words = {
        .word0 = (uint32_t)hash,
        .word1 = (uint32_t)(hash >> 32),
        .word2 = (uint32_t)pair,
        .word3 = (uint32_t)(pair >> 32) | (uint32_t)year << 16,
        .key0 = (uint32_t)seed,
        .key1 = (uint32_t)(seed >> 32),
    };
    uniforms(words, u);
}
