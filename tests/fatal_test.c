// fatal_test.c - the last words of a process that misused a lock.
// SPDX-License-Identifier: MIT
#include "support/child.h"
#include "support/suite.h"

#include <pawl.h>
#include <stdio.h>

#define UNLOCKED "sync: unlock of unlocked mutex"

static pawl_mutex mu;

static void unlock_fresh(void)
{
    pawl_mutex_unlock(&mu);
}

static void last_words(const char *text)
{
    fprintf(stderr, "<%s>\n", text);
}

static void unlock_with_handler(void)
{
    pawl_set_fatal_handler(last_words);
    pawl_mutex_unlock(&mu);
}

// The handler gets the bare text, after it was printed, once; its return does not save the process.
START_TEST(fatal_handler_is_called_and_saves_nothing)
{
    struct ending e = child_run(unlock_with_handler);
    ck_assert(WIFSIGNALED(e.status) && WTERMSIG(e.status) == SIGABRT);
    const char *printed = strstr(e.said, "fatal error: " UNLOCKED "\n");
    const char *handled = strstr(e.said, "<" UNLOCKED ">\n");
    ck_assert_msg(printed && handled && printed < handled, "%s", e.said);
    ck_assert_msg(strstr(handled + 1, "<" UNLOCKED ">") == NULL, "%s", e.said);
}
END_TEST

START_TEST(fatal_handler_is_returned)
{
    ck_assert(pawl_set_fatal_handler(last_words) == NULL);
    ck_assert(pawl_set_fatal_handler(NULL) == last_words);
    ck_assert(pawl_set_fatal_handler(NULL) == NULL);
}
END_TEST

// It says where: at least one line with a module and an offset, for addr2line.
START_TEST(fatal_error_says_where)
{
    struct ending e = child_run(unlock_fresh);
    const char *at = strstr(e.said, "\n  at ");
    ck_assert_msg(at != NULL && strstr(at, "fatal_test+0x") != NULL, "%s", e.said);
}
END_TEST

static void unlock_with_stderr_closed(void)
{
    close(STDERR_FILENO);
    pawl_mutex_unlock(&mu);
}

START_TEST(nobody_listens)
{
    struct ending e = child_run(unlock_with_stderr_closed);
    ck_assert(WIFSIGNALED(e.status) && WTERMSIG(e.status) == SIGABRT);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {fatal_handler_is_called_and_saves_nothing, 1},
        {fatal_handler_is_returned, 1},
        {fatal_error_says_where, 1},
        {nobody_listens, 1},
    };
    return suite_run("fatal", tests, TEST_COUNT(tests));
}
