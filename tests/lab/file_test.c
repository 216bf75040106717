// file_test.c - a report in a file: it comes back as it was, and damaged files do no harm.
// SPDX-License-Identifier: MIT
#include "report_file.h"
#include "rounds.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static char *printed(const struct lab_report *r)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    lab_print_report(out, r);
    fclose(out);
    return text;
}

static const char *json_path(void)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/run.json", folder);
    return path;
}

static void same_traces(const struct lab_table *a, const struct lab_table *b)
{
    for (int lock = 0; lock < a->lock_count; lock++) {
        const struct lab_trace *x = &a->traces[lock];
        const struct lab_trace *y = &b->traces[lock];
        ck_assert_uint_gt(x->count, 0);
        ck_assert_uint_eq(x->count, y->count);
        ck_assert_int_eq(x->length_ns, y->length_ns);
        for (size_t i = 0; i < x->count; i++)
            EXPECT(x->holds[i].thread == y->holds[i].thread &&
                       x->holds[i].from_ns == y->holds[i].from_ns &&
                       x->holds[i].to_ns == y->holds[i].to_ns,
                   "turn %zu differs", i);
    }
}

START_TEST(a_report_survives_the_file)
{
    goroutines = lab_scenarios[_i]->for_goroutines;
    run(lab_scenarios[_i], 3, 5, "pawl pthread busted m2016", NULL);
    text_add(report.act, sizeof report.act, "%s", lab_scenarios[_i]->name);
    text_add(report.date, sizeof report.date, "today");
    const char *wrong = lab_write(&report, json_path());
    ck_assert_msg(wrong == NULL, "%s", wrong);
    struct lab_report again;
    ck_assert_msg(lab_read(&again, json_path(), why, sizeof why), "%s", why);
    char *before = printed(&report);
    char *after = printed(&again);
    ck_assert_str_eq(before, after);
    free(before);
    free(after);
    ck_assert_int_eq(again.tables[0].goroutines, goroutines);
    same_traces(&report.tables[0], &again.tables[0]);
    lab_report_free(&again);
    lab_report_free(&report);
}
END_TEST

// Latin-1, as old texts are: the file is UTF-8 all the same.
START_TEST(words_need_not_be_utf8)
{
    char *path = write_file("latin1", "caf\xe9 caf\xe9 na\xefve");
    run(&lab_wordcount, 2, 5, "busted", &path);
    ck_assert_ptr_null(lab_write(&report, json_path()));
    struct lab_report again;
    ck_assert_msg(lab_read(&again, json_path(), why, sizeof why), "%s", why);
    ck_assert_str_eq(again.input.top, "caf?");
    lab_report_free(&again);
}
END_TEST

static size_t slurp(const char *path, char *out, size_t size)
{
    FILE *f = fopen(path, "r");
    size_t got = fread(out, 1, size - 1, f);
    fclose(f);
    out[got] = '\0';
    return got;
}

// Reading never crashes; what it takes can be printed; what it refuses it names in one line.
static void read_and_print(const char *path)
{
    struct lab_report r;
    if (lab_read(&r, path, why, sizeof why)) {
        free(printed(&r));
        lab_report_free(&r);
    } else {
        EXPECT(why[0] != '\0' && strchr(why, '\n') == NULL, "complains in \"%s\"", why);
    }
}

START_TEST(damaged_files_are_refused)
{
    static char content[1 << 20];
    run(&lab_hunger, 2, 5, "pawl pthread", NULL);
    ck_assert_ptr_null(lab_write(&report, json_path()));
    size_t size = slurp(json_path(), content, sizeof content);
    for (size_t cut = 0; cut + 2 < size; cut += 97) {
        ck_assert_int_eq(truncate(json_path(), (off_t)(size - 2 - cut)), 0);
        struct lab_report r;
        EXPECT(!lab_read(&r, json_path(), why, sizeof why), "takes a part of %zu bytes",
               size - cut);
    }
    uint32_t random = 1;
    for (int i = 0; i < 1500; i++) {
        static const char bytes[] = "0123456789-.\"[]{},:aeE \\n";
        char *at = &content[lab_random(&random) % size];
        char old = *at;
        *at = bytes[lab_random(&random) % (sizeof bytes - 1)];
        read_and_print(write_file("damaged", content));
        *at = old;
    }
}
END_TEST

static int files_in_folder(void)
{
    int count = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *e; (e = readdir(dir)) != NULL;)
        count += e->d_name[0] != '.';
    closedir(dir);
    return count;
}

START_TEST(a_check_leaves_nothing_behind)
{
    char path[160];
    int before = files_in_folder();
    snprintf(path, sizeof path, "%s/new.json", folder);
    ck_assert_ptr_null(report_file_check(path));
    ck_assert_ptr_nonnull(report_file_check(folder));
    snprintf(path, sizeof path, "%s/no/such.json", folder);
    ck_assert_ptr_nonnull(report_file_check(path));
    ck_assert_ptr_nonnull(report_file_check(""));
    ck_assert_int_eq(files_in_folder(), before);
}
END_TEST

// A link stays a link, rights stay, and a full disk leaves the old file.
START_TEST(a_file_is_replaced_whole)
{
    char link_path[160];
    char *path = write_file("old.json", "old");
    snprintf(link_path, sizeof link_path, "%s/link.json", folder);
    unlink(link_path);
    ck_assert_int_eq(symlink("old.json", link_path), 0);
    ck_assert_int_eq(chmod(path, 0640), 0);
    run(&lab_hunger, 2, 5, "pawl", NULL);
    ck_assert_ptr_null(lab_write(&report, link_path));
    struct stat st;
    ck_assert_int_eq(lstat(link_path, &st), 0);
    ck_assert(S_ISLNK(st.st_mode));
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0640);
    ck_assert_int_gt(st.st_size, 100);
    ck_assert_ptr_nonnull(lab_write(&report, "/dev/full"));
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {a_report_survives_the_file, 4}, {words_need_not_be_utf8, 0},
        {damaged_files_are_refused, 0},  {a_check_leaves_nothing_behind, 0},
        {a_file_is_replaced_whole, 0},
    };
    return run_in_folder("lab file", tests, TEST_COUNT(tests));
}
