/* One text through a reader, with what must hold of whatever comes. */
#ifndef ACSIM_TESTS_READ_ONE_H
#define ACSIM_TESTS_READ_ONE_H

#include <stddef.h>

enum reader { READ_TREE, READ_SET, READ_TABLE, READ_SCENARIO, READERS };

/* Reads the text and aborts, after a word to stderr, if an invariant does not hold: a failure is
 * explained, a success is not; a tree prints as text that parses to the same tree; every field of a
 * table is there. folder is for files; it is the current folder of scenarios. Returns whether the
 * text was accepted. */
int read_one(enum reader reader, const char *text, size_t size, const char *folder);

#endif
