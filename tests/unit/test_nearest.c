/* The nearest known word: edits, swaps, case, ties and what is too far. */
#include "base/nearest.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *const words[] = {"emergency_admissions", "elective", "outpatients", "gap",
                                    "net_saving",           "gain",     NULL};

static const char *near(const char *word)
{
    return nearest_word(word, nearest_in_list, words);
}

Test(nearest, finds_small_mistakes)
{
    cr_expect_str_eq(near("emergency_admision"), "emergency_admissions");
    cr_expect_str_eq(near("emergency-admissions"), "emergency_admissions");
    cr_expect_str_eq(near("NET_SAVING"), "net_saving");
    cr_expect_str_eq(near("gpa"), "gap", "a swap counts one");
    cr_expect_str_eq(near("gian"), "gain");
}

Test(nearest, refuses_what_is_far)
{
    cr_expect_null(near("workforce"));
    cr_expect_null(near("gpppp"), "three edits of a word of five letters are too many");
    cr_expect_null(near(""));
    char long_word[1000];
    memset(long_word, 'a', sizeof long_word);
    long_word[sizeof long_word - 1] = '\0';
    cr_expect_null(near(long_word));
}

Test(nearest, takes_the_first_of_equals)
{
    static const char *const list[] = {"bat", "cat", NULL};
    cr_expect_str_eq(nearest_word("hat", nearest_in_list, list), "bat");
}

Test(nearest, has_no_candidate)
{
    static const char *const none[] = {NULL};
    cr_expect_null(nearest_word("gap", nearest_in_list, none));
}
