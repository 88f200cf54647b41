/* A scenario of one's own: a short file over another that runs one of its places. */
#ifndef ACSIM_SCENARIO_NEW_FILE_H
#define ACSIM_SCENARIO_NEW_FILE_H

#include "base/arena.h"
#include "base/error.h"

/* Reads the scenario at path `from` and writes the text of a file that extends it under the name
 * `extends`, runs the place, and holds as comments the values that are changed first. Memory from
 * the arena. */
acs_status new_file_text(struct arena *arena, const char *from, const char *extends,
                         const char *place, const char **text, acs_error *error) WARN_UNUSED;

#endif
