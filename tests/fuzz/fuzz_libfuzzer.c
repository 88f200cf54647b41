/* libFuzzer's entry to the same readers: the first byte chooses one. */
#include "read_one.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static char folder[] = "/tmp/acsim-fuzz-XXXXXX";
    static int ready;
    if (!ready)
        ready = mkdtemp(folder) != NULL;
    if (ready && size > 0)
        read_one((enum reader)(bytes[0] % READERS), (const char *)bytes + 1, size - 1, folder);
    return 0;
}
