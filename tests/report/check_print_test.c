// check_print_test.c - what findings look like, in 80 columns; and that no file loses any of it.
// SPDX-License-Identifier: MIT
//
// check_print_test --write FOLDER writes the report and the JSON file of findings of every kind,
// for json_test.sh, and to change golden/findings.txt on purpose.
#include "made_checked.h"

#include "check/check_json.h"
#include "check/check_kinds.h"
#include "check/check_output.h"
#include "run_output.h"
#include "support/suite.h"

#include <stdlib.h>
#include <unistd.h>

static const char golden[] = "tests/report/golden/findings.txt";

// Everything that is printed of some findings; to be freed.
static char *text_of(struct checked *c, const struct run_options *o)
{
    char *text = NULL;
    size_t size = 0;
    char why[RUN_WHY];
    struct check_rules none = {0};
    FILE *out = open_memstream(&text, &size);
    ck_assert_msg(check_output(c, &none, o, out, why, sizeof why), "%s", why);
    fclose(out);
    return text;
}

static char *slurp(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *in = fopen(path, "r");
    ck_assert_msg(in != NULL, "no %s", path);
    ck_assert_int_ge(getdelim(&text, &size, '\0', in), 0);
    fclose(in);
    return text;
}

static const struct run_options everything = {.all_findings = true};

START_TEST(the_text_is_as_it_was)
{
    struct checked c = made_checked();
    char *text = text_of(&c, &everything);
    char *wanted = slurp(golden);
    ck_assert_str_eq(text, wanted);
    free(text);
    free(wanted);
    checked_free(&c);
}
END_TEST

START_TEST(lines_fit_and_name_their_kind)
{
    struct checked c = made_checked();
    char *text = text_of(&c, &everything);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        EXPECT(strlen(line) <= 80 && line[strlen(line) - 1] != ' ', "%s", line);
    free(text);
    text = text_of(&c, &everything); // told already
    ck_assert_ptr_null(strstr(text, "What to do"));
    for (size_t i = 0; i < c.processes[0].finding_count; i++)
        c.processes[0].findings[i].told = false;
    free(text);
    text = text_of(&c, &everything);
    for (int kind = 1; kind < PAWL_FOUND_KINDS; kind++) {
        char head[60];
        snprintf(head, sizeof head,
                 "\npawl: %s: ", check_kind_of((enum pawl_check_kind)kind)->word);
        EXPECT(strstr(text, head), "no %s", head);
    }
    free(text);
    checked_free(&c);
}
END_TEST

START_TEST(hidden_ones_are_only_counted)
{
    struct checked c = made_checked();
    const struct run_options o = {.rows = 10};
    char *text = text_of(&c, &o);
    ck_assert_ptr_null(strstr(text, "hidden"));
    ck_assert_ptr_nonnull(strstr(text, "pawl: 2 more can hardly go wrong: --all-findings shows"));
    free(text);
    checked_free(&c);
}
END_TEST

START_TEST(without_findings_there_is_one_line)
{
    struct checked c = {.process_count = 0};
    add_process(&c, 1);
    char *text = text_of(&c, &everything);
    ck_assert_str_eq(text,
                     "\npawl: no findings; 35 locks of 4 kinds, 1,204 lock orders looked at.\n");
    free(text);
    add_process(&c, 2);
    text = text_of(&c, &everything);
    ck_assert_ptr_nonnull(
        strstr(text, "no findings; 70 locks of 8 kinds, 2,408 lock orders looked"));
    ck_assert_ptr_nonnull(strstr(text, " in 2\n      processes."));
    free(text);
    checked_free(&c);
}
END_TEST

START_TEST(losses_are_said_once_each)
{
    struct checked c = {.process_count = 0};
    add_process(&c, 1);
    add_process(&c, 2);
    for (size_t i = 0; i < 2; i++) {
        c.processes[i].lost = (struct pawl_check_lost){1, 2, 3, 4, 5, 6, 7};
        c.processes[i].lost_stacks = c.processes[i].lost_modules = c.processes[i].lost_events = 1;
    }
    char *text = text_of(&c, &everything);
    const char *locks = strstr(text, "pawl: more than 131,071 locks: the rest is not checked.\n");
    ck_assert_ptr_nonnull(locks);
    ck_assert_ptr_null(strstr(locks + 30, "131,071 locks: "));
    ck_assert_ptr_nonnull(strstr(text, "pawl: more than 64 locks in the hands of one thread: "));
    ck_assert_ptr_nonnull(strstr(text, "pawl: 2 lock operations in signal handlers could"));
    free(text);
    checked_free(&c);
}
END_TEST

// ---- JSON ---------------------------------------------------------------------------------------

START_TEST(a_file_keeps_everything)
{
    char path[] = "/tmp/pawl-checked-XXXXXX";
    close(mkstemp(path));
    struct checked c = made_checked();
    struct checked again = {.process_count = 0};
    ck_assert_ptr_null(check_json(&c, path));
    ck_assert(check_json_is(path));
    const char *wrong = checked_add_json(&again, path);
    ck_assert_msg(wrong == NULL, "%s", wrong);
    char *first = text_of(&c, &everything);
    char *second = text_of(&again, &everything);
    ck_assert_str_eq(first, second);
    char *json = slurp(path);
    ck_assert_ptr_null(check_json(&again, path));
    char *json_again = slurp(path);
    ck_assert_str_eq(json, json_again);
    free(first);
    free(second);
    free(json);
    free(json_again);
    checked_free(&c);
    checked_free(&again);
    unlink(path);
}
END_TEST

// Whatever is wrong with a file, it is refused whole, with one line that says why.
START_TEST(damaged_files_are_refused)
{
    char path[] = "/tmp/pawl-checked-XXXXXX";
    close(mkstemp(path));
    struct checked c = made_checked();
    ck_assert_ptr_null(check_json(&c, path));
    char *json = slurp(path);
    size_t size = strlen(json);
    srand(1);
    for (int i = 0; i < 1500; i++) {
        static const char bytes[] = "0123456789-.\"[]{},:aeE \\n";
        char *damaged = strdup(json);
        for (int n = rand() % 4; n >= 0; n--)
            damaged[(size_t)rand() % size] = bytes[(size_t)rand() % (sizeof bytes - 1)];
        FILE *out = fopen(path, "w");
        fwrite(damaged, 1, i % 3 ? size : (size_t)rand() % size, out);
        fclose(out);
        struct checked again = {.process_count = 0};
        const char *wrong = checked_add_json(&again, path);
        EXPECT(!wrong || (again.process_count == 0 && !strchr(wrong, '\n')), "keeps a part");
        free(text_of(&again, &everything));
        checked_free(&again);
        free(damaged);
    }
    free(json);
    checked_free(&c);
    unlink(path);
}
END_TEST

static int write_files(const char *folder)
{
    char path[500];
    char why[RUN_WHY];
    struct checked c = made_checked();
    struct check_rules none = {0};
    struct run_options o = everything;
    char text[500];
    snprintf(path, sizeof path, "%s/check.json", folder);
    snprintf(text, sizeof text, "%s/findings.txt", folder);
    o.json = path;
    o.report_to = text;
    bool ok = check_output(&c, &none, &o, stdout, why, sizeof why);
    if (!ok)
        puts(why);
    checked_free(&c);
    return ok ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--write") == 0)
        return write_files(argv[2]);
    const struct named_test tests[] = {
        {the_text_is_as_it_was, 0},        {lines_fit_and_name_their_kind, 0},
        {hidden_ones_are_only_counted, 0}, {without_findings_there_is_one_line, 0},
        {losses_are_said_once_each, 0},    {a_file_keeps_everything, 0},
        {damaged_files_are_refused, 0},
    };
    return suite_run("check print", tests, TEST_COUNT(tests));
}
