/* The bits of draws and of the mathematics under them are part of the results' identity: the same
 * on every processor, with every compiler and option. Built once for each instruction set. */
#include "distribution_cases.h"
#include "draw/address.h"
#include "draw/math.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <string.h>

#define BLOCKS 256

static bool runs_here(void)
{
#if defined(__AVX512F__)
    return __builtin_cpu_supports("avx512f");
#elif defined(__AVX2__)
    return __builtin_cpu_supports("avx2");
#else
    return true;
#endif
}

static uint64_t take(uint64_t hash, const double x[LANES])
{
    return hash_join(hash, hash_bytes((const char *)x, LANES * sizeof *x));
}

static void expect_hash(uint64_t hash, uint64_t expected, const char *what)
{
    cr_expect_eq(hash, expected, "%s: 0x%016" PRIx64 ", not 0x%016" PRIx64, what, hash, expected);
}

Test(bits, uniforms_and_normals)
{
    if (!runs_here())
        cr_skip("this processor lacks the instruction set");
    uint64_t uniform = 0, normal = 0;
    for (uint64_t block = 0; block < BLOCKS; block++) {
        double u[LANES], z[LANES];
        address_uniform(42, block % 7, (unsigned)block, block * LANES, u);
        math_normal_quantile_lanes(u, z);
        uniform = take(uniform, u);
        normal = take(normal, z);
    }
    expect_hash(uniform, 0xf4b7cd744851dde7, "uniform");
    expect_hash(normal, 0x0a600f695a6369ae, "normal");
}

Test(bits, mathematics)
{
    if (!runs_here())
        cr_skip("this processor lacks the instruction set");
    uint64_t exponential = 0, exponential2 = 0, logarithm = 0, power = 0, special = 0, normal = 0;
    for (uint64_t block = 0; block < BLOCKS; block++) {
        double u[LANES], x[LANES], y[LANES];
        address_uniform(43, 1, 0, block * LANES, u);
        for (int i = 0; i < LANES; i++)
            x[i] = 1400 * u[i] - 700;
        math_exp_lanes(x, y);
        exponential = take(exponential, y);
        math_exp2_lanes(x, y);
        exponential2 = take(exponential2, y);
        math_exp2_lanes(x, x);
        math_log_lanes(x, y);
        logarithm = take(logarithm, y);
        for (int i = 0; i < LANES; i++)
            y[i] = math_power(x[i], u[i] - 0.5);
        power = take(power, y);
        for (int i = 0; i < LANES; i++)
            y[i] = math_log_gamma(9 * u[i]) + math_gamma_p(3, 9 * u[i]) + math_beta_i(2, 3, u[i]) +
                   math_normal_cdf(6 * u[i] - 3);
        special = take(special, y);
        for (int i = 0; i < LANES; i++)
            x[i] = 20 * u[i] - 10;
        math_normal_cdf_lanes(x, y);
        normal = take(normal, y);
    }
    expect_hash(exponential, 0x9c8d4e85580dc76c, "exp");
    expect_hash(exponential2, 0x2ddb965e3b0b0ce2, "exp2");
    expect_hash(logarithm, 0xf25112111bdefb75, "log");
    expect_hash(power, 0xc6b7243d3f304967, "power");
    expect_hash(normal, 0x58412f54b5f4dc3b, "normal cdf");
    expect_hash(special, 0xe4051f2264e72058, "special functions");
}

/* Both methods beside each other: coefficients of variation from 0 to 0.2. */
Test(bits, gamma_quantiles)
{
    if (!runs_here())
        cr_skip("this processor lacks the instruction set");
    uint64_t hash = 0;
    for (uint64_t block = 0; block < BLOCKS / 8; block++) {
        double cv[LANES], z[LANES];
        address_uniform(45, 3, 0, block * LANES, cv);
        address_uniform(45, 4, 0, block * LANES, z);
        for (int i = 0; i < LANES; i++)
            cv[i] *= 0.2;
        math_normal_quantile_lanes(z, z);
        math_gamma_quantile_lanes(cv, z, z);
        hash = take(hash, z);
    }
    expect_hash(hash, 0x40edc91c31f9fc79, "gamma quantiles");
}

/* Tables included: they are built with the same mathematics. */
Test(bits, distributions)
{
    if (!runs_here())
        cr_skip("this processor lacks the instruction set");
    struct arena arena = {0};
    uint64_t hash = 0;
    for (const struct distribution_case *given = distribution_cases; given->name; given++) {
        const struct distribution_settings settings = distribution_case_compile(given, &arena);
        for (uint64_t block = 0; block < BLOCKS; block++) {
            double u[LANES], x[LANES];
            address_uniform(44, 2, 0, block * LANES, u);
            settings.row->quantile(&settings, u, x);
            hash = take(hash, x);
            for (int i = 0; i < LANES && block == 0; i++)
                cr_expect_eq(distribution_quantile(&settings, u[i]), x[i], "%s alone", given->name);
        }
    }
    expect_hash(hash, 0x9b7536a20128f5fe, "distributions");
    arena_finish(&arena);
}
