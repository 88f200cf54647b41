/* The nearest known word to a misspelt one. */
#ifndef ACSIM_BASE_NEAREST_H
#define ACSIM_BASE_NEAREST_H

#include <stddef.h>

/* The candidate with the smallest edit distance (case-insensitive, transpositions count 1), or NULL
 * if none is within a third of the word's length + 1. next(context, i) gives candidate i, NULL at
 * the end. */
const char *nearest_word(const char *word, const char *(*next)(const void *context, size_t i),
                         const void *context);

/* next for an array of words that ends with NULL. */
const char *nearest_in_list(const void *list, size_t i);

#endif
