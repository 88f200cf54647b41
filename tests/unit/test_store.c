/* Results written and read back by HDF5 alone. */
#include "store/digest.h"

#include "stored.h"

#include <hdf5.h>
#include <math.h>
#include <unistd.h>

TestSuite(store, .init = make_folder, .fini = remove_folder);

static void read_numbers(hid_t file, const char *name, double *numbers, size_t count)
{
    hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
    cr_assert(set >= 0, "%s", name);
    hid_t space = H5Dget_space(set);
    cr_assert_eq((size_t)H5Sget_simple_extent_npoints(space), count, "%s", name);
    cr_assert(H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers) >= 0);
    H5Sclose(space);
    H5Dclose(set);
}

enum { CELLS = TINY_MODELS * TINY_PLACES * TINY_YEARS };

static int cell(int model, int place, int year)
{
    return (model * TINY_PLACES + place) * TINY_YEARS + year;
}

Test(store, metrics_stand_by_model_place_and_year)
{
    const char *path = path_of("a.h5");
    cr_assert_eq(write_tiny(path, false, NULL, 0), ACS_OK);
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    double mean[CELLS], paired[CELLS], se[CELLS], quantile[QUANTILES * CELLS];
    for (int metric = 0; metric < METRICS; metric++) {
        char name[128];
        snprintf(name, sizeof name, "summary/%s", metric_rows[metric].name);
        read_numbers(file, name, mean, CELLS);
        snprintf(name, sizeof name, "summary/%s_se", metric_rows[metric].name);
        read_numbers(file, name, se, CELLS);
        snprintf(name, sizeof name, "paired/%s", metric_rows[metric].name);
        read_numbers(file, name, paired, CELLS);
        snprintf(name, sizeof name, "summary/%s_q", metric_rows[metric].name);
        read_numbers(file, name, quantile, QUANTILES * CELLS);
        for (int m = 0; m < TINY_MODELS; m++)
            for (int p = 0; p < TINY_PLACES; p++)
                for (int y = 0; y < TINY_YEARS; y++) {
                    const double x = tiny_number(metric, m, p, y);
                    cr_assert_eq(mean[cell(m, p, y)], x);
                    cr_assert_eq(se[cell(m, p, y)], x / 8);
                    cr_assert_eq(paired[cell(m, p, y)], m ? -x : 0);
                    if (p == TINY_PLACES - 1)
                        cr_assert_eq(quantile[6 * CELLS + cell(m, p, y)], x * 1.375);
                }
    }
    /* of a metric that is no headline, quantiles stand only in `all` */
    read_numbers(file, "summary/cost_q", quantile, QUANTILES * CELLS);
    cr_assert(isnan(quantile[cell(1, 0, 1)]));
    cr_assert(!isnan(quantile[cell(1, 2, 1)]));
    H5Fclose(file);
}

Test(store, services_and_parties_stand_between_place_and_year)
{
    const char *path = path_of("a.h5");
    cr_assert_eq(write_tiny(path, false, NULL, 0), ACS_OK);
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    double activity[CELLS * TINY_SERVICES], surplus[QUANTILES * CELLS * PARTIES];
    read_numbers(file, "activity/activity", activity, CELLS * TINY_SERVICES);
    for (int m = 0; m < TINY_MODELS; m++)
        for (int p = 0; p < TINY_PLACES; p++)
            for (int s = 0; s < TINY_SERVICES; s++)
                for (int y = 0; y < TINY_YEARS; y++) {
                    const int at = ((m * TINY_PLACES + p) * TINY_SERVICES + s) * TINY_YEARS + y;
                    cr_assert_eq(activity[at], tiny_number(METRICS + s, m, p, y));
                }
    double activity_q[QUANTILES * CELLS * TINY_SERVICES];
    read_numbers(file, "activity/activity_q", activity_q, QUANTILES * CELLS * TINY_SERVICES);
    const int q6 = (((6 * TINY_MODELS + 1) * TINY_PLACES + 1) * TINY_SERVICES + 1) * TINY_YEARS + 2;
    cr_assert_eq(activity_q[q6], tiny_number(METRICS + 1, 1, 1, 2) * 1.375);
    read_numbers(file, "party/surplus_q", surplus, QUANTILES * CELLS * PARTIES);
    const int column = METRICS + 2 * TINY_SERVICES + ACUTE;
    const int at = (((2 * TINY_MODELS + 1) * TINY_PLACES + 2) * PARTIES + ACUTE) * TINY_YEARS + 1;
    cr_assert_eq(surplus[at], tiny_number(column, 1, 2, 1) * 0.875);
    H5Fclose(file);
}

Test(store, horizon_takes_the_last_year_of_what_has_no_year)
{
    const char *path = path_of("a.h5");
    cr_assert_eq(write_tiny(path, false, NULL, 0), ACS_OK);
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    double npv[TINY_MODELS * TINY_PLACES], never[TINY_MODELS * TINY_PLACES];
    double never_se[TINY_MODELS * TINY_PLACES], closed[CELLS];
    const int column = METRICS + 2 * TINY_SERVICES + PARTIES;
    read_numbers(file, "horizon/npv", npv, TINY_MODELS * TINY_PLACES);
    read_numbers(file, "horizon/p_never_paid_back", never, TINY_MODELS * TINY_PLACES);
    read_numbers(file, "horizon/p_never_paid_back_se", never_se, TINY_MODELS * TINY_PLACES);
    read_numbers(file, "horizon/p_gap_closed", closed, CELLS);
    for (int m = 0; m < TINY_MODELS; m++)
        for (int p = 0; p < TINY_PLACES; p++) {
            const int last = TINY_YEARS - 1;
            const double paid_back = tiny_probability(HORIZON_PAID_BACK, m, p, last);
            cr_assert_eq(npv[m * TINY_PLACES + p], tiny_number(column, m, p, last));
            cr_assert_eq(never[m * TINY_PLACES + p], 1 - paid_back);
            cr_assert_eq(never_se[m * TINY_PLACES + p], paid_back / 8);
            cr_assert_eq(closed[cell(m, p, 1)], tiny_probability(HORIZON_GAP_CLOSED, m, p, 1));
        }
    H5Fclose(file);
}

Test(store, trials_are_read_from_the_spool_metric_by_metric)
{
    const char *path = path_of("a.h5");
    cr_assert_eq(write_tiny(path, false, NULL, 0), ACS_OK);
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    double saving[TINY_TRIALS * CELLS];
    read_numbers(file, "trials/net_saving", saving, TINY_TRIALS * CELLS);
    for (int t = 0; t < TINY_TRIALS; t++)
        for (int m = 0; m < TINY_MODELS; m++)
            for (int p = 0; p < TINY_PLACES; p++)
                for (int y = 0; y < TINY_YEARS; y++)
                    cr_assert_eq(saving[t * CELLS + cell(m, p, y)], tiny_trial(t, 1, m, p, y));
    cr_assert_eq(H5Lexists(file, "trials/gap", H5P_DEFAULT), 1);
    cr_assert_eq(H5Lexists(file, "trials/cost", H5P_DEFAULT), 0);
    H5Fclose(file);
}

static void check_basis(hid_t file, const char *name, const char *expected)
{
    hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
    hid_t attribute = H5Aopen(set, "price_basis", H5P_DEFAULT), type = H5Aget_type(attribute);
    char *text = NULL;
    cr_assert(H5Aread(attribute, type, &text) >= 0, "%s", name);
    cr_assert_str_eq(text, expected);
    H5free_memory(text);
    H5Tclose(type);
    H5Aclose(attribute);
    H5Dclose(set);
}

Test(store, a_net_present_value_is_real_even_in_cash_scenarios)
{
    struct results *results = tiny_results_create();
    acs_plan cash = *results->plan;
    cash.cash = true;
    results->plan = &cash;
    acs_error *error = acs_error_create();
    const char *path = path_of("a.h5");
    cr_assert_eq(store_write(results, path, true, error), ACS_OK, "%s", acs_error_text(error));
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    check_basis(file, "summary/gap", "cash: GBP of each year");
    check_basis(file, "trials/gap", "cash: GBP of each year");
    check_basis(file, "horizon/npv", "real: GBP at 2016/17 prices");
    H5Fclose(file);
    acs_error_destroy(error);
    tiny_results_destroy(results);
}

/* Several slices of the spool, the last one not full. */
Test(store, many_trials_are_written_slice_by_slice)
{
    enum { TRIALS = 20000 };
    struct results *results = tiny_results_create();
    tiny_results_spool(results, TRIALS);
    acs_error *error = acs_error_create();
    const char *path = path_of("a.h5");
    cr_assert_eq(store_write(results, path, true, error), ACS_OK, "%s", acs_error_text(error));
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    hid_t set = H5Dopen2(file, "trials/gap", H5P_DEFAULT), creation = H5Dget_create_plist(set);
    hsize_t chunk[4];
    cr_assert_eq(H5Pget_chunk(creation, 4, chunk), 4);
    cr_assert(chunk[0] < TRIALS, "one slice only");
    double *gap = calloc(TRIALS * CELLS, sizeof *gap);
    read_numbers(file, "trials/gap", gap, TRIALS * CELLS);
    for (int t = 0; t < TRIALS; t++)
        for (int p = 0; p < TINY_PLACES; p++)
            cr_assert_eq(gap[t * CELLS + cell(1, p, 2)], tiny_trial(t, 0, 1, p, 2));
    free(gap);
    H5Pclose(creation);
    H5Dclose(set);
    H5Fclose(file);
    acs_error_destroy(error);
    tiny_results_destroy(results);
}

Test(store, a_metric_nobody_tallied_is_absent)
{
    struct results *results = tiny_results_create();
    const size_t first = results_cell(results, METRIC_QUALITY, 0, 0, 0);
    for (size_t i = 0; i < CELLS; i++)
        results->mean[first + i] = NAN;
    acs_error *error = acs_error_create();
    const char *path = path_of("a.h5");
    cr_assert_eq(store_write(results, path, true, error), ACS_OK);
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    cr_assert_eq(H5Lexists(file, "summary/quality", H5P_DEFAULT), 0);
    cr_assert_eq(H5Lexists(file, "summary/coverage", H5P_DEFAULT), 1);
    H5Fclose(file);
    acs_error_destroy(error);
    tiny_results_destroy(results);
}

Test(store, equal_results_are_equal_bytes)
{
    long size[2];
    cr_assert_eq(write_tiny(path_of("a.h5"), true, NULL, 0), ACS_OK);
    sleep(1); /* a time stamp would now differ */
    cr_assert_eq(write_tiny(path_of("b.h5"), true, NULL, 0), ACS_OK);
    char *a = slurp(path_of("a.h5"), &size[0]), *b = slurp(path_of("b.h5"), &size[1]);
    cr_assert_eq(size[0], size[1]);
    cr_assert_eq(memcmp(a, b, (size_t)size[0]), 0);
    hid_t file = H5Fopen(path_of("a.h5"), H5F_ACC_RDONLY, H5P_DEFAULT);
    cr_assert_eq(H5Lexists(file, "run", H5P_DEFAULT), 0);
    H5Fclose(file);
    free(a);
    free(b);
}

static void digest_of(const char *name, char digest[PROVENANCE_SHA256_SIZE])
{
    acs_error *error = acs_error_create();
    cr_assert_eq(digest_file(path_of(name), digest, error), ACS_OK, "%s", acs_error_text(error));
    acs_error_destroy(error);
}

static void change_one_number(const char *path, const char *name)
{
    hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
    double numbers[CELLS];
    H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers);
    numbers[CELLS - 1] = nextafter(numbers[CELLS - 1], INFINITY);
    H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers);
    H5Dclose(set);
    H5Fclose(file);
}

Test(store, digest_is_of_the_content_outside_run)
{
    char with_run[PROVENANCE_SHA256_SIZE], without[PROVENANCE_SHA256_SIZE];
    char changed[PROVENANCE_SHA256_SIZE], renamed[PROVENANCE_SHA256_SIZE];
    cr_assert_eq(write_tiny(path_of("a.h5"), false, NULL, 0), ACS_OK);
    cr_assert_eq(write_tiny(path_of("b.h5"), true, NULL, 0), ACS_OK);
    digest_of("a.h5", with_run);
    digest_of("b.h5", without);
    cr_assert_str_eq(with_run, without);
    change_one_number(path_of("a.h5"), "paired/gap");
    digest_of("a.h5", changed);
    cr_assert_str_neq(changed, without);
    hid_t file = H5Fopen(path_of("b.h5"), H5F_ACC_RDWR, H5P_DEFAULT);
    hid_t set = H5Dopen2(file, "summary/gap", H5P_DEFAULT);
    H5Arename(set, "places", "place_rule");
    H5Dclose(set);
    H5Fclose(file);
    digest_of("b.h5", renamed);
    cr_assert_str_neq(renamed, without);
}
