/* What is wrong with a YAML text, in words for people who do not know libyaml's. */
#ifndef ACSIM_SCENARIO_YAML_WORDS_H
#define ACSIM_SCENARIO_YAML_WORDS_H

#include <stddef.h>

/* libyaml's problem and context (NULL: none), and where both stand in the text. */
struct yaml_problem {
    const char *problem, *context;
    const char *text;
    size_t size;
    size_t at, context_at; /* bytes */
    size_t line;           /* of the problem */
};

/* Writes what is wrong and what would be right; libyaml's own words where there are no better.
 * Returns the byte at which the mistake is to be shown: a quote never closed where it begins, not
 * where that was noticed. */
size_t yaml_problem_words(const struct yaml_problem *problem, char *words, size_t size);

#endif
