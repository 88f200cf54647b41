/* The reference pages, generated from the rows. */
#ifndef ACSIM_SCENARIO_DESCRIBE_H
#define ACSIM_SCENARIO_DESCRIBE_H

#include "base/error.h"

#include <stdio.h>

/* topic: scenario, distributions, metrics, models, contracts; an unknown one names the nearest. */
acs_status describe_topic(const char *topic, FILE *out, acs_error *error) WARN_UNUSED;

#endif
