/* The digest of a results file: equal content, equal digest, however it came about. */
#ifndef ACSIM_STORE_DIGEST_H
#define ACSIM_STORE_DIGEST_H

#include "base/error.h"
#include "store/provenance.h"

/* SHA-256 over everything outside the group "run": names, attributes, types, shapes and data, in
 * the order of names. */
acs_status digest_file(const char *path, char digest[PROVENANCE_SHA256_SIZE],
                       acs_error *error) WARN_UNUSED;

#endif
