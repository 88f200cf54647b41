#include "run/spool.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

acs_status spool_open(const char *output, int *descriptor, acs_error *error)
{
    char name[4096];
    int size = snprintf(name, sizeof name, "%s.trials.XXXXXX", output ? output : "./acsim");
    if (size < 0 || (size_t)size >= sizeof name)
        return error_plain(error, ACS_FAILED, "the name of the results file is too long");
    *descriptor = mkstemp(name);
    if (*descriptor < 0)
        return error_plain(error, ACS_FAILED, "cannot make %s for the saved trials: %s", name,
                           strerror(errno));
    unlink(name);
    return ACS_OK;
}
