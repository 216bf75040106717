// edition_client.c - the historical editions of the lock, their known weaknesses included.
// SPDX-License-Identifier: MIT
//
// Each must keep its threads apart. What is wrong with the old ones must be found: a checker that
// does not find it would not find it in a new lock either. The shortest execution that shows it is
// told with --story.
#include "clients.h"

#include "edition_words.h"
#include "mutex_client.h"
#include "sim/events.h"

#include <pawl/clock.h>

// A program is a word of operations:
//   L lock, use, unlock    D drop the object, and free it if nobody else uses it
//   V lock, use, unlock: the one that must be served    B lock and unlock for ever
struct edition_client {
    struct sim_client base; // first: clients are found by it
    const struct pawl_edition *edition;
    const char *programs; // one word per thread
};

static struct world {
    union {
        union pawl_edition_lock lock;
        pawl_word words[2];
    };
    int owner; // sim_own's
    int users;
    bool served;
} * w;
static const struct pawl_edition *edition;

static void lock(void)
{
    sim_clock_reset(PAWL_NEVER);
    edition->lock(&w->lock);
}

static void drop(void)
{
    lock();
    bool last = --w->users == 0;
    edition->unlock(&w->lock);
    if (last)
        sim_free(w, sizeof *w);
}

static void run_program(void *arg)
{
    if (!edition->excludes)
        sim_pause("begins"); // its lock is no place where others may run
    for (const char *p = arg; !sim_program_ends(p); p += *p != 'B') {
        if (*p == 'D') {
            drop();
            continue;
        }
        lock();
        if (*p == 'L')
            sim_own(&w->owner, true);
        else if (*p == 'V')
            w->served = true;
        edition->unlock(&w->lock);
    }
}

static void setup(const struct sim_client *self)
{
    const struct edition_client *client = (const void *)self;
    w = sim_alloc(sizeof *w);
    edition = client->edition;
    sim_watch_edition(edition, w->words);
    w->users = sim_spawn_programs(client->programs, run_program);
}

static void at_rest(void)
{
    for (size_t i = 0; i < edition->size; i++)
        sim_check(w->lock.bytes[i] == 0, "the lock is not all zero at rest");
}

static bool unserved(void)
{
    return !w->served;
}

// What is taken not to happen again and again for ever: that no time passes while a thread waits...
#define FAIR SIM_BIT(SIM_CLOCK_STOOD)
// ... and that a hand-off comes between the moments in which a waiter is counted and queued.
#define FAIR_QUEUED (FAIR | SIM_BIT(SIM_HANDOFF_EARLY) | SIM_BIT(SIM_HANDOFF_PAST))

#define EDITION(year, title, text, list, ...)                                                      \
    {                                                                                              \
        .base = {.name = #year "/" title,                                                          \
                 .what = (text),                                                                   \
                 .setup = setup,                                                                   \
                 .at_rest = at_rest,                                                               \
                 __VA_ARGS__},                                                                     \
        .edition = &pawl_edition_##year##_, .programs = (list),                                    \
    }
#define SPINS .budget = {.spins = 1}
#define TWO(year, ...) EDITION(year, "2x2", "two threads lock twice", "LL LL", SPINS, __VA_ARGS__)
#define THREE(year, ...) EDITION(year, "3x1", "three threads lock", "L L L", SPINS, __VA_ARGS__)
#define TWICE(year, ...)                                                                           \
    EDITION(year, "3x2", "three threads lock, one of them twice", "LL L L", SPINS, __VA_ARGS__)
#define FOUR(year, ...)                                                                            \
    EDITION(year, "4x1", "four threads lock", "L L L L", .bound = 2, SPINS, __VA_ARGS__)
#define FREE(year, ...)                                                                            \
    EDITION(year, "free", "three users of an object; the last one frees it", "LD D D", SPINS,      \
            __VA_ARGS__)

// One thread wants the lock once, the others again and again. With three threads nobody spins, and
// nobody is found overdue: that would be too many states. (pawl's own with three are over 10^8:
// that proof is left to tests/spin.)
#define STARVE(year, title, list, ...)                                                             \
    EDITION(year, title, "is the first ever served? The other takes it for ever", list,            \
            .unserved = unserved, SPINS, __VA_ARGS__)
#define STARVE_THREE(year, title, ...)                                                             \
    EDITION(year, title, "is the first ever served? Two others take it for ever", "V B B",         \
            .unserved = unserved, .long_run = true, .budget = {.punctual = true}, __VA_ARGS__)

// Starvation mode as its authors meant it.
#define MODE                                                                                       \
    (SIM_BIT(SIM_STARVING_SET) | SIM_BIT(SIM_LEFT_LAST) | SIM_BIT(SIM_LEFT_SHORT) |                \
     SIM_BIT(SIM_FRONT_REQUEUE) | SIM_BIT(SIM_HANDOFF_EARLY) | SIM_BIT(SIM_HANDOFF_AWAKE))

static const struct edition_client clients[] = {
    TWO(textbook, .reaches = 0),
    THREE(textbook, .reaches = 0),
    TWO(m2008, .reaches = 0),
    THREE(m2008, .reaches = 0),
    FREE(m2008, .reaches = 0),
    STARVE(m2008, "fair/2", "V B", .forgiven = FAIR),
    STARVE_THREE(m2008, "fair/3", .forgiven = FAIR),
    TWO(m2011, .reaches = 0),
    THREE(m2011, .reaches = 0),
    FREE(m2011, .expected = "freed memory"),
    STARVE(m2011, "fair/2", "V B", .forgiven = FAIR, .expected = "starvation"),
    TWO(m2015, .reaches = 0),
    THREE(m2015, .reaches = SIM_BIT(SIM_WOKEN_BY_SPINNER)),
    FREE(m2015, .expected = "freed memory"),
    STARVE(m2015, "fair/2", "V B", .forgiven = FAIR, .expected = "starvation"),
    TWO(m2016, .reaches = 0),
    THREE(m2016, .reaches = SIM_BIT(SIM_WOKEN_BY_SPINNER)),
    TWICE(m2016, .reaches = MODE, .long_run = true),
    FOUR(m2016, .reaches = 0),
    FREE(m2016, .expected = "freed memory"),
    STARVE(m2016, "fair/2", "V B", .forgiven = FAIR, .expected = "starvation"),
    STARVE(m2016, "fair/2-queued", "V B", .forgiven = FAIR_QUEUED),
    STARVE_THREE(m2016, "fair/3-queued", .forgiven = FAIR_QUEUED, .expected = "starvation"),
    FOUR(pawl, .reaches = 0),
    STARVE(pawl, "fair/2", "V B", .forgiven = FAIR),
    STARVE(pawl, "fair/2-again", "LV B", .forgiven = FAIR),
    TWO(busted, .expected = "two owners"),
};

#define COUNT (sizeof clients / sizeof clients[0])

const struct sim_client *sim_edition_client(size_t i)
{
    return i < COUNT ? &clients[i].base : NULL;
}
