#include "base/error.h"

#include <criterion/criterion.h>
#include <string.h>

/* A source of three lines, and a mark on the word `fundng` of the second. */
static const char text[] = "places:\n  england: {fundng: 3}\nhorizon: 10\n";
static const struct source file = {"plan.yaml", text, sizeof text - 1};

Test(error, a_diagnostic_shows_place_line_and_caret)
{
    acs_error *error = acs_error_create();
    const struct mark mark = {&file, 2, 13, 6};
    const acs_status status =
        error_add(error, ACS_INVALID, mark, "unknown key '%s', did you mean 'funding'?", "fundng");
    cr_assert_eq(status, ACS_INVALID);
    const char *shown = acs_error_text(error);
    cr_assert_not_null(strstr(shown, "plan.yaml:2:13: error: unknown key 'fundng'"), "%s", shown);
    const char *line = strstr(shown, "england: {fundng: 3}\n");
    cr_assert_not_null(line, "%s", shown);
    const char *caret = strchr(line, '^');
    cr_assert_not_null(caret, "%s", shown);
    /* The caret stands under the first letter of the word. */
    const char *start_of_caret_line = strchr(line, '\n') + 1;
    const char *start_of_line = line;
    while (start_of_line > shown && start_of_line[-1] != '\n')
        start_of_line--;
    cr_assert_eq(caret - start_of_caret_line, strstr(line, "fundng") - start_of_line, "%s", shown);
    acs_error_destroy(error);
}

Test(error, warnings_leave_the_status)
{
    acs_error *error = acs_error_create();
    error_warn(error, (struct mark){&file, 1, 1, 6}, "a list of 900 is below the minimum");
    cr_assert_eq(error_status(error), ACS_OK);
    cr_assert_eq(error_count(error), 0u);
    cr_assert_not_null(strstr(acs_error_text(error), "warning: a list of 900"));
    acs_error_destroy(error);
}

Test(error, the_first_status_wins)
{
    acs_error *error = acs_error_create();
    cr_assert_eq(error_plain(error, ACS_FAILED, "disk full"), ACS_FAILED);
    cr_assert_eq(error_plain(error, ACS_INVALID, "no such key"), ACS_INVALID);
    cr_assert_eq(error_status(error), ACS_FAILED);
    cr_assert_eq(error_count(error), 2u);
    acs_error_destroy(error);
}

Test(error, text_is_bounded_and_the_count_is_not)
{
    acs_error *error = acs_error_create();
    for (int i = 0; i < 3 * ERROR_LIMIT; i++)
        cr_assert_eq(error_plain(error, ACS_INVALID, "mistake %d", i), ACS_INVALID);
    cr_assert_eq(error_count(error), (size_t)(3 * ERROR_LIMIT));
    const char *shown = acs_error_text(error);
    size_t lines = 0;
    for (const char *at = shown; (at = strstr(at, "mistake ")) != NULL; at++)
        lines++;
    cr_assert_eq(lines, (size_t)ERROR_LIMIT, "%zu lines:\n%s", lines, shown);
    acs_error_destroy(error);
}

Test(error, nothing_added_is_no_error)
{
    acs_error *error = acs_error_create();
    cr_assert_eq(error_status(error), ACS_OK);
    cr_assert_str_eq(acs_error_text(error), "");
    acs_error_destroy(error);
    acs_error_destroy(NULL);
}
