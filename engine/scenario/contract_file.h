/* A contract's file by itself, without a scenario around it. */
#ifndef ACSIM_SCENARIO_CONTRACT_FILE_H
#define ACSIM_SCENARIO_CONTRACT_FILE_H

#include "base/error.h"
#include "plan/plan.h"

/* Reads the contract a path or a name stands for, with what it extends, and applies the overrides
 * "path=value". The result is a plan of one model that holds the contract, and the assumptions and
 * series it points to; knots of paths are calendar years. Service lines in scope are left out, for
 * there are none. The caller gives it to plan_destroy. */
acs_status contract_file_read(const char *name, const char *const *overrides, size_t override_count,
                              acs_plan **result, acs_error *error) WARN_UNUSED;

#endif
