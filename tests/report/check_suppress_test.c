// check_suppress_test.c - suppression files: what they hide, and what is wrong with them.
// SPDX-License-Identifier: MIT
#include "made_checked.h"

#include "check/check_output.h"
#include "run_output.h"
#include "support/suite.h"

#include <stdlib.h>
#include <unistd.h>

static char path[] = "/tmp/pawl-rules-XXXXXX";
static char why[RUN_WHY];

static bool read_rules(struct check_rules *rules, const char *text)
{
    FILE *out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    fclose(out);
    return check_rules_read(rules, path, why, sizeof why);
}

// How many of the made findings does it hide?
static size_t hides(const char *text)
{
    struct checked c = made_checked();
    struct check_rules rules = {0};
    size_t count = 0;
    ck_assert_msg(read_rules(&rules, text), "%s", why);
    check_rules_apply(&rules, &c.processes[0]);
    for (size_t i = 0; i < c.processes[0].finding_count; i++)
        count += c.processes[0].findings[i].suppressed != NULL;
    check_rules_free(&rules);
    checked_free(&c);
    return count;
}

START_TEST(rules_hide_what_they_say)
{
    size_t all = hides("program=* reason=all of it");
    ck_assert_uint_gt(all, 20);
    ck_assert_uint_eq(hides("program=demo reason=by its name"), all);
    ck_assert_uint_eq(hides("program=/usr/bin/* reason=by its path"), all);
    ck_assert_uint_eq(hides("program=emo reason=none"), 0);
    ck_assert_uint_eq(hides("kind=order reason=x"), 6);
    ck_assert_uint_eq(hides("kind=order lock=log_* reason=x"), 2);
    ck_assert_uint_eq(hides("kind=order lock=log_lock lock=server.table reason=x"), 0);
    ck_assert_uint_eq(hides("kind=order lock=queue_lock lock=server.table reason=x"), 1);
    ck_assert_uint_eq(hides("lock=\"mutex made at pool.c:41 * #2\" kind=order reason=x"), 4);
    ck_assert_uint_eq(hides("kind=copied function=takes reason=x"), 1);
    ck_assert_uint_eq(hides("kind=copied function=take reason=x"), 0);
    ck_assert_uint_eq(hides("kind=copied file=demo.c reason=x"), 2);
    ck_assert_uint_eq(hides("kind=copied file=*/src/*.c reason=x"), 2);
    ck_assert_uint_eq(hides("kind=copied file=libc.so.6 reason=x"), 2);
}
END_TEST

START_TEST(rules_may_be_blocks)
{
    ck_assert_uint_eq(hides("# why\n\n  kind=order\r\n\tlock=log_lock\n  reason=several words \n\n"
                            "kind=copied reason=one line\nkind=asleep reason=the next"),
                      2 + 2 + 1);
}
END_TEST

static void refused(const char *text, const char *message)
{
    struct check_rules rules = {0};
    char wanted[400];
    snprintf(wanted, sizeof wanted, "%s:%s", path, message);
    EXPECT(!read_rules(&rules, text), "takes %s", text);
    ck_assert_str_eq(why, wanted);
    check_rules_free(&rules);
}

START_TEST(what_is_wrong_is_named_with_its_line)
{
    refused("kind=order\n", "1: this rule gives no reason=: say why it is no problem");
    refused("\nkind=order\n\nkind=copied reason=x\n",
            "2: this rule gives no reason=: say why it is no problem");
    refused("reason=x\n", "1: this rule would hide everything: say which findings it is for");
    refused("# x\nkind=ordr reason=x\n", "2: there is no kind 'ordr'. Did you mean order?");
    refused("kind=order reason=x\nkind=order\nfunktion=x reason=x\n",
            "3: a rule has no key 'funktion'. Did you mean function?");
    refused("kind=order\nnonsense\n", "2: this is not key=value");
    refused("kind=order lock=\"a b reason=x\n", "1: this quote has no end");
    refused("lock= reason=x\n", "1: lock= has no value");
    refused("lock=x reason=\n", "1: reason= has no value");
    refused("lock=x reason=x\nreason=y\n", "2: reason= twice in one rule");
    struct check_rules none = {0};
    ck_assert(!check_rules_read(&none, "/nowhere/rules", why, sizeof why));
    ck_assert_str_eq(why, "--suppress: /nowhere/rules: No such file or directory");
    ck_assert(!check_rules_read(&none, "/", why, sizeof why));
    check_rules_free(&none);
}
END_TEST

START_TEST(the_report_tells_of_rules)
{
    struct checked c = made_checked();
    struct check_rules rules = {0};
    const struct run_options o = {.all_findings = true};
    char *text = NULL;
    size_t size = 0;
    ck_assert(read_rules(&rules, "kind=order reason=known since May\n\nlock=no* reason=gone\n"));
    FILE *out = open_memstream(&text, &size);
    ck_assert(check_output(&c, &rules, &o, out, why, sizeof why));
    fclose(out);
    ck_assert_ptr_nonnull(strstr(text, "\n      Suppressed: known since May\n"));
    ck_assert_ptr_nonnull(strstr(text, "\npawl: 6 findings are suppressed.\n"));
    ck_assert_ptr_nonnull(strstr(text, ":3: nothing was found that this rule is for.\n"));
    ck_assert_ptr_null(strstr(text, ":1: nothing was found"));
    free(text);
    check_rules_free(&rules);
    checked_free(&c);
}
END_TEST

// Any bytes: they are taken or refused, with one line.
START_TEST(noise_does_no_harm)
{
    srand(1);
    for (int i = 0; i < 2000; i++) {
        static const char *const parts[] = {"kind=", "order",   " ",      "\n",    "\"",
                                            "=",     "reason=", "x",      "lock=", "#",
                                            "\t",    "\xff",    "\x1b[m", "file="};
        char text[400] = "";
        for (int n = rand() % 20; n >= 0; n--)
            strcat(text, parts[(size_t)rand() % (sizeof parts / sizeof parts[0])]);
        struct check_rules rules = {0};
        if (!read_rules(&rules, text))
            EXPECT(!strpbrk(why, "\n\x1b\xff"), "%s", why);
        check_rules_free(&rules);
    }
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {rules_hide_what_they_say, 0},
        {rules_may_be_blocks, 0},
        {what_is_wrong_is_named_with_its_line, 0},
        {the_report_tells_of_rules, 0},
        {noise_does_no_harm, 0},
    };
    close(mkstemp(path));
    int status = suite_run("check suppress", tests, TEST_COUNT(tests));
    unlink(path);
    return status;
}
