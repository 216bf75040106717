// check_record_test.c - from a record of checks to findings: names, stacks, and a second look.
// SPDX-License-Identifier: MIT
#include "made_check.h"

#include "check/check_raw.h"
#include "support/suite.h"

static const struct checked_process *read_all(void)
{
    char *path = write_check(record, sizeof *record);
    const char *wrong = checked_add_record(&checked, path);
    ck_assert_msg(wrong == NULL, "%s", wrong);
    unlink(path);
    free(path);
    return &checked.processes[checked.process_count - 1];
}

START_TEST(a_finding_has_names_and_stacks)
{
    begin();
    struct pawl_check_step *s = found(record, PAWL_FOUND_ORDER, 2);
    s[0].held = s[1].wanted = lock_id(1, made_address(&queue_lock));
    s[0].wanted = s[1].held = lock_id(2, made_address(&locks[2]));
    s[0].held_stack = 1;
    s[0].stack = 2;
    s[1].flags = PAWL_CHECK_SHARED;
    const struct checked_process *p = read_all();
    ck_assert_int_eq(p->about.pid, 4711);
    ck_assert_uint_eq(p->locks, 5);
    ck_assert_uint_eq(p->classes, 3);
    ck_assert_uint_eq(p->orders, 7);
    ck_assert_uint_eq(p->finding_count, 1);
    const struct checked_finding *f = &p->findings[0];
    ck_assert_int_eq(f->kind, PAWL_FOUND_ORDER);
    ck_assert_int_eq(f->after_ns, 1000000);
    ck_assert_uint_eq(f->step_count, 2);
    ck_assert_int_eq(f->steps[1].thread.tid, 101);
    ck_assert_str_eq(f->steps[0].thread.name, "worker");
    ck_assert_str_eq(f->steps[0].held.name, "queue_lock");
    ck_assert_str_eq(f->steps[0].held.kind, "mutex");
    ck_assert(!f->steps[0].held.described);
    ck_assert_uint_eq(f->steps[0].held.address, 0); // nobody asked for it
    ck_assert_ptr_nonnull(strstr(f->steps[1].held.name, "locks"));
    ck_assert_str_ne(f->steps[1].held.name, "locks"); // but which of them
    ck_assert_str_eq(f->steps[1].held.kind, "rwlock");
    ck_assert_uint_eq(f->steps[1].flags, PAWL_CHECK_SHARED);
    ck_assert_uint_eq(f->steps[0].held_stack.depth, 2);
    ck_assert_str_eq(f->steps[0].held_stack.frames[0].function, "push");
    ck_assert_str_eq(f->steps[0].stack.frames[0].function, "pop");
    ck_assert_uint_eq(f->steps[1].stack.depth, 0);
    finish();
}
END_TEST

START_TEST(names_of_the_program_come_first)
{
    begin();
    record->classes[1].name = 1;
    struct pawl_check_step *s = found(record, PAWL_FOUND_ORDER, 2);
    s[0].held = s[1].wanted = lock_id(1, 0x5000);
    s[0].wanted = s[1].held = lock_id(1, 0x6000);
    s = found(record, PAWL_FOUND_ORDER, 2);
    s[0].held = s[1].wanted = lock_id(1, 0x5000);
    s[0].held.name = s[1].wanted.name = 2;
    s[0].wanted = s[1].held = lock_id(3, 0x6000);
    const struct checked_process *p = read_all();
    const struct checked_step *named = p->findings[0].steps;
    ck_assert_str_eq(named[0].held.name, "account #1"); // told apart
    ck_assert_str_eq(named[0].wanted.name, "account #2");
    ck_assert_str_eq(named[1].held.name, "account #2");
    named = p->findings[1].steps;
    ck_assert_str_eq(named[0].held.name, "of Alice");
    ck_assert_ptr_nonnull(strstr(named[1].held.name, "mutex made at "));
    ck_assert_ptr_nonnull(strstr(named[1].held.name, "pop"));
    ck_assert(named[1].held.described);
    finish();
}
END_TEST

START_TEST(what_nobody_can_hold_has_a_name_too)
{
    begin();
    struct pawl_check_step *s = found(record, PAWL_FOUND_ASLEEP, 3);
    s[0].wanted = lock_id(0, made_address(&locks[0]));
    s[0].wait_kind = PAWL_KIND_COND;
    s[1].wanted = lock_id(0, 0x99);
    s[1].wait_kind = PAWL_KIND_WAITGROUP;
    s[2].wanted = lock_id(0, 0x99);
    s[2].wait_kind = PAWL_CHECK_JOIN;
    checked.names.raw_addresses = true;
    const struct checked_step *steps = read_all()->findings[0].steps;
    ck_assert_ptr_nonnull(strstr(steps[0].wanted.name, "locks"));
    ck_assert_str_eq(steps[0].wanted.kind, "cond");
    ck_assert_ptr_null(steps[1].wanted.name);
    ck_assert_str_eq(steps[1].wanted.kind, "waitgroup");
    ck_assert_uint_eq(steps[1].wanted.address, 0x99);
    ck_assert(steps[2].joins);
    ck_assert_ptr_null(steps[2].wanted.kind);
    finish();
}
END_TEST

// While the process runs, findings appear, and not always in the order of the table.
START_TEST(a_second_look_adds_what_is_new)
{
    begin();
    char *path = write_check(record, sizeof *record);
    found(record, PAWL_FOUND_REENTRY, 1)->wanted = lock_id(1, 1);
    found(record, PAWL_FOUND_COPIED, 1)->wanted = lock_id(1, 1);
    record->findings[0].ready = 0;
    FILE *f = fopen(path, "r+");
    fwrite(record, sizeof *record, 1, f);
    fflush(f);
    ck_assert_ptr_null(checked_add_record(&checked, path));
    ck_assert_uint_eq(checked.processes[0].finding_count, 1);
    checked.processes[0].findings[0].told = true;
    record->findings[0].ready = 1;
    record->findings[1].times = 9;
    rewind(f);
    fwrite(record, sizeof *record, 1, f);
    fclose(f);
    ck_assert_ptr_null(checked_add_record(&checked, path));
    ck_assert_uint_eq(checked.process_count, 1);
    const struct checked_process *p = &checked.processes[0];
    ck_assert_uint_eq(p->finding_count, 2);
    ck_assert_int_eq(p->findings[0].kind, PAWL_FOUND_COPIED);
    ck_assert(p->findings[0].told);
    ck_assert_uint_eq(p->findings[0].times, 9);
    ck_assert_int_eq(p->findings[1].kind, PAWL_FOUND_REENTRY);
    ck_assert(!p->findings[1].told);
    unlink(path);
    free(path);
    finish();
}
END_TEST

START_TEST(a_glance_sees_how_far_it_is)
{
    static struct pawl_record_head head;
    struct check_counts counts;
    begin();
    record->lost.locks = 3;
    found(record, PAWL_FOUND_REENTRY, 1);
    char *path = write_check(record, sizeof *record);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    ck_assert(check_raw_glance(path, &counts, &head));
    ck_assert_uint_eq(counts.findings, 1);
    ck_assert_uint_eq(counts.locks, 5);
    ck_assert_uint_eq(counts.lost.locks, 3);
    ck_assert_int_eq(head.pid, 4711);
    close(fd);
    ck_assert(check_raw_glance(path, &counts, &head));
    ck_assert(!counts.written);
    ck_assert(truncate(path, 100000) == 0);
    ck_assert(!check_raw_glance(path, &counts, &head));
    ck_assert(!check_raw_glance("/nowhere", &counts, &head));
    unlink(path);
    free(path);
    finish();
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {a_finding_has_names_and_stacks, 0},      {names_of_the_program_come_first, 0},
        {what_nobody_can_hold_has_a_name_too, 0}, {a_second_look_adds_what_is_new, 0},
        {a_glance_sees_how_far_it_is, 0},
    };
    return suite_run("check record", tests, TEST_COUNT(tests));
}
