/* Files as sources: hashes, reading once, paths, and what cannot be read. */
#include "scratch.h"

#include <unistd.h>

static struct scratch scratch;

static void start(void)
{
    scratch_init(&scratch);
}

static void finish(void)
{
    scratch_finish(&scratch);
}

TestSuite(file, .init = start, .fini = finish);

static acs_status load(const char *path, size_t limit, const struct source **source)
{
    *source = NULL;
    return file_load(&scratch.files, path, (struct mark){0}, limit, source, scratch.error);
}

Test(file, hashes_what_was_read)
{
    const struct source *source;
    cr_assert_eq(load(scratch_file(&scratch, "abc", "abc"), 3, &source), ACS_OK, "%s",
                 scratch_text(&scratch));
    cr_expect_eq(source->size, 3);
    cr_expect_str_eq(source->text, "abc");
    cr_expect_str_eq(scratch.files.files[0].sha256, /* FIPS 180-4, example of "abc" */
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

Test(file, leaves_a_byte_order_mark_out_of_the_text)
{
    const struct source *source;
    cr_assert_eq(load(scratch_file(&scratch, "bom",
                                   "\xef\xbb\xbf"
                                   "a"),
                      10, &source),
                 ACS_OK);
    cr_expect_str_eq(source->text, "a");
    cr_expect_eq(source->size, 1);
}

Test(file, reads_once_and_keeps_sources_where_they_are)
{
    const struct source *first, *again, *other;
    const char *path = scratch_file(&scratch, "d/a", "1");
    cr_assert_eq(load(path, 10, &first), ACS_OK);
    for (int i = 0; i < 100; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%d", i);
        cr_assert_eq(load(scratch_file(&scratch, name, name), 10, &other), ACS_OK);
    }
    cr_expect_eq(scratch.files.count, 101);
    cr_assert_eq(load(scratch_path(&scratch, "d/../d/a"), 10, &again), ACS_OK);
    cr_expect_eq(first, again);
    cr_expect_eq(scratch.files.count, 101);
    cr_expect_str_eq(first->text, "1");
}

Test(file, paths_are_seen_from_the_file_that_asks)
{
    const struct source *asker, *found, argument = {"--set x=d/b", "x=d/b", 5};
    scratch_file(&scratch, "b", "up");
    cr_assert_eq(load(scratch_file(&scratch, "d/a", "x"), 10, &asker), ACS_OK);
    cr_assert_eq(
        file_load(&scratch.files, "../b", (struct mark){asker, 1, 1, 1}, 10, &found, scratch.error),
        ACS_OK, "%s", scratch_text(&scratch));
    cr_expect_str_eq(found->text, "up");
    cr_assert_eq(chdir(scratch.folder), 0);
    cr_assert_eq(file_load(&scratch.files, "b", (struct mark){&argument, 1, 3, 1}, 10, &found,
                           scratch.error),
                 ACS_OK, "arguments are seen from the current folder");
}

static void refuse(const char *path, const char *told)
{
    const struct source *source;
    cr_expect_eq(load(path, 10, &source), ACS_INVALID, "%s", path);
    cr_expect_null(source);
    ASSERT_TOLD(&scratch, told);
    scratch_clear(&scratch);
}

Test(file, refuses_what_is_no_regular_file_of_the_size)
{
    scratch_file(&scratch, "d/scenario.yaml", "x");
    const char *fifo = scratch_path(&scratch, "fifo");
    cr_assert_eq(mkfifo(fifo, 0600), 0);
    refuse(scratch.folder, "is a folder; name a file in it");
    refuse(fifo, "is not a regular file");
    refuse("/dev/zero", "is not a regular file");
    refuse(scratch_path(&scratch, "d/scenaro.yaml"), "did you mean 'scenario.yaml'?");
    refuse("/nowhere/at/all", "no file '/nowhere/at/all'; there is no folder '/nowhere'");
    refuse(scratch_path(&scratch, "d/scenario.yaml/x"), "error: no file '");
    refuse(scratch_file(&scratch, "large", "12345678901"), "is too large");
    refuse("", "a file name is missing");
    char name[5001];
    memset(name, 'a', 5000);
    name[5000] = '\0';
    refuse(name, "cannot read 'aaa");
}

Test(file, says_when_it_may_not_read)
{
    const struct source *source;
    const char *path = scratch_file(&scratch, "secret", "x");
    chmod(path, 0);
    chmod(scratch.folder, 0755);
    if (geteuid() == 0)
        cr_assert_eq(seteuid(65534), 0); /* root reads everything */
    cr_expect_eq(load(path, 10, &source), ACS_FAILED);
    ASSERT_TOLD(&scratch, "cannot read '");
    ASSERT_TOLD(&scratch, "ermission denied");
    cr_assert(getuid() != 0 || seteuid(0) == 0);
}
