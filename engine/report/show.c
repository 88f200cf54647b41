#include "report/show.h"

#include "report/items.h"
#include "report/selection.h"
#include "report/table.h"
#include "report/tidy.h"
#include "store/digest.h"
#include "store/reader.h"

#include <errno.h>
#include <string.h>

/* Output that nobody got is a failure: a full disk, a closed pipe. */
static acs_status check_out(FILE *out, acs_status status, acs_error *error)
{
    errno = 0;
    if (status == ACS_OK && (fflush(out) != 0 || ferror(out)))
        return error_plain(error, ACS_FAILED, "cannot write the output: %s",
                           errno ? strerror(errno) : "it was cut short");
    return status;
}

static acs_status show_digest(const char *path, FILE *out, acs_error *error)
{
    char digest[PROVENANCE_SHA256_SIZE];
    acs_status status = digest_file(path, digest, error);
    if (status == ACS_OK)
        fprintf(out, "%s\n", digest);
    return check_out(out, status, error);
}

acs_status show_file(const char *path, const acs_show_options *options, FILE *out, acs_error *error)
{
    if (options->format == ACS_DIGEST)
        return show_digest(path, out, error);
    struct reader reader;
    acs_status status = reader_open(&reader, path, error);
    if (status != ACS_OK)
        return status;
    if (options->items) {
        status = items_print(&reader, options, out, error);
        reader_close(&reader);
        return check_out(out, status, error);
    }
    struct selection selection;
    status = selection_find(&selection, &reader, options, error);
    if (status == ACS_OK && options->format == ACS_CSV)
        status = tidy_csv(&selection, out, error);
    else if (status == ACS_OK && options->format == ACS_JSON)
        status = tidy_json(&selection, out, error);
    else if (status == ACS_OK)
        status = table_print(&selection, out, error);
    reader_close(&reader);
    return check_out(out, status, error);
}

acs_status show_sweep(const char *path, FILE *out, acs_error *error)
{
    const acs_show_options all = {.year = -1};
    acs_status status = show_file(path, &all, out, error);
    if (status == ACS_OK)
        fprintf(out, "\nResults: %s\n", path);
    return check_out(out, status, error);
}
