/* Moments against the textbook's two passes, and the tree against itself in any order. */
#include "run/moments.h"

#include <criterion/criterion.h>
#include <math.h>

static double sample(uint64_t trial)
{
    return 1e9 + 1e3 * sin((double)(trial * 7919 % 104729));
}

/* Hands in the chunks in the order first, first + stride, ... (stride coprime to chunks). */
static void through_tree(uint64_t trials, uint64_t chunk_trials, uint64_t stride, double *mean,
                         double *m2)
{
    const uint64_t chunks = (trials + chunk_trials - 1) / chunk_trials;
    struct moments_tree tree = {.chunks = chunks, .replicates = 1, .cells = 1};
    for (uint64_t k = 0; k < chunks; k++) {
        uint64_t chunk = k * stride % chunks;
        struct moments_node *node = moments_tree_take(&tree);
        struct moments *m = moments_node_moments(node);
        uint64_t end = (chunk + 1) * chunk_trials < trials ? (chunk + 1) * chunk_trials : trials;
        for (uint64_t first = chunk * chunk_trials; first < end; first += LANES) {
            int count = (int)(end - first < LANES ? end - first : LANES);
            double value[LANES] = {0};
            for (int i = 0; i < count; i++)
                value[i] = sample(first + (uint64_t)i);
            moments_add_lanes(m->mean, m->m2, m->trials, value, count);
            m->trials += count;
        }
        moments_tree_give(&tree, node, chunk);
    }
    cr_assert_eq(moments_tree_root(&tree, NULL)->trials, (double)trials);
    *mean = moments_tree_root(&tree, NULL)->mean[0];
    *m2 = moments_tree_root(&tree, NULL)->m2[0];
    moments_tree_finish(&tree);
}

Test(moments, agree_with_two_passes)
{
    const uint64_t cases[] = {1, 2, 63, 64, 65, 1000, 4096, 10007};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        long double sum = 0, squares = 0;
        for (uint64_t i = 0; i < cases[c]; i++)
            sum += sample(i);
        long double expected = sum / cases[c];
        for (uint64_t i = 0; i < cases[c]; i++)
            squares += (sample(i) - expected) * (sample(i) - expected);
        double mean, m2;
        through_tree(cases[c], 64, 1, &mean, &m2);
        cr_assert_float_eq(mean, (double)expected, 1e-6, "%zu", c);
        cr_assert_float_eq(m2, (double)squares, 1e-9 * (double)squares + 1e-6);
    }
}

Test(moments, any_order_gives_the_same_bits)
{
    double mean, m2, other_mean, other_m2;
    through_tree(100 * 128 + 17, 128, 1, &mean, &m2);
    const uint64_t strides[] = {100, 3, 50};
    for (int k = 0; k < 3; k++) {
        through_tree(100 * 128 + 17, 128, strides[k], &other_mean, &other_m2);
        cr_assert(mean == other_mean && m2 == other_m2);
    }
}

Test(moments, a_constant_has_no_variance)
{
    double mean = 0, m2 = 0, value[LANES];
    for (int i = 0; i < LANES; i++)
        value[i] = 0.1;
    moments_add_lanes(&mean, &m2, 0, value, LANES);
    moments_add_lanes(&mean, &m2, LANES, value, 17);
    cr_assert(mean == 0.1 && m2 == 0.0);
}
