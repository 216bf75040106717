// mutex_client.c - threads lock, trylock and lock_until one mutex: exclusion, progress, I1 to I7.
// SPDX-License-Identifier: MIT
#include "mutex_client.h"

#include "clients.h"

#include "mutex_monitor.h"
#include "sim/events.h"

#include <string.h>

static struct world {
    _Alignas(128) pawl_mutex mu;
    int owner;                         // sim_own's
    bool undisturbed[SIM_MAX_THREADS]; // the mutex could be had since this thread began to try
    int timed;                         // threads with a deadline that are not done yet
} * w;
static const struct mutex_client *client;

void sim_own(int *owner, bool pauses)
{
    sim_check(*owner == 0, "two owners");
    *owner = 1 + sim_self();
    if (pauses)
        sim_pause("is in the critical section");
    sim_check(*owner == 1 + sim_self(), "two owners");
    *owner = 0;
}

static bool lock_until(pawl_mutex *m, int64_t deadline)
{
    sim_clock_reset(deadline);
    if (pawl_mutex_lock_until(m, deadline) == 0)
        return true;
    sim_check(deadline < SIM_T0 || sim_clock() >= deadline, "timed out early");
    return false;
}

// Any change but one's own excuses a try that fails.
static void disturb(void *arg, int thread, uint32_t old, uint32_t value)
{
    (void)arg;
    (void)old;
    (void)value;
    for (int i = 0; i < SIM_MAX_THREADS; i++)
        w->undisturbed[i] = w->undisturbed[i] && i == thread;
}

static bool is_try(char letter)
{
    return letter == 'T' || letter == 'H' || letter == 'P';
}

// A try must take what is free all the time.
static bool operate(char letter)
{
    enum { LOCKED = 1, STARVING = 4 };
    bool *undisturbed = &w->undisturbed[sim_self()];
    if (is_try(letter))
        sim_pause("is about to try"); // else its first step would overlap all that went before
    *undisturbed = is_try(letter) && (w->mu.state & (LOCKED | STARVING)) == 0;
    bool got = sim_mutex_operation(&w->mu, letter);
    sim_check(got || !*undisturbed, "did not take what was free all the time");
    *undisturbed = false;
    return got;
}

static bool no_deadline_is_left(void *arg)
{
    (void)arg;
    return w->timed == 0;
}

static bool has_deadline(const char *p)
{
    for (; !sim_program_ends(p); p++)
        if (*p == 'S' || *p == 'G')
            return true;
    return false;
}

bool sim_mutex_operation(pawl_mutex *m, char letter)
{
    switch (letter) {
    case 'H':
    case 'T': return pawl_mutex_trylock(m);
    case 'S': return lock_until(m, SIM_SHORT);
    case 'G': return lock_until(m, SIM_LONG);
    case 'P': return lock_until(m, 0);
    default:
        sim_clock_reset(PAWL_NEVER);
        pawl_mutex_lock(m);
        return true;
    }
}

static void run_program(void *arg)
{
    for (const char *p = arg; !sim_program_ends(p); p++) {
        bool got = operate(*p);
        if (got) {
            sim_own(&w->owner, !client->empty);
            if (*p == 'H')
                sim_await(no_deadline_is_left, NULL, "lets go: nobody with a deadline is left");
            pawl_mutex_unlock(&w->mu);
        }
        sim_note(got);
    }
    w->timed -= has_deadline(arg);
}

const char *sim_next_program(const char *p)
{
    const char *space = strchr(p, ' ');
    return space ? space + 1 : NULL;
}

static uint32_t *notes; // of each thread, a bit for each operation

void sim_note(bool ok)
{
    notes[sim_self()] = notes[sim_self()] << 1 | ok;
}

uint64_t sim_noted(void)
{
    uint64_t all = 0;
    for (int i = 0; i < SIM_MAX_THREADS; i++)
        all = all << 8 | notes[i];
    return all;
}

int sim_spawn_programs(const char *programs, void (*body)(void *program))
{
    int n = 0;
    notes = sim_alloc(SIM_MAX_THREADS * sizeof *notes);
    for (const char *p = programs; p; p = sim_next_program(p), n++)
        sim_spawn(body, (void *)(uintptr_t)p);
    return n;
}

static void setup(const struct sim_client *self)
{
    client = (const struct mutex_client *)(const void *)self;
    w = sim_alloc(sizeof *w);
    sim_monitor_mutex(&w->mu);
    sim_watch_word(&w->mu.state, disturb, NULL);
    for (const char *p = client->programs; p; p = sim_next_program(p))
        w->timed += has_deadline(p);
    sim_spawn_programs(client->programs, run_program);
}

static void at_rest(void)
{
    sim_mutex_at_rest(&w->mu);
}

// accidents: how many spurious returns, interrupted sleeps and weak failures each thread may have.
// After them: what else the client is.
#define MUTEX(id, title, words, accidents, ...) MUTEX_(id, title, words, accidents, 1, __VA_ARGS__)
// Without accidents, and nobody spins.
#define CALM(id, title, words, ...) MUTEX_(id, title, words, 0, 0, __VA_ARGS__)
#define MUTEX_(id, title, words, accidents, rounds, ...)                                           \
    static const struct mutex_client id = {                                                        \
        .base = {.name = "mutex/" title,                                                           \
                 .what = "each thread a word: " words,                                             \
                 .budget = {.spurious = (accidents),                                               \
                            .eintr = (accidents),                                                  \
                            .weak = (accidents),                                                   \
                            .spins = (rounds)},                                                    \
                 .setup = setup,                                                                   \
                 .at_rest = at_rest,                                                               \
                 .outcome = sim_noted},                                                            \
        .programs = (words),                                                                       \
        __VA_ARGS__,                                                                               \
    }
#define EMPTY .empty = true
#define PAUSES .empty = false
#define REACHES(...) .base.reaches = (__VA_ARGS__)

MUTEX(ll, "2x1-bare", "L L", 0, PAUSES);
MUTEX(lt, "try-bare", "L T", 0, PAUSES);
MUTEX(lp, "past-bare", "L P", 0, EMPTY);
MUTEX(ls1, "2x1-short", "L S", 1, REACHES(SIM_BIT(SIM_TIMEOUT_CLAIMED)));
MUTEX(sg1, "2x1-timed", "S G", 1, PAUSES);
MUTEX(ts1, "2x1-mixed", "TL S", 1, SLOW, EMPTY);
MUTEX(ll2, "2x2", "LL LL", 1,
      REACHES(SIM_BIT(SIM_STARVING_SET) | SIM_BIT(SIM_LEFT_LAST) | SIM_BIT(SIM_HANDOFF_EARLY) |
              SIM_BIT(SIM_HANDOFF_AWAKE) | SIM_BIT(SIM_HANDOFF_OVERDUE)));
MUTEX(ll2e, "2x2-empty", "LL LL", 1, EMPTY);
MUTEX(two_mixed, "2x2-mixed", "LS TG", 0,
      REACHES(SIM_BIT(SIM_LEFT_TIMEOUT) | SIM_BIT(SIM_TIMEOUT_CLAIMED)));
MUTEX(two_timed, "2x2-timed", "SS GL", 0, PAUSES);
MUTEX(lll, "3x1", "L L L", 1, SLOW);
MUTEX(llle, "3x1-empty", "L L L", 1, SLOW, EMPTY);
MUTEX(lst, "3x1-mixed", "L S T", 0, PAUSES);
CALM(hs, "held", "TH S", EMPTY);
CALM(hsl, "held-mixed", "TH S L", EMPTY);
CALM(ttll, "handed-on", "TT L L", EMPTY);
CALM(ttgl, "due", "TT G L", EMPTY,
     REACHES(SIM_BIT(SIM_KEPT_DUE) | SIM_BIT(SIM_DUE_TIMEOUT) | SIM_BIT(SIM_LEFT_TIMEOUT)));
MUTEX(lsg, "3x1-timed", "L S G", 0, SLOW);
MUTEX(sss, "3x1-short", "S S S", 0, SLOW, EMPTY);
MUTEX(lps, "3x1-past", "LP S L", 0, SLOW);
MUTEX(lll2, "3x2", "LL L L", 0, SLOW, .base.bound = 4,
      REACHES(SIM_BIT(SIM_LEFT_SHORT) | SIM_BIT(SIM_LEFT_SERVED) | SIM_BIT(SIM_FRONT_REQUEUE) |
              SIM_BIT(SIM_HANDOFF_PAST) | SIM_BIT(SIM_KEPT_DUE)));
MUTEX(four, "4x1", "L L L L", 0, SLOW, .base.bound = 3);
MUTEX(four_mixed, "4x1-mixed", "L S T G", 0, SLOW, .base.bound = 2);

const struct sim_client *const sim_mutex_clients[] = {
    &ll.base,        &lt.base,        &lp.base,   &ls1.base,  &sg1.base,        &ts1.base,
    &hs.base,        &hsl.base,       &ttll.base, &ttgl.base, &ll2.base,        &ll2e.base,
    &two_mixed.base, &two_timed.base, &lll.base,  &llle.base, &lst.base,        &lsg.base,
    &sss.base,       &lps.base,       &lll2.base, &four.base, &four_mixed.base, NULL,
};
