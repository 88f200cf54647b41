/* Results that cannot be written: a clear word, no leftovers, what was there is kept. */
#include "stored.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(store_fault, .init = make_folder, .fini = remove_folder);

/* What this process writes before it has its name. */
static const char *part_of(const char *path)
{
    static char part[300];
    snprintf(part, sizeof part, "%s.%ld.part", path, (long)getpid());
    return part;
}

/* No results, no leftovers, a clear word. */
static void check_failure(const char *path, const char *word)
{
    char text[1024];
    cr_assert_eq(write_tiny(path, false, text, sizeof text), ACS_FAILED);
    cr_assert(strstr(text, path), "%s", text);
    cr_assert(strstr(text, word), "%s", text);
    cr_assert_eq(access(part_of(path), F_OK), -1);
}

static void keep(const char *path)
{
    FILE *file = fopen(path, "w");
    fputs("what was there", file);
    fclose(file);
}

static void check_kept(const char *path)
{
    long size;
    char *bytes = slurp(path, &size);
    cr_assert_str_eq(bytes, "what was there");
    free(bytes);
}

Test(store_fault, a_folder_that_is_not_there)
{
    check_failure(path_of("none/a.h5"), "No such file or directory");
}

Test(store_fault, a_folder_at_the_name)
{
    cr_assert_eq(mkdir(path_of("a.h5"), 0777), 0);
    check_failure(path_of("a.h5"), "Is a directory");
}

Test(store_fault, a_folder_one_may_not_write_to)
{
    if (geteuid() == 0) /* root may write everywhere: be somebody else */
        cr_assert_eq(chown(folder, 65534, 65534) | seteuid(65534), 0);
    keep(path_of("a.h5"));
    cr_assert_eq(chmod(folder, 0555), 0);
    check_failure(path_of("a.h5"), "Permission denied");
    check_kept(path_of("a.h5"));
    if (getuid() == 0)
        cr_assert_eq(seteuid(0), 0);
}

/* The disk is full at every few kB of the way: never a crash, never a torn file. */
Test(store_fault, a_full_disk_leaves_what_was_there, .timeout = 60)
{
    long whole;
    cr_assert_eq(write_tiny(path_of("whole.h5"), false, NULL, 0), ACS_OK);
    free(slurp(path_of("whole.h5"), &whole));
    signal(SIGXFSZ, SIG_IGN);
    char path[256];
    snprintf(path, sizeof path, "%s", path_of("a.h5"));
    keep(path);
    for (long limit = 0; limit < whole; limit += whole / 16) {
        struct results *results = tiny_results_create();
        acs_error *error = acs_error_create();
        struct rlimit before, now = {(rlim_t)limit, RLIM_INFINITY};
        getrlimit(RLIMIT_FSIZE, &before);
        now.rlim_max = before.rlim_max;
        cr_assert_eq(setrlimit(RLIMIT_FSIZE, &now), 0);
        acs_status status = store_write(results, path, false, error);
        cr_assert_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
        cr_assert_eq(status, ACS_FAILED, "%ld of %ld bytes", limit, whole);
        cr_assert(strstr(acs_error_text(error), "File too large"), "%s", acs_error_text(error));
        cr_assert_eq(access(part_of(path), F_OK), -1);
        check_kept(path);
        acs_error_destroy(error);
        tiny_results_destroy(results);
    }
    cr_assert_eq(write_tiny(path, false, NULL, 0), ACS_OK); /* and afterwards all is well */
}

Test(store_fault, a_spool_cut_short)
{
    struct results *results = tiny_results_create();
    cr_assert_eq(ftruncate(results->trial_spool, 1000), 0);
    acs_error *error = acs_error_create();
    const char *path = path_of("a.h5");
    keep(path);
    cr_assert_eq(store_write(results, path, false, error), ACS_FAILED);
    cr_assert(strstr(acs_error_text(error), "spool"), "%s", acs_error_text(error));
    check_kept(path);
    acs_error_destroy(error);
    tiny_results_destroy(results);
}

Test(store_fault, a_stale_part_is_replaced)
{
    keep(part_of(path_of("a.h5")));
    cr_assert_eq(write_tiny(path_of("a.h5"), false, NULL, 0), ACS_OK);
    cr_assert_eq(access(part_of(path_of("a.h5")), F_OK), -1);
}

Test(store_fault, another_run_to_the_same_name_is_left_alone)
{
    char other[300];
    snprintf(other, sizeof other, "%s.%ld.part", path_of("a.h5"), (long)getppid());
    keep(other);
    cr_assert_eq(write_tiny(path_of("a.h5"), false, NULL, 0), ACS_OK);
    check_kept(other);
    unlink(other);
}
