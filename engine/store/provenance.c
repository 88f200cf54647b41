#include "store/provenance.h"

#include "build_info.h"

#include <gsl/gsl_version.h>
#include <hdf5.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>
#include <yaml.h>

const char *provenance_version(void)
{
    return ACSIM_VERSION;
}

const char *provenance_version_full(void)
{
    return ACSIM_VERSION " (" ACSIM_GIT_REVISION ")";
}

const char *provenance_revision(void)
{
    return ACSIM_GIT_REVISION;
}

const char *provenance_compiler(void)
{
    return ACSIM_COMPILER;
}

const char *provenance_flags(void)
{
    return ACSIM_FLAGS;
}

void provenance_hdf5(char *text, size_t size)
{
    unsigned major = 0, minor = 0, release = 0;
    if (H5get_libversion(&major, &minor, &release) < 0)
        snprintf(text, size, "unknown");
    else
        snprintf(text, size, "%u.%u.%u", major, minor, release);
}

const char *provenance_gsl(void)
{
    return gsl_version;
}

const char *provenance_yaml(void)
{
    return yaml_get_version_string();
}

void provenance_host(char *text, size_t size)
{
    if (gethostname(text, size) != 0)
        snprintf(text, size, "unknown");
    text[size - 1] = '\0'; /* a long name may come without its end */
}

void provenance_hexadecimal(const uint8_t *bytes, size_t size, char *text)
{
    for (size_t i = 0; i < size; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}

void provenance_sha256(const char *bytes, size_t size, char text[PROVENANCE_SHA256_SIZE])
{
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, size, (const uint8_t *)bytes);
    sha256_digest(&context, sizeof digest, digest);
    provenance_hexadecimal(digest, sizeof digest, text);
}
