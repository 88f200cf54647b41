/* Results files shown: tables for people, CSV and JSON for programs, and files that are none. */
#include "report/figure.h"
#include "report/show.h"
#include "store/store.h"

#include "tiny_results.h"

#include <criterion/criterion.h>
#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/acsim-show-XXXXXX";

static void write_file(void)
{
    int file = mkstemp(path);
    cr_assert(file >= 0);
    close(file);
    struct results *results = tiny_results_create();
    acs_error *error = acs_error_create();
    cr_assert_eq(store_write(results, path, false, error), ACS_OK, "%s", acs_error_text(error));
    acs_error_destroy(error);
    tiny_results_destroy(results);
}

static void remove_file(void)
{
    unlink(path);
}

TestSuite(show, .init = write_file, .fini = remove_file);

/* What show prints, and its status and errors. The caller frees. */
static char *show(const acs_show_options *options, acs_status expected, char *errors, size_t room)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    acs_error *error = acs_error_create();
    acs_status status = show_file(path, options, out, error);
    fclose(out);
    cr_assert_eq(status, expected, "%s", acs_error_text(error));
    if (errors)
        snprintf(errors, room, "%s", acs_error_text(error));
    acs_error_destroy(error);
    return text;
}

static void check_width(const char *text)
{
    while (*text) {
        const size_t line = strcspn(text, "\n");
        size_t width = 0;
        for (size_t i = 0; i < line; i++)
            width += ((unsigned char)text[i] & 0xc0) != 0x80;
        cr_assert(width <= 80, "%.*s", (int)line, text);
        cr_assert(line == 0 || text[line - 1] != ' ', "%.*s|", (int)line, text);
        text += line + (text[line] == '\n');
    }
}

Test(show, default_tables_are_the_headline_and_the_horizon)
{
    char *text = show(&(acs_show_options){.year = -1}, ACS_OK, NULL, 0);
    check_width(text);
    cr_assert(strstr(text, "A tiny scenario\n"));
    cr_assert(strstr(text, "\ngap (GBP thousand): "), "%s", text);
    cr_assert(strstr(text, "\nnet_saving (GBP m): "), "%s", text);
    cr_assert(!strstr(text, "\ncost"));
    cr_assert(strstr(text, "2017/18   0.20  0.13  0.28   10.20  6.38  14.03"), "%s", text);
    cr_assert(strstr(text, "By 2018/19"));
    free(text);
}

Test(show, one_model_in_one_year_has_every_metric)
{
    char *text =
        show(&(acs_show_options){.year = 2017, .model = "pacs", .place = "south"}, ACS_OK, NULL, 0);
    check_width(text);
    for (int i = 0; i < METRICS; i++)
        cr_assert(strstr(text, metric_rows[i].name), "%s", metric_rows[i].name);
    free(text);
}

/* The mean of one row of the CSV. */
static double csv_mean(const char *text, const char *start)
{
    const char *row = strstr(text, start);
    cr_assert(row, "%s", start);
    return strtod(row + strlen(start), NULL);
}

Test(show, csv_has_every_measure_model_place_and_year)
{
    char *text = show(&(acs_show_options){.year = -1, .format = ACS_CSV}, ACS_OK, NULL, 0);
    const char header[] = "metric,model,place,year,mean,sd,se,q05,q10,q25,q50,q75,q90,q95\n";
    cr_assert_eq(strncmp(text, header, sizeof header - 1), 0);
    size_t rows = 0;
    for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
        rows++;
    const size_t cells = TINY_MODELS * TINY_PLACES * TINY_YEARS;
    const size_t yearly = 2 * METRICS + 2 * TINY_SERVICES + PARTIES + HORIZONS - 1;
    cr_assert_eq(rows, 1 + yearly * cells + 2 * TINY_MODELS * TINY_PLACES);
    const int growth = METRICS + TINY_SERVICES, surplus = growth + TINY_SERVICES;
    cr_assert_eq(csv_mean(text, "\ngap,pacs,all,2018,"), tiny_number(METRIC_GAP, 1, 2, 2));
    cr_assert_eq(csv_mean(text, "\npaired.cost,pacs,south,2017,"),
                 -tiny_number(METRIC_COST, 1, 1, 1));
    cr_assert_eq(csv_mean(text, "\ngrowth.prescribing,pacs,north,2017,"),
                 tiny_number(growth + 1, 1, 0, 1));
    cr_assert_eq(csv_mean(text, "\nsurplus.community,do_nothing,all,2016,"),
                 tiny_number(surplus + COMMUNITY, 0, 2, 0));
    cr_assert_eq(csv_mean(text, "\nnpv,pacs,all,,"), tiny_number(surplus + PARTIES, 1, 2, 2));
    cr_assert(strstr(text, "\ngap,do_nothing,south,2018,102.5,25.625,12.8125,64.0625,76.875,"));
    cr_assert(strstr(text, "\ncost,pacs,south,2018,4010102.5,1002525.625,501262.8125,,,,,,,\n"));
    free(text);
}

Test(show, filters_keep_what_they_name)
{
    char *text = show(
        &(acs_show_options){
            .metric = "gap", .model = "pacs", .place = "south", .year = 2017, .format = ACS_CSV},
        ACS_OK, NULL, 0);
    const char *row = strchr(text, '\n') + 1;
    cr_assert_eq(strncmp(row, "gap,pacs,south,2017,10101.5,", 28), 0, "%s", row);
    cr_assert_str_empty(strchr(row, '\n') + 1);
    free(text);
}

Test(show, json_holds_the_same_rows)
{
    char *text = show(&(acs_show_options){.metric = "cost", .year = 2018, .format = ACS_JSON},
                      ACS_OK, NULL, 0);
    cr_assert(strstr(text, "\"seed\": \"9007199254740993\""));
    cr_assert(strstr(text, "{\"metric\": \"cost\", \"model\": \"pacs\", \"place\": \"south\", "
                           "\"year\": 2018, \"mean\": 4010102.5, \"sd\": 1002525.625, "
                           "\"se\": 501262.8125, \"q05\": null"));
    free(text);
}

Test(show, unknown_names_are_told_with_the_nearest)
{
    char errors[2048];
    free(show(
        &(acs_show_options){
            .metric = "net_savings", .model = "pcas", .place = "nort", .year = 2019},
        ACS_INVALID, errors, sizeof errors));
    cr_assert(strstr(errors, "did you mean 'net_saving'?"), "%s", errors);
    cr_assert(strstr(errors, "did you mean 'pacs'?"), "%s", errors);
    cr_assert(strstr(errors, "did you mean 'north'?"), "%s", errors);
    cr_assert(strstr(errors, "no year 2019; its years are 2016 to 2018"), "%s", errors);
}

static void check_refused(const char *word)
{
    char errors[1024];
    for (int format = ACS_TABLE; format <= ACS_DIGEST; format++) {
        char *text = show(&(acs_show_options){.year = -1, .format = (acs_format)format}, ACS_FAILED,
                          errors, sizeof errors);
        cr_assert(strstr(errors, word), "%s", errors);
        cr_assert(strstr(errors, path), "%s", errors);
        cr_assert_str_empty(text);
        free(text);
    }
}

Test(show, a_file_that_is_not_there)
{
    unlink(path);
    check_refused("No such file or directory");
}

Test(show, a_file_that_is_no_hdf5)
{
    FILE *file = fopen(path, "w");
    fputs("metric,model\n", file);
    fclose(file);
    check_refused("not an HDF5 file");
}

Test(show, a_file_cut_short_anywhere)
{
    FILE *file = fopen(path, "r");
    fseek(file, 0, SEEK_END);
    const long size = ftell(file);
    fclose(file);
    for (int part = 15; part >= 1; part--) {
        cr_assert_eq(truncate(path, size / 16 * part), 0);
        check_refused("damaged or cut short");
    }
}

Test(show, hdf5_of_somebody_else)
{
    unlink(path);
    hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    H5Fclose(file);
    check_refused("not a results file of acsim");
}

static void delete_link(const char *name)
{
    hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    cr_assert(H5Ldelete(file, name, H5P_DEFAULT) >= 0, "%s", name);
    H5Fclose(file);
}

Test(show, a_file_without_what_every_file_has)
{
    delete_link("summary/model");
    char errors[1024];
    free(show(&(acs_show_options){.year = -1}, ACS_FAILED, errors, sizeof errors));
    cr_assert(strstr(errors, "missing or changed"), "%s", errors);
}

Test(show, a_disk_without_room_for_the_output)
{
    FILE *full = fopen("/dev/full", "w");
    acs_error *error = acs_error_create();
    const acs_show_options options = {.year = -1};
    cr_assert_eq(show_file(path, &options, full, error), ACS_FAILED);
    cr_assert(strstr(acs_error_text(error), "No space left on device"));
    acs_error_destroy(error);
    fclose(full);
}

Test(show, summary_tells_gap_saving_and_chances)
{
    struct results *results = tiny_results_create();
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    show_summary(results, "tiny.h5", out);
    fclose(out);
    check_width(text);
    cr_assert(strstr(text, "All 2 places in 2018/19; 5 trials; GBP at 2016/17 prices"), "%s", text);
    cr_assert(strstr(text, "Funding gap, GBP thousand"), "%s", text);
    cr_assert(strstr(text, "10.20   6.38   14.03") || strstr(text, "10.20  6.38  14.03"), "%s",
              text);
    cr_assert(strstr(text, "Results: tiny.h5\n"));
    free(text);
    tiny_results_destroy(results);
}

static const struct figure_case {
    const char *unit;
    double largest;
    int probability;
    double value;
    const char *text, *shown_unit;
} figure_cases[] = {
    {"GBP", 2.2e10, 0, 1.234567e9, "1.23", "GBP bn"},
    {"GBP", 2.2e12, 0, -1.234567e12, "-1,235", "GBP bn"},
    {"GBP", 4.5e8, 0, 1.2345e8, "123.5", "GBP m"},
    {"GBP", 4.5e8, 0, -1e3, "0.0", "GBP m"},
    {"GBP", 999, 0, 999, "999.0", "GBP"},
    {"admission", 6.1e6, 0, 5.8e6, "5.80", "admission, million"},
    {"admission", 38000, 0, 38000, "38,000", "admission"},
    {"1", 1.2, 0, 0.85, "0.850", ""},
    {"1", 1, 1, 0.0625, "6.2", "%"},
    {"GBP", 1, 0, NAN, "-", "GBP"},
};

Test(figure, units_suit_the_size)
{
    for (size_t i = 0; i < sizeof figure_cases / sizeof *figure_cases; i++) {
        const struct figure_case *c = &figure_cases[i];
        const struct figure figure = figure_for(c->unit, c->largest, c->probability);
        char text[FIGURE_SIZE];
        figure_print(&figure, c->value, text);
        cr_expect_str_eq(text, c->text);
        cr_expect_str_eq(figure.unit, c->shown_unit);
    }
}

Test(figure, exact_numbers_read_back)
{
    const double numbers[] = {0.1, 1.0 / 3, 1e300, -2.5e-310, 123456789012345678.0, 0};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[FIGURE_SIZE];
        figure_print_exact(numbers[i], text);
        cr_expect_eq(strtod(text, NULL), numbers[i], "%s", text);
    }
    char text[FIGURE_SIZE];
    figure_print_exact(0.1, text);
    cr_expect_str_eq(text, "0.1");
}
