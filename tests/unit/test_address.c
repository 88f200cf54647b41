/* Addressed uniforms: the generator's published answers, and what an address means. */
#include "draw/address.c" /* its forms for each instruction set are its own */

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* The address whose counter and key have these words, and the pair's place in its block. */
struct words {
    uint32_t counter[4], key[2];
};

static unsigned block_of(const struct words *words, double u[LANES])
{
    const uint64_t hash = words->counter[0] | (uint64_t)words->counter[1] << 32;
    const uint64_t seed = words->key[0] | (uint64_t)words->key[1] << 32;
    const uint64_t pair = words->counter[2] | (uint64_t)(words->counter[3] & 0xffff) << 32;
    address_uniform(seed, hash, words->counter[3] >> 16, 2 * pair / LANES * LANES, u);
    return (unsigned)(2 * pair % LANES);
}

static double exact_uniform(uint32_t low, uint32_t high)
{
    const uint64_t k = ((uint64_t)high << 32 | low) >> 12;
    return ((double)k + 0.5) / 4503599627370496.0;
}

/* The three vectors for philox4x32, 10 rounds, of Random123's kat_vectors. */
Test(address, known_answers)
{
    static const struct {
        struct words in;
        uint32_t out[4];
    } known[] = {
        {{{0, 0, 0, 0}, {0, 0}}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < 3; i++) {
        double u[LANES];
        const unsigned at = block_of(&known[i].in, u);
        cr_expect_eq(u[at], exact_uniform(known[i].out[0], known[i].out[1]), "vector %zu", i);
        cr_expect_eq(u[at + 1], exact_uniform(known[i].out[2], known[i].out[3]), "vector %zu", i);
    }
}

Test(address, equals_random123_in_every_lane)
{
    for (uint64_t t = 0; t < 2000; t++) {
        const uint64_t seed = hash_mix(t), hash = hash_mix(~t);
        const unsigned year = (unsigned)(hash_mix(3 * t) & 0xffff);
        const uint64_t first = (hash_mix(5 * t) >> 15) / LANES * LANES;
        double u[LANES];
        address_uniform(seed, hash, year, first, u);
        for (unsigned p = 0; p < LANES / 2; p++) {
            const uint64_t pair = first / 2 + p;
            const philox4x32_ctr_t counter = {{(uint32_t)hash, (uint32_t)(hash >> 32),
                                               (uint32_t)pair,
                                               (uint32_t)(pair >> 32) | (uint32_t)year << 16}};
            const philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
            const philox4x32_ctr_t out = philox4x32(counter, key);
            cr_assert_eq(u[2 * p], exact_uniform(out.v[0], out.v[1]));
            cr_assert_eq(u[2 * p + 1], exact_uniform(out.v[2], out.v[3]));
        }
    }
}

#if defined(__x86_64__)
/* The engine picks one of these; all must be the same. */
Test(address, equal_for_every_instruction_set)
{
    for (uint32_t t = 0; t < 2000; t++) {
        const uint64_t mixed = hash_mix(t);
        const struct address_words words = {
            t, (uint32_t)mixed, t * PAIRS, (uint32_t)(mixed >> 32), t ^ 0x80000000u, ~t};
        double u[LANES], other[LANES];
        uniforms_sse2(words, u);
        if (__builtin_cpu_supports("avx2")) {
            uniforms_avx2(words, other);
            cr_assert_arr_eq(u, other, sizeof u);
        }
        if (__builtin_cpu_supports("avx512f")) {
            uniforms_avx512(words, other);
            cr_assert_arr_eq(u, other, sizeof u);
        }
    }
}
#endif

/* u is an odd multiple of 2^-53: never 0 or 1, and 1 - u is exact. */
Test(address, uniforms_are_open_and_symmetric)
{
    for (uint64_t first = 0; first < 10000 * LANES; first += LANES) {
        double u[LANES];
        address_uniform(7, 11, 0, first, u);
        for (int i = 0; i < LANES; i++) {
            const double k = ldexp(u[i], 53);
            cr_assert(k == floor(k) && fmod(k, 2) == 1 && u[i] > 0 && u[i] < 1, "%.17g", u[i]);
        }
    }
}

static void expect_unlike(const double a[LANES], const double b[LANES], const char *what)
{
    for (int i = 0; i < LANES; i++)
        cr_expect_neq(a[i], b[i], "another %s gives the same draw in lane %d", what, i);
}

Test(address, every_part_of_the_address_matters)
{
    for (uint64_t t = 0; t < 64; t++) {
        double u[LANES], other[LANES];
        address_uniform(1, 2, 2016, 64, u);
        address_uniform(1 ^ (uint64_t)1 << t, 2, 2016, 64, other);
        expect_unlike(u, other, "seed");
        address_uniform(1, 2 ^ (uint64_t)1 << t, 2016, 64, other);
        expect_unlike(u, other, "hash");
        if (t < 16) {
            address_uniform(1, 2, 2016 ^ 1u << t, 64, other);
            expect_unlike(u, other, "year");
        }
        if (t > 6 && t < 49) {
            address_uniform(1, 2, 2016, 64 ^ (uint64_t)1 << t, other);
            expect_unlike(u, other, "block of trials");
        }
    }
}

Test(address, hashes_tell_assumption_place_and_network_apart)
{
    const uint64_t a = hash_bytes("fidelity", 8), b = hash_bytes("inflation", 9);
    const uint64_t addresses[] = {
        address_hash(a, 0, -1), address_hash(b, 0, -1), address_hash(a, b, -1),
        address_hash(b, a, -1), address_hash(a, 0, 0),  address_hash(a, 0, 1),
        address_hash(a, b, 0),  address_hash(a, b, 1),
    };
    for (size_t i = 0; i < 8; i++)
        for (size_t j = 0; j < i; j++)
            cr_expect_neq(addresses[i], addresses[j]);
}
