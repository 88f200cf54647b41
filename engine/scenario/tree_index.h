/* The hash table of a map's keys, shared by the parser, which looks for duplicates, and look-up. */
#ifndef ACSIM_SCENARIO_TREE_INDEX_H
#define ACSIM_SCENARIO_TREE_INDEX_H

#include "scenario/tree.h"

#define INDEX_FROM 8u /* maps with more keys than this have a table */

/* Enters pair i into a table of a power of two of slots, more than there are pairs; a slot holds
 * the pair's number plus 1, or 0. */
void index_insert(uint32_t *slots, size_t slot_count, const struct pair *pairs, size_t i);

#endif
