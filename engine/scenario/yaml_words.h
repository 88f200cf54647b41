/* What is wrong with a YAML text, in words for people who do not know libyaml's. */
#ifndef ACSIM_SCENARIO_YAML_WORDS_H
#define ACSIM_SCENARIO_YAML_WORDS_H

#include <stdbool.h>

/* Words for libyaml's problem and context (NULL: none); its own where there are no better. */
const char *yaml_problem_words(const char *problem, const char *context);

/* Whether the mistake stands where the context began (a quote never closed), not where it was
 * noticed. */
bool yaml_problem_at_context(const char *problem, const char *context);

#endif
