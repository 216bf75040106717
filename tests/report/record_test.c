// record_test.c - a record of known numbers becomes exactly these.
// SPDX-License-Identifier: MIT
#include "made_record.h"
#include "profile.h"
#include "support/suite.h"

// What the record is about: variables and functions of this program.
static uint64_t queue_lock[4];

__attribute__((noinline)) static void push(void)
{
    queue_lock[0]++;
}

__attribute__((noinline)) static void make_pool(void)
{
    queue_lock[1]++;
}

// A wrapper by its name.
__attribute__((noinline)) static void g_mutex_lock(void)
{
    queue_lock[2]++;
}

// One of pawl's own, as an inline function of its headers is that was not inlined.
__attribute__((noinline)) static void pawl_lock_here(void)
{
    queue_lock[2]++;
}

__attribute__((noinline)) static void pop(void)
{
    queue_lock[3]++;
}

static struct profile profile;

// Adds the record to the profile; returns what it made of it.
static const struct profile_process *read_record(const struct pawl_record *r)
{
    char *path = write_record(r, sizeof *r);
    const char *wrong = profile_add_record(&profile, path);
    unlink(path);
    free(path);
    ck_assert_msg(!wrong, "%s", wrong);
    return &profile.processes[profile.process_count - 1];
}

static const struct profile_lock *lock_named(const struct profile_process *p, const char *name)
{
    for (size_t i = 0; i < p->lock_count; i++) {
        if (strcmp(p->locks[i].name, name) == 0)
            return &p->locks[i];
    }
    ck_abort_msg("no lock is called %s", name);
    return NULL;
}

static void finish(struct pawl_record *r)
{
    profile_free(&profile);
    free(r);
}

START_TEST(the_process_is_told)
{
    struct pawl_record *r = made_record();
    set_lock(&r->locks[1], PAWL_KIND_MUTEX, 0, 0);
    r->lost.sites = 3;
    r->head.lost_events = 4;
    r->head.flags |= PAWL_RECORD_HOLD | PAWL_RECORD_OBSERVE;
    const struct profile_process *p = read_record(r);
    ck_assert_int_eq(p->pid, 4711);
    ck_assert_int_eq(p->ppid, 42);
    ck_assert_str_eq(p->command, "./made 'a b' '' 'it'\\''s'");
    ck_assert_int_eq(p->duration_ns, 1000000000);
    ck_assert_int_eq(p->slot_ns, 1 << 24);
    ck_assert_uint_eq(p->threads, 2);
    ck_assert(p->hold && p->observed && p->ended && !p->linked && !p->running);
    ck_assert_uint_eq(p->lost, 7);
    ck_assert_uint_eq(p->note_count, 1);
    finish(r);
}
END_TEST

START_TEST(variables_have_their_names)
{
    struct pawl_record *r = made_record();
    set_lock(&r->locks[1], PAWL_KIND_MUTEX, place_of(queue_lock), 0);
    set_lock(&r->locks[2], PAWL_KIND_RWMUTEX, place_of(&queue_lock[3]), 0);
    r->locks[2].objects = 3; // a variable is one, however often it was entered
    set_use(&r->locks[1].exclusive, 100, 10, 20000, 2040);
    set_use(&r->locks[2].shared, 7, 1, 30000, 30000);
    r->locks[2].timeline[63] = 30000;
    const struct profile_process *p = read_record(r);
    ck_assert_uint_eq(p->lock_count, 2);
    ck_assert(strcmp(p->locks[0].name, "queue_lock[3]") == 0 ||  // it was waited for longer
              strcmp(p->locks[0].name, "queue_lock+0x18") == 0); // this without -g
    ck_assert(strncmp(p->locks[1].name, "queue_lock", 10) == 0);
    ck_assert_uint_eq(p->locks[0].objects, 1);
    ck_assert_uint_eq(p->locks[0].shared.acquired, 7);
    ck_assert_uint_eq(p->locks[0].timeline[63], 30000);
    ck_assert_uint_eq(profile_wait(&p->locks[0]), 30000);
    const struct profile_use *u = &p->locks[1].exclusive;
    ck_assert_uint_eq(u->acquired, 100);
    ck_assert_uint_eq(u->contended, 10);
    ck_assert_uint_eq(u->wait_ns, 20000);
    ck_assert_uint_eq(u->waits.count, 10);
    double median = distribution_quantile(&u->waits, 0.5);
    ck_assert(median > 1856 && median < 1984); // the middle of its bucket, not an edge
    ck_assert(distribution_quantile(&u->waits, 1) == 2040);
    finish(r);
}
END_TEST

START_TEST(other_locks_are_called_by_their_birth)
{
    struct pawl_record *r = made_record();
    set_stack(&r->head.stacks[1], 2, call_in(make_pool), call_in(push));
    set_stack(&r->head.stacks[2], 2, call_in(make_pool), call_in(pop));
    set_stack(&r->head.stacks[3], 2, call_in(g_mutex_lock), call_in(pop));
    set_lock(&r->locks[1], PAWL_KIND_MUTEX, 0, 3);
    set_lock(&r->locks[2], PAWL_KIND_MUTEX, 0, 0);
    const struct profile_process *p = read_record(r);
    ck_assert_uint_eq(p->lock_count, 2);
    lock_named(p, "unknown mutex");
    const char *name = p->locks[0].born ? p->locks[0].name : p->locks[1].name;
    ck_assert_msg(strstr(name, "pop") && !strstr(name, "g_mutex"), "%s", name);
    profile_free(&profile);

    // Two of one maker are told apart by who called it, two of one path by a number.
    set_lock(&r->locks[3], PAWL_KIND_MUTEX, 0, 1);
    set_lock(&r->locks[4], PAWL_KIND_MUTEX, 0, 2);
    set_lock(&r->locks[5], PAWL_KIND_COND, 0, 2);
    p = read_record(r);
    int with_push = 0;
    int with_pop = 0;
    int numbered = 0;
    for (size_t i = 0; i < p->lock_count; i++) {
        with_push += strstr(p->locks[i].name, "make_pool < push") != NULL;
        with_pop += strstr(p->locks[i].name, "make_pool < pop") != NULL;
        numbered += strstr(p->locks[i].name, "make_pool < pop #2") != NULL;
    }
    ck_assert_int_eq(with_push, 1);
    ck_assert_int_eq(with_pop, 2);
    ck_assert_int_eq(numbered, 1);
    finish(r);
}
END_TEST

START_TEST(entries_of_one_key_are_added_up)
{
    struct pawl_record *r = made_record();
    set_stack(&r->head.stacks[7], 1, call_in(push), 0);
    set_stack(&r->head.stacks[9], 1, call_in(push), 0);
    for (int i = 5; i < 7; i++) {
        set_lock(&r->locks[i], PAWL_KIND_MUTEX, place_of(queue_lock), 0);
        set_use(&r->locks[i].exclusive, 20, 5, 9000, 1900 + (uint64_t)i);
        set_site(&r->sites[i], (uint32_t)i, call_in(push), false);
        set_use(&r->sites[i].use, 30, 5, 9000, 1900);
    }
    set_site(&r->sites[8], 5, call_in(push), true); // for reading: another one
    set_charge(&r->charges[1], 5, 7, PAWL_RECORD_WAITED, 5, 9000);
    set_charge(&r->charges[2], 6, 9, PAWL_RECORD_WAITED, 5, 9000);
    set_charge(&r->charges[3], 6, 9, PAWL_RECORD_UNLOCKED, 2, 18000);
    const struct profile_process *p = read_record(r);
    ck_assert_uint_eq(p->lock_count, 1);
    const struct profile_lock *l = &p->locks[0];
    ck_assert_uint_eq(l->exclusive.acquired, 100);
    ck_assert_uint_eq(l->exclusive.wait_ns, 18000);
    ck_assert_uint_eq(l->exclusive.wait_max_ns, 1906);
    ck_assert_uint_eq(l->exclusive.waits.count, 10);
    ck_assert_uint_eq(l->site_count, 2);
    ck_assert_uint_eq(l->sites[0].use.contended, 10);
    ck_assert_str_eq(l->sites[0].caller.function, "push");
    ck_assert_uint_eq(l->waited_count, 1);
    ck_assert_uint_eq(l->waited[0].count, 10);
    ck_assert_uint_eq(l->unlocked_count, 1);
    ck_assert_uint_eq(l->unlocked[0].wait_ns, 18000);
    ck_assert_uint_eq(l->unlocked[0].stack, l->waited[0].stack);
    finish(r);
}
END_TEST

START_TEST(a_wrapper_gives_its_waits_to_its_callers)
{
    void (*wrapper)(void) = _i == 0 ? g_mutex_lock : pawl_lock_here;
    struct pawl_record *r = made_record();
    set_lock(&r->locks[1], PAWL_KIND_MUTEX, place_of(queue_lock), 0);
    set_stack(&r->head.stacks[1], 2, call_in(wrapper), call_in(push));
    set_stack(&r->head.stacks[2], 2, call_in(wrapper), call_in(pop));
    set_site(&r->sites[0], 1, call_in(wrapper), false);
    set_use(&r->sites[0].use, 100, 10, 10000, 4000);
    set_charge(&r->charges[0], 1, 1, PAWL_RECORD_WAITED, 7, 6000);
    set_charge(&r->charges[1], 1, 2, PAWL_RECORD_WAITED, 3, 4000);
    const struct profile_lock *l = &read_record(r)->locks[0];
    ck_assert_uint_eq(l->site_count, 3);
    ck_assert_str_eq(l->sites[0].caller.function, "push");
    ck_assert_uint_eq(l->sites[0].use.contended, 7);
    ck_assert_uint_eq(l->sites[0].use.acquired, 0);
    ck_assert_str_eq(l->sites[1].caller.function, "pop");
    ck_assert_uint_eq(l->sites[1].use.wait_ns, 4000);
    ck_assert_str_eq(l->sites[2].caller.function, _i == 0 ? "g_mutex_lock" : "pawl_lock_here");
    ck_assert_uint_eq(l->sites[2].use.acquired, 100);
    ck_assert_uint_eq(l->sites[2].use.contended, 0);
    finish(r);
}
END_TEST

START_TEST(a_file_that_has_changed_gives_no_names)
{
    struct pawl_record *r = made_record();
    if (_i == 0) {
        r->head.modules[0].build_id_bytes = 20; // all zero: not ours
    } else {
        r->head.started_unix_ns = 1; // without a build-id: the file is younger than the process
    }
    set_lock(&r->locks[1], PAWL_KIND_MUTEX, place_of(queue_lock), 0);
    set_site(&r->sites[0], 1, call_in(push), false);
    const struct profile_process *p = read_record(r);
    char name[300];
    const char *program = strrchr(r->head.modules[0].path, '/') + 1;
    snprintf(name, sizeof name, "%s+0x%llx", program,
             (unsigned long long)(place_of(queue_lock) & 0xffffffffffff));
    ck_assert_str_eq(p->locks[0].name, name);
    ck_assert_ptr_null(p->locks[0].sites[0].caller.function);
    ck_assert_uint_eq(p->note_count, 1);
    ck_assert_ptr_nonnull(strstr(p->notes[0], "has changed since"));
    finish(r);
}
END_TEST

START_TEST(addresses_are_told_on_request_only)
{
    struct pawl_record *r = made_record();
    r->head.modules[0].bias = 0x555500000000;
    set_lock(&r->locks[1], PAWL_KIND_MUTEX, place_of(queue_lock), 0);
    set_use(&r->locks[1].exclusive, 2, 1, 1000, 1000);
    set_site(&r->sites[0], 1, 0x7fff00001234, false); // of no module
    set_site(&r->sites[1], 1, call_in(push), false);
    r->objects[0] = (struct pawl_record_object){.address = 0x1230, .lock = 1, .wait_ns = 250};
    r->objects[1] = (struct pawl_record_object){.address = 0x4560, .lock = 1, .wait_ns = 750};
    profile.raw_addresses = _i == 1;
    const struct profile_lock *l = &read_record(r)->locks[0];
    uint64_t offset = (call_in(push) & 0xffffffffffff) - 1;
    for (size_t i = 0; i < 2; i++) {
        const struct profile_frame *f = &l->sites[i].caller;
        uint64_t raw = f->module ? 0x555500000000 + offset : 0x7fff00001233;
        ck_assert_uint_eq(f->address, _i == 1 ? raw : 0);
        ck_assert_uint_eq(f->offset, f->module ? offset : 0);
    }
    ck_assert_uint_eq(l->address, _i == 1 ? 0x4560 : 0);
    ck_assert(l->busiest_share == 0.75);
    finish(r);
}
END_TEST

START_TEST(a_process_without_locks_is_left_out)
{
    struct pawl_record *r = made_record();
    char *path = write_record(r, sizeof *r);
    ck_assert_ptr_null(profile_add_record(&profile, path));
    ck_assert_uint_eq(profile.process_count, 0);
    unlink(path);
    free(path);
    finish(r);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {the_process_is_told, 0},
        {variables_have_their_names, 0},
        {other_locks_are_called_by_their_birth, 0},
        {entries_of_one_key_are_added_up, 0},
        {a_wrapper_gives_its_waits_to_its_callers, 2},
        {a_file_that_has_changed_gives_no_names, 2},
        {addresses_are_told_on_request_only, 2},
        {a_process_without_locks_is_left_out, 0},
    };
    return suite_run("record", tests, TEST_COUNT(tests));
}
