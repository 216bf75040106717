// outputs_test.c - a profile in files: nothing gets lost on the way, and damaged files do no harm.
// SPDX-License-Identifier: MIT
//
// outputs_test --write FOLDER PROCESSES writes the files of a made profile, for the scripts beside
// this program, which look at them with the tools that they are for.
#include "made_profile.h"
#include "report_file.h"
#include "report_files.h"
#include "same_profile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/pawl-report-test-XXXXXX";

static const char *in_folder(const char *name)
{
    static char paths[4][160];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static char content[1 << 20];

static size_t slurp(const char *path)
{
    FILE *f = fopen(path, "r");
    ck_assert_msg(f != NULL, "%s: %s", path, strerror(errno));
    size_t got = fread(content, 1, sizeof content - 1, f);
    fclose(f);
    content[got] = '\0';
    return got;
}

static void spill(const char *path, const char *text, size_t size)
{
    FILE *f = fopen(path, "w");
    ck_assert_uint_eq(fwrite(text, 1, size, f), size);
    fclose(f);
}

START_TEST(a_profile_survives_the_file)
{
    struct profile p = made_profile(_i + 1);
    p.processes[0].stacks[POPS].frames[0].address = 0x55550000;
    p.processes[0].locks[0].address = 0x7fff0000;
    struct profile again = {.process_count = 0};
    const char *wrong = report_json(&p, in_folder("run.json"));
    ck_assert_msg(wrong == NULL, "%s", wrong);
    wrong = profile_add_json(&again, in_folder("run.json"));
    ck_assert_msg(wrong == NULL, "%s", wrong);
    same_profile(&p, &again);
    profile_free(&p);
    profile_free(&again);
}
END_TEST

// Whatever is refused leaves what was there; one line says why.
START_TEST(damaged_files_are_refused)
{
    struct profile p = made_profile(1);
    struct profile kept = made_profile(1);
    ck_assert_ptr_null(report_json(&p, in_folder("run.json")));
    size_t size = slurp(in_folder("run.json"));
    for (size_t cut = 2; cut < size; cut += 97) {
        spill(in_folder("cut.json"), content, size - cut);
        const char *wrong = profile_add_json(&kept, in_folder("cut.json"));
        EXPECT(wrong && strchr(wrong, '\n') == NULL, "takes all but %zu bytes", cut);
        EXPECT(kept.process_count == 1, "keeps a part");
    }
    same_profile(&p, &kept);
    setenv("PATH", "/nowhere", 1); // a thousand pictures would take too long
    srand(1);
    for (int i = 0; i < 3000; i++) {
        static const char bytes[] = "0123456789-.\"[]{},:aeE \\n";
        char *at = &content[(size_t)rand() % size];
        char old = *at;
        *at = bytes[(size_t)rand() % (sizeof bytes - 1)];
        spill(in_folder("damaged.json"), content, size);
        struct profile q = {.process_count = 0};
        if (!profile_add_json(&q, in_folder("damaged.json"))) {
            ck_assert_ptr_null(report_pprof(&q, REPORT_BY_WAITER, "/dev/null"));
            ck_assert_ptr_null(report_folded(&q, REPORT_BY_UNLOCKER, "/dev/null"));
            ck_assert_ptr_null(report_html(&q, "/dev/null"));
        }
        profile_free(&q);
        *at = old;
    }
    profile_free(&kept);
    profile_free(&p);
}
END_TEST

static void expect_lines(const char *path, const char *lines)
{
    slurp(path);
    ck_assert_str_eq(content, lines);
}

#define RUDE "[lock <script>alert(\"x\")</script>:'`$(id)`?\": system 'id': ??]"

START_TEST(folded_stacks_are_one_line_each)
{
    struct profile p = made_profile(1);
    ck_assert_ptr_null(report_folded(&p, REPORT_BY_WAITER, in_folder("waiters")));
    expect_lines(in_folder("waiters"),
                 "main;worker;queue_pop;[lock queue_lock] 2400000000\n"
                 "main;producer;queue_push;[lock queue_lock] 600000000\n"
                 "main;walk;walk;walk;lookup;[lock pool.c:41 make_pool] 90000000\n"
                 "[unknown];" RUDE " 10000000\n");
    ck_assert_ptr_null(report_folded(&p, REPORT_BY_UNLOCKER, in_folder("unlockers")));
    expect_lines(in_folder("unlockers"),
                 "main;producer;queue_push;[lock queue_lock] 2700000000\n"
                 "main;worker;queue_pop;[lock queue_lock] 300000000\n"
                 "0x7f0000001000;libpool.so.1+0xbeef;[lock pool.c:41 make_pool] 90000000\n");
    profile_free(&p);
}
END_TEST

// With several processes the process is the root; equal lines are added up.
START_TEST(folded_stacks_tell_processes_apart)
{
    struct profile p = made_profile(2);
    p.processes[1].locks[0].waited[1].stack = POPS;
    ck_assert_ptr_null(report_folded(&p, REPORT_BY_WAITER, in_folder("two")));
    slurp(in_folder("two"));
    ck_assert_ptr_nonnull(
        strstr(content, "[4711 demo];main;worker;queue_pop;[lock queue_lock] 2400000000\n"));
    ck_assert_ptr_nonnull(
        strstr(content, "[4712 demo];main;worker;queue_pop;[lock queue_lock] 3000000000\n"));
    profile_free(&p);
}
END_TEST

static mode_t rights(const char *path)
{
    struct stat st;
    ck_assert_int_eq(stat(path, &st), 0);
    return st.st_mode & 0777;
}

START_TEST(new_files_are_for_their_owner)
{
    struct profile p = made_profile(1);
    umask(0);
    ck_assert_ptr_null(report_folded(&p, REPORT_BY_WAITER, in_folder("new")));
    ck_assert_uint_eq(rights(in_folder("new")), 0600);
    ck_assert_int_eq(chmod(in_folder("new"), 0644), 0);
    ck_assert_ptr_null(report_folded(&p, REPORT_BY_WAITER, in_folder("new")));
    ck_assert_uint_eq(rights(in_folder("new")), 0644);
    ck_assert_ptr_nonnull(report_folded(&p, REPORT_BY_WAITER, in_folder("no/such/folder")));
    ck_assert_ptr_nonnull(report_pprof(&p, REPORT_BY_WAITER, "/dev/full"));
    ck_assert_ptr_nonnull(report_json(&p, "/dev/full"));
    profile_free(&p);
}
END_TEST

static bool fails(FILE *out, const void *arg)
{
    fputs(arg, out);
    errno = ENOSPC;
    return false;
}

START_TEST(a_failure_leaves_the_old_file)
{
    spill(in_folder("old"), "old\n", 4);
    ck_assert_str_eq(report_file_write(in_folder("old"), fails, "half"), strerror(ENOSPC));
    expect_lines(in_folder("old"), "old\n");
}
END_TEST

// What somebody else lays into /tmp does not lead us into our own files.
START_TEST(strangers_links_are_not_followed)
{
    if (geteuid() != 0)
        return;
    struct profile p = made_profile(1);
    spill(in_folder("precious"), "precious\n", 9);
    ck_assert_int_eq(mkdir(in_folder("shared"), 0777), 0);
    ck_assert_int_eq(chmod(in_folder("shared"), 01777), 0);
    ck_assert_int_eq(symlink("../precious", in_folder("shared/link")), 0);
    ck_assert_int_eq(lchown(in_folder("shared/link"), 1, 1), 0);
    ck_assert_ptr_nonnull(report_file_check(in_folder("shared/link")));
    ck_assert_ptr_nonnull(report_folded(&p, REPORT_BY_WAITER, in_folder("shared/link")));
    expect_lines(in_folder("precious"), "precious\n");
    ck_assert_int_eq(lchown(in_folder("shared/link"), 0, 0), 0);
    ck_assert_ptr_null(report_folded(&p, REPORT_BY_WAITER, in_folder("shared/link")));
    ck_assert_uint_gt(slurp(in_folder("precious")), 20);
    profile_free(&p);
}
END_TEST

START_TEST(an_empty_profile_can_be_written)
{
    struct profile p = {.process_count = 0};
    struct profile again = {.process_count = 0};
    ck_assert_ptr_null(report_json(&p, in_folder("none.json")));
    ck_assert_ptr_null(profile_add_json(&again, in_folder("none.json")));
    ck_assert_uint_eq(again.process_count, 0);
    ck_assert_ptr_null(report_pprof(&p, REPORT_BY_WAITER, in_folder("none.pb.gz")));
    ck_assert_ptr_null(report_folded(&p, REPORT_BY_WAITER, in_folder("none.folded")));
    ck_assert_uint_eq(slurp(in_folder("none.folded")), 0);
    ck_assert_ptr_null(report_html(&p, in_folder("none.html")));
    profile_free(&p);
    profile_free(&again);
}
END_TEST

static int write_files(const char *into, int processes)
{
    struct profile p = made_profile(processes);
    const char *wrong = chdir(into) == 0 ? NULL : strerror(errno);
    wrong = wrong ? wrong : report_json(&p, "run.json");
    wrong = wrong ? wrong : report_html(&p, "run.html");
    wrong = wrong ? wrong : report_pprof(&p, REPORT_BY_WAITER, "waiters.pb.gz");
    wrong = wrong ? wrong : report_pprof(&p, REPORT_BY_UNLOCKER, "unlockers.pb.gz");
    profile_free(&p);
    if (wrong)
        fprintf(stderr, "outputs_test: %s\n", wrong);
    return wrong != NULL;
}

int main(int argc, char **argv)
{
    const struct named_test tests[] = {
        {a_profile_survives_the_file, 2},      {damaged_files_are_refused, 0},
        {folded_stacks_are_one_line_each, 0},  {folded_stacks_tell_processes_apart, 0},
        {new_files_are_for_their_owner, 0},    {a_failure_leaves_the_old_file, 0},
        {strangers_links_are_not_followed, 0}, {an_empty_profile_can_be_written, 0},
    };
    if (argc == 4 && strcmp(argv[1], "--write") == 0)
        return write_files(argv[2], atoi(argv[3]));
    char command[64];
    if (!mkdtemp(folder))
        return 1;
    int status = suite_run("outputs", tests, TEST_COUNT(tests));
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command) != 0 || status != 0;
}
