/* From the resolved tree to the plan: field rows check and type every value, then tables, networks
 * and cross-references are compiled. All mistakes are reported, not the first. */
#ifndef ACSIM_SCENARIO_COMPILE_H
#define ACSIM_SCENARIO_COMPILE_H

#include "plan/plan.h"
#include "scenario/tree.h"

/* What acs_plan_read does: resolve, compile, provenance. */
acs_status scenario_read(const char *path, const char *const *overrides, size_t override_count,
                         acs_plan **result, acs_error *error) WARN_UNUSED;

/* Compiles a resolved tree into plan (zeroed, with its arena). */
acs_status scenario_compile(struct file_list *files, const struct node *root, acs_plan *plan,
                            acs_error *error) WARN_UNUSED;

void plan_destroy(acs_plan *plan); /* NULL is legal */

#endif
