#include "base/nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define WORD_LIMIT 64 /* longer words are not typing mistakes */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t rows[3][WORD_LIMIT + 1];
    size_t *before = rows[0], *last = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_size; j++) {
        before[j] = 0;
        last[j] = j;
    }
    for (size_t i = 1; i <= a_size; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            row[j] = least(least(last[j], row[j - 1]) + 1,
                           last[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1));
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
        size_t *oldest = before;
        before = last;
        last = row;
        row = oldest;
    }
    return last[b_size];
}

const char *nearest_word(const char *word, const char *(*next)(const void *context, size_t i),
                         const void *context)
{
    size_t size = strnlen(word, WORD_LIMIT + 1);
    if (size > WORD_LIMIT)
        return NULL;
    const char *best = NULL, *candidate;
    size_t best_distance = size / 3 + 2; /* one more than is near */
    for (size_t i = 0; (candidate = next(context, i)); i++) {
        size_t candidate_size = strnlen(candidate, WORD_LIMIT + 1);
        if (candidate_size > WORD_LIMIT)
            continue;
        size_t d = distance(word, size, candidate, candidate_size);
        if (d < best_distance) {
            best_distance = d;
            best = candidate;
        }
    }
    return best;
}

const char *nearest_in_list(const void *list, size_t i)
{
    return ((const char *const *)list)[i];
}
