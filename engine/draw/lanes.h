/* A block is LANES consecutive trials; every array inside the trial loop has them innermost. */
#ifndef ACSIM_DRAW_LANES_H
#define ACSIM_DRAW_LANES_H

#define LANES 64

/* Loops over lanes carry this pragma; they never reduce across lanes. */
#define FOR_LANES(i) _Pragma("omp simd") for (int i = 0; i < LANES; i++)

/* Hot functions are built for several instruction sets and chosen at load time. The bits do not
 * depend on the choice: no contraction, no reassociation, correctly rounded operations only. */
#if defined(KERNEL) /* a test builds one instruction set at a time */
#elif defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) &&                           \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define KERNEL __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define KERNEL
#endif

#endif
