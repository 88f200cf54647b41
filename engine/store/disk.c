#include "store/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct disk_file {
    H5FD_t base; /* HDF5's own part, first */
    struct disk *disk;
    int descriptor;
    haddr_t allocated, size; /* bytes HDF5 has given out; bytes of the file */
};

static void fail(struct disk *disk, int reason)
{
    if (disk->reason == 0)
        disk->reason = reason;
}

static H5FD_t *open_file(const char *name, unsigned flags, hid_t access, haddr_t largest)
{
    (void)largest;
    struct disk *const *settings = H5Pget_driver_info(access);
    struct disk_file *file = settings ? calloc(1, sizeof *file) : NULL;
    if (!file)
        return NULL;
    int mode = (flags & H5F_ACC_RDWR) ? O_RDWR : O_RDONLY;
    mode |= (flags & H5F_ACC_CREAT) ? O_CREAT : 0;
    mode |= (flags & H5F_ACC_EXCL) ? O_EXCL : 0;
    mode |= (flags & H5F_ACC_TRUNC) ? O_TRUNC : 0;
    file->disk = *settings;
    file->descriptor = open(name, mode | O_CLOEXEC, 0666);
    struct stat facts;
    if (file->descriptor < 0 || fstat(file->descriptor, &facts) != 0) {
        fail(file->disk, errno);
        if (file->descriptor >= 0)
            close(file->descriptor);
        free(file);
        return NULL;
    }
    file->size = (haddr_t)facts.st_size;
    return &file->base;
}

/* Down to the disk before it counts as closed: some file systems report a full disk only here. */
static herr_t close_file(H5FD_t *base)
{
    struct disk_file *file = (struct disk_file *)base;
    if (file->disk->reason == 0 && fsync(file->descriptor) != 0 && errno != EINVAL)
        fail(file->disk, errno);
    if (close(file->descriptor) != 0)
        fail(file->disk, errno);
    free(file);
    return 0;
}

static herr_t query(const H5FD_t *base, unsigned long *flags)
{
    (void)base;
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA;
    return 0;
}

static haddr_t get_allocated(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return ((const struct disk_file *)base)->allocated;
}

static herr_t set_allocated(H5FD_t *base, H5FD_mem_t type, haddr_t bytes)
{
    (void)type;
    ((struct disk_file *)base)->allocated = bytes;
    return 0;
}

static haddr_t get_size(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return ((const struct disk_file *)base)->size;
}

/* Bytes beyond the end read as zero. */
static herr_t read_bytes(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t at, size_t size,
                         void *buffer)
{
    (void)type;
    (void)transfer;
    struct disk_file *file = (struct disk_file *)base;
    char *to = buffer;
    while (size > 0) {
        ssize_t got = pread(file->descriptor, to, size, (off_t)at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            fail(file->disk, errno);
            got = 0;
        }
        if (got == 0) {
            memset(to, 0, size);
            return 0;
        }
        to += got;
        at += (haddr_t)got;
        size -= (size_t)got;
    }
    return 0;
}

static herr_t write_bytes(H5FD_t *base, H5FD_mem_t type, hid_t transfer, haddr_t at, size_t size,
                          const void *buffer)
{
    (void)type;
    (void)transfer;
    struct disk_file *file = (struct disk_file *)base;
    const char *from = buffer;
    while (size > 0 && file->disk->reason == 0) {
        ssize_t put = pwrite(file->descriptor, from, size, (off_t)at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0) {
            fail(file->disk, put < 0 ? errno : EIO);
            break;
        }
        from += put;
        at += (haddr_t)put;
        size -= (size_t)put;
    }
    if (at + size > file->size)
        file->size = at + size;
    return 0;
}

static herr_t truncate_file(H5FD_t *base, hid_t transfer, hbool_t closing)
{
    (void)transfer;
    (void)closing;
    struct disk_file *file = (struct disk_file *)base;
    if (file->disk->reason == 0 && file->allocated != file->size &&
        ftruncate(file->descriptor, (off_t)file->allocated) != 0)
        fail(file->disk, errno);
    file->size = file->allocated;
    return 0;
}

bool disk_begin(struct disk *disk, hid_t access)
{
    static const H5FD_class_t row = {
#if H5_VERSION_GE(1, 13, 2)
        .version = H5FD_CLASS_VERSION,
        .value = (H5FD_class_value_t)513,
#endif
        .name = "acsim disk",
        .maxaddr = ((haddr_t)1 << 62),
        .fc_degree = H5F_CLOSE_STRONG,
        .fapl_size = sizeof(struct disk *),
        .open = open_file,
        .close = close_file,
        .query = query,
        .get_eoa = get_allocated,
        .set_eoa = set_allocated,
        .get_eof = get_size,
        .read = read_bytes,
        .write = write_bytes,
        .truncate = truncate_file,
        .fl_map = H5FD_FLMAP_DICHOTOMY,
    };
    disk->reason = 0;
    disk->driver = H5FDregister(&row);
    return disk->driver >= 0 && H5Pset_driver(access, disk->driver, &disk) >= 0;
}

void disk_end(struct disk *disk)
{
    if (disk->driver >= 0)
        H5FDunregister(disk->driver);
    disk->driver = -1;
}
