// fork_test.c - mutexes in a forked child: held, waited for, unused; the child's child; the parent.
// SPDX-License-Identifier: MIT
//
// A child inherits lock words that count waiters which exist in its parent only. In a child nothing
// may call Check: children answer with their exit status, one of the codes below.
#include "support/fight.h"
#include "support/sanitizer.h"

#include <sys/wait.h>
#include <unistd.h>

#define FIGHTERS 6
#define CHILD_THREADS 4

enum { CHILD_OK, CHILD_BROKEN_EXCLUSION, CHILD_NOT_AT_REST, CHILD_TABLE, CHILD_NO_THREAD };

static const char *const answers[] = {
    [CHILD_OK] = "all is well",
    [CHILD_BROKEN_EXCLUSION] = "the lock let two in, lost one, or timed out early",
    [CHILD_NOT_AT_REST] = "the lock word is not zero at rest",
    [CHILD_TABLE] = "somebody is queued",
    [CHILD_NO_THREAD] = "no thread could be started",
};

static struct fight f; // fought for by the parent's threads, and copied into children
static struct fight unused;

static void expect_child_ok(pid_t pid)
{
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(WIFEXITED(status), "the child died of signal %d", WTERMSIG(status));
    int code = WEXITSTATUS(status);
    ck_assert_msg(code == CHILD_OK, "the child says: %s",
                  code < (int)TEST_COUNT(answers) ? answers[code] : "?");
}

// What a child does with a mutex: new threads fight for it with all that the lock can do.
static int child_fights(struct fight *fight, bool at_rest)
{
    fight->stop = false;
    fight->rounds = 300;
    fight->nap_ns = 30000;
    fight->patience_ns = 200000;
    pthread_t threads[CHILD_THREADS];
    for (int i = 0; i < CHILD_THREADS; i++)
        if (pthread_create(&threads[i], NULL, fight_run, fight) != 0)
            return CHILD_NO_THREAD;
    for (int i = 0; i < CHILD_THREADS; i++)
        pthread_join(threads[i], NULL);
    if (fight_verdict(fight, false) != NULL)
        return CHILD_BROKEN_EXCLUSION;
    if (at_rest && fight_verdict(fight, true) != NULL)
        return CHILD_NOT_AT_REST;
    return table_is_empty() ? CHILD_OK : CHILD_TABLE;
}

static struct team start_fight(void)
{
    f.hold_ns = 3000;
    f.nap_ns = 60000;
    f.patience_ns = 200000;
    struct team t = team_start(FIGHTERS, fight_run, &f);
    // A starting thread allocates, and AddressSanitizer's allocator does not survive a fork then.
    WAIT_FOR(atomic_load(&f.warm) == FIGHTERS);
    return t;
}

static void end_fight(struct team *t)
{
    atomic_store(&f.stop, true);
    team_join(t);
    fight_check(&f);
    ck_assert(table_is_empty());
}

// ---- held, nobody waits -------------------------------------------------------------------------

START_TEST(held)
{
    pawl_mutex_lock(&f.mu);
    pid_t pid = fork();
    if (pid == 0) {
        bool still_held = !pawl_mutex_trylock(&f.mu);
        pawl_mutex_unlock(&f.mu);
        _exit(still_held ? child_fights(&f, true) : CHILD_BROKEN_EXCLUSION);
    }
    expect_child_ok(pid);
    ck_assert_msg(!pawl_mutex_trylock(&f.mu), "the child unlocked it for the parent");
    pawl_mutex_unlock(&f.mu);
    fight_check(&f);
}
END_TEST

// ---- POSIX's pattern ----------------------------------------------------------------------------

static bool handlers_on;

static void prepare(void)
{
    if (handlers_on)
        pawl_mutex_lock(&f.mu);
}

static void release(void)
{
    if (handlers_on)
        pawl_mutex_unlock(&f.mu);
}

// Case 0: fork handlers as POSIX describes them. Case 1: the child has a child, which does the
// same.
START_TEST(fork_handlers)
{
    ck_assert_int_eq(pthread_atfork(prepare, release, release), 0);
    handlers_on = true;
    struct team t = start_fight();
    for (int i = 0; i < SCALED(60); i++) {
        sleep_ns(300 * PAWL_MICROSECOND);
        pid_t pid = fork();
        if (pid == 0) {
            int answer = child_fights(&f, true);
            pid_t grandchild = answer == CHILD_OK && _i == 1 ? fork() : -1;
            if (grandchild == 0)
                _exit(child_fights(&f, true));
            int status = 0;
            if (grandchild > 0)
                waitpid(grandchild, &status, 0);
            _exit(status == 0 ? answer : WIFEXITED(status) ? WEXITSTATUS(status) : 99);
        }
        expect_child_ok(pid);
    }
    end_fight(&t);
}
END_TEST

// The child's child is forked while the child's own threads fight: ghosts of two generations.
static int fork_in_a_fight(void)
{
    pthread_t threads[CHILD_THREADS];
    f.rounds = 0;
    f.warm = 0;
    for (int i = 0; i < CHILD_THREADS; i++)
        if (pthread_create(&threads[i], NULL, fight_run, &f) != 0)
            return CHILD_NO_THREAD;
    WAIT_FOR(f.warm == CHILD_THREADS);
    pid_t pid = fork(); // the handlers lock and unlock
    if (pid == 0)
        _exit(child_fights(&f, true));
    int status;
    waitpid(pid, &status, 0);
    f.stop = true;
    for (int i = 0; i < CHILD_THREADS; i++)
        pthread_join(threads[i], NULL);
    if (fight_verdict(&f, true) != NULL)
        return CHILD_BROKEN_EXCLUSION;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

START_TEST(child_of_a_fighting_child)
{
    ck_assert_int_eq(pthread_atfork(prepare, release, release), 0);
    handlers_on = true;
    struct team t = start_fight();
    for (int i = 0; i < SCALED(40); i++) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(fork_in_a_fight());
        expect_child_ok(pid);
    }
    end_fight(&t);
}
END_TEST

// ---- waited for, for certain --------------------------------------------------------------------

static void *lock_once(void *arg)
{
    struct fight *fight = arg;
    pawl_mutex_lock(&fight->mu);
    pawl_mutex_unlock(&fight->mu);
    return NULL;
}

// Three ghosts on each of two mutexes. The child unlocks one and lets threads fight for it, and
// only then unlocks the other, whose ghosts it can no longer tell from waiters: that one need not
// come to rest, but it must work. Its word may be from the moment at which a wake was on its way to
// a ghost (WOKEN, bit 1), or a hand-off was asked for by one (STARVING, bit 2).
static int child_with_two(uint32_t ghost_bits)
{
    unused.mu.state |= ghost_bits;
    pawl_mutex_unlock(&f.mu);
    int answer = child_fights(&f, true);
    if (answer != CHILD_OK)
        return answer;
    pawl_mutex_unlock(&unused.mu);
    return child_fights(&unused, false);
}

START_TEST(waited_for)
{
    pawl_mutex_lock(&f.mu);
    pawl_mutex_lock(&unused.mu);
    struct team a = team_start(3, lock_once, &f);
    struct team b = team_start(3, lock_once, &unused);
    WAIT_FOR(queue_length(&f.mu.sema) == 3 && queue_length(&unused.mu.sema) == 3);
    static const uint32_t ghost_bits[] = {0, 1 << 1, 1 << 2};
    for (int i = 0; i < 6; i++) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(child_with_two(ghost_bits[i % 3]));
        expect_child_ok(pid);
    }
    pawl_mutex_unlock(&f.mu);
    pawl_mutex_unlock(&unused.mu);
    team_join(&a);
    team_join(&b);
    fight_check(&f);
    fight_check(&unused);
}
END_TEST

// ---- a mutex that nobody used, while others are fought for
// ---------------------------------------

START_TEST(unused_in_the_parent)
{
    struct team t = start_fight();
    for (int i = 0; i < SCALED(60); i++) {
        sleep_ns(200 * PAWL_MICROSECOND);
        pid_t pid = fork();
        if (pid == 0)
            _exit(child_fights(&unused, true));
        expect_child_ok(pid);
    }
    end_fight(&t);
}
END_TEST

// Others must be zeroed first, says the header; then they are as good as new.
START_TEST(zeroed_by_the_child)
{
    struct team t = start_fight();
    for (int i = 0; i < SCALED(30); i++) {
        sleep_ns(200 * PAWL_MICROSECOND);
        pid_t pid = fork();
        if (pid == 0) {
            memset(&f, 0, sizeof f);
            _exit(child_fights(&f, true));
        }
        expect_child_ok(pid);
    }
    end_fight(&t);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {held, 1},       {fork_handlers, 2},        {child_of_a_fighting_child, 1},
        {waited_for, 1}, {unused_in_the_parent, 1}, {zeroed_by_the_child, 1},
    };
    return suite_run("fork", tests, TEST_COUNT(tests));
}
