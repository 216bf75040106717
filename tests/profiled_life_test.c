// profiled_life_test.c - records begin and end, in children too, and are full some day.
// SPDX-License-Identifier: MIT
#include "support/record.h"
#include "support/suite.h"

#include <pawl/mutex.h>
#include <signal.h>
#include <sys/wait.h>

static pawl_mutex mu;

static void use(pawl_mutex *m)
{
    pawl_mutex_lock(m);
    pawl_mutex_unlock(m);
}

static uint64_t times_taken(const struct pawl_record *r, const pawl_mutex *m)
{
    return record_acquired(r, record_lock(r, m), false);
}

START_TEST(one_at_a_time)
{
    record_start("one", (struct pawl_profile_options){false, 0});
    use(&mu);
    ck_assert_int_eq(pawl_profile_start(record_path("two"), NULL), EBUSY);
    use(&mu);
    ck_assert_uint_eq(times_taken(record_stop("one"), &mu), 2);
    pawl_profile_stop(); // nothing to stop
    use(&mu);
    record_start("three", (struct pawl_profile_options){false, 0});
    use(&mu);
    ck_assert_uint_eq(times_taken(record_stop("three"), &mu), 1);
}
END_TEST

START_TEST(no_file_is_overwritten)
{
    record_make_folder();
    FILE *f = fopen(record_path("taken"), "w");
    fputs("precious", f);
    fclose(f);
    ck_assert_int_eq(pawl_profile_start(record_path("taken"), NULL), 0);
    use(&mu);
    pawl_profile_stop();
    char name[64], text[16] = "";
    snprintf(name, sizeof name, "taken.%d.1", getpid());
    ck_assert_uint_eq(times_taken(record_map(record_path(name)), &mu), 1);
    f = fopen(record_path("taken"), "r");
    ck_assert_ptr_nonnull(fgets(text, sizeof text, f));
    fclose(f);
    ck_assert_str_eq(text, "precious");
    record_remove_folder();
}
END_TEST

START_TEST(without_room_there_is_no_record)
{
    ck_assert_int_eq(pawl_profile_start("/proc/no/such/place", NULL), 0);
    use(&mu); // says so on standard error, once
    use(&mu);
    pawl_profile_stop();
    static char long_path[2 * PAWL_RECORD_PATH];
    memset(long_path, 'x', sizeof long_path - 1);
    ck_assert_int_eq(pawl_profile_start(long_path, NULL), ENAMETOOLONG);
}
END_TEST

// A directory, in which each process makes files of its own.
START_TEST(children_have_records_of_their_own)
{
    record_make_folder();
    ck_assert_int_eq(pawl_profile_start(record_path(""), NULL), 0);
    use(&mu);
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < 3; i++)
            use(&mu);
        _exit(0);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    use(&mu);
    char name[64];
    snprintf(name, sizeof name, "%d.0.pawl", getpid());
    const struct pawl_record *r = record_map(record_path(name));
    ck_assert_uint_eq(times_taken(r, &mu), 2);
    ck_assert(r->head.flags == PAWL_RECORD_LINKED); // it goes on
    snprintf(name, sizeof name, "%d.0.pawl", child);
    r = record_map(record_path(name));
    ck_assert_uint_eq(times_taken(r, &mu), 3);
    ck_assert_int_eq(r->head.pid, child);
    ck_assert_int_eq(r->head.ppid, getpid());
    pawl_profile_stop();
    record_remove_folder();
}
END_TEST

// What was counted is there however the process ends.
START_TEST(survives_sigkill)
{
    record_make_folder();
    pid_t child = fork();
    if (child == 0) {
        pawl_profile_start(record_path("killed"), NULL);
        use(&mu);
        use(&mu);
        raise(SIGKILL);
    }
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    const struct pawl_record *r = record_map(record_path("killed"));
    ck_assert_uint_eq(times_taken(r, &mu), 2);
    ck_assert_uint_eq(r->head.flags & PAWL_RECORD_ENDED, 0);
    record_remove_folder();
}
END_TEST

// Locks on the heap go by the name of the place where they were first locked.
START_TEST(heap_locks_share_a_name)
{
    enum { LOCKS = 100 };
    record_start("heap", (struct pawl_profile_options){false, 0});
    pawl_mutex *locks = calloc(LOCKS, sizeof *locks);
    for (int i = 0; i < LOCKS; i++)
        use(&locks[i]);
    const struct pawl_record *r = record_stop("heap");
    free(locks);
    int names = 0;
    for (int i = 0; i < PAWL_RECORD_LOCKS; i++)
        if (r->locks[i].ready) {
            names++;
            ck_assert_uint_eq(r->locks[i].place, 0);
            ck_assert_uint_eq(r->locks[i].objects, LOCKS);
            ck_assert_uint_eq(record_acquired(r, &r->locks[i], false), LOCKS);
            ck_assert_uint_ne(r->locks[i].born, 0);
        }
    ck_assert_int_eq(names, 1);
}
END_TEST

// More locks than there is room for: those used last are in the table, and no count is lost.
START_TEST(more_locks_than_room)
{
    enum { LOCKS = 3 * PAWL_RECORD_OBJECTS };
    record_start("many", (struct pawl_profile_options){false, 0});
    pawl_mutex *locks = calloc(LOCKS, sizeof *locks);
    for (int i = 0; i < LOCKS; i++)
        use(&locks[i]);
    const struct pawl_record *r = record_stop("many");
    free(locks);
    uint64_t acquired = 0;
    for (int i = 0; i < PAWL_RECORD_LOCKS; i++)
        acquired += record_acquired(r, &r->locks[i], false);
    ck_assert_uint_eq(acquired, LOCKS);
    ck_assert_uint_gt(r->lost.objects, 0);
}
END_TEST

// A handler that takes a lock, whatever its thread is doing in that moment.
static pawl_mutex handlers_mu;
static volatile sig_atomic_t handled;

static void handle(int signal)
{
    (void)signal;
    use(&handlers_mu);
    handled = handled + 1;
}

START_TEST(signals_interrupt_the_recording)
{
    record_start("signals", (struct pawl_profile_options){true, 0});
    struct sigaction action = {.sa_handler = handle};
    sigaction(SIGALRM, &action, NULL);
    timer_t timer;
    struct itimerspec every = {{0, 50000}, {0, 50000}};
    ck_assert_int_eq(timer_create(CLOCK_MONOTONIC, NULL, &timer), 0);
    ck_assert_int_eq(timer_settime(timer, 0, &every, NULL), 0);
    uint64_t uses = 0;
    for (; handled < 2000; uses++)
        use(&mu);
    timer_delete(timer);
    const struct pawl_record *r = record_stop("signals");
    ck_assert_uint_eq(times_taken(r, &mu), uses);
    uint64_t seen = times_taken(r, &handlers_mu);
    ck_assert_uint_le(seen, (uint64_t)handled);
    ck_assert_uint_ge(seen + r->head.lost_events, (uint64_t)handled);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {one_at_a_time, 1},
        {no_file_is_overwritten, 1},
        {without_room_there_is_no_record, 1},
        {children_have_records_of_their_own, 1},
        {survives_sigkill, 1},
        {heap_locks_share_a_name, 1},
        {more_locks_than_room, 1},
        {signals_interrupt_the_recording, 1},
    };
    return suite_run("profiled_life", tests, TEST_COUNT(tests));
}
