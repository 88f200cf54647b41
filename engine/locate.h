/* Where the scenarios lie that a user names: a path, or the name of a shipped one. */
#ifndef ACSIM_LOCATE_H
#define ACSIM_LOCATE_H

#include <stdbool.h>

bool locate_is_there(const char *path);

/* The file a user means: the path itself, with ".yaml" if need be, or a shipped scenario of that
 * name. The caller frees; NULL when memory is out. */
char *locate_scenario(const char *path);

/* The same if it is a shipped scenario that was named, else NULL. */
char *locate_shipped(const char *path);

#endif
