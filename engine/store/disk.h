/* A file driver of HDF5 that survives a full disk.
 *
 * When a write fails, HDF5 keeps what it could not write, cannot close the file and crashes at the
 * end of the process. This driver notes the first failure, drops all later writes and lets HDF5
 * close in peace; whoever writes asks disk_reason() and throws the file away.
 */
#ifndef ACSIM_STORE_DISK_H
#define ACSIM_STORE_DISK_H

#include "base/error.h"

#include <hdf5.h>
#include <stdbool.h>

struct disk {
    hid_t driver;
    int reason; /* errno of the first failure, 0 as long as there is none */
};

/* Makes files created with these access properties go through disk, which must outlive them. */
bool disk_begin(struct disk *disk, hid_t access) WARN_UNUSED;
void disk_end(struct disk *disk);

#endif
