/* How a results file was made: the program, its libraries, the machine. */
#ifndef ACSIM_STORE_PROVENANCE_H
#define ACSIM_STORE_PROVENANCE_H

#include <stddef.h>
#include <stdint.h>

/* "0.1.0" */
const char *provenance_version(void);

/* "0.1.0 (51c573f)": the version and the git revision it was built from. */
const char *provenance_version_full(void);

const char *provenance_revision(void), *provenance_compiler(void), *provenance_flags(void);

/* "2.7.1" and so on, of the libraries this process runs with. */
void provenance_hdf5(char *text, size_t size);
const char *provenance_gsl(void), *provenance_yaml(void);

void provenance_host(char *text, size_t size);

#define PROVENANCE_SHA256_SIZE 65
/* 64 hexadecimal digits and a NUL. */
void provenance_sha256(const char *bytes, size_t size, char text[PROVENANCE_SHA256_SIZE]);

/* Two digits a byte and a NUL. */
void provenance_hexadecimal(const uint8_t *bytes, size_t size, char *text);

#endif
