// play.c - three threads and a director, who lets one of them at a time go on to its next place.
// SPDX-License-Identifier: MIT
//
// The scenes are the same for each edition; what the threads do in them is not. So the director
// casts by role - the owner, who was woken, a newcomer - and not by name.
#include "sim/play.h"

#include "clients/edition_words.h"
#include "sim/core.h"
#include "sim/play_table.h"

#include <pawl/clock.h>
#include <stdio.h>
#include <string.h>

enum { ACTORS = 3, NOBODY = -1, SPINS = 1, COLUMN = 42 };

static struct stage {
    union {
        union pawl_edition_lock lock;
        pawl_word words[2];
    };
    enum { OUTSIDE, ASKING, INSIDE } place[ACTORS];
    bool over;
} * stage;
static const struct pawl_edition *edition;

// ---- the actors ---------------------------------------------------------------------------------

static void actor(void *arg)
{
    int self = sim_self();
    sim_pause("");
    while (!stage->over) {
        stage->place[self] = ASKING;
        sim_clock_reset(PAWL_NEVER);
        edition->lock(&stage->lock);
        stage->place[self] = INSIDE;
        sim_pause("owns the lock");
        edition->unlock(&stage->lock);
        stage->place[self] = OUTSIDE;
        sim_pause("");
    }
    (void)arg;
}

static void word_changed(void *arg, int thread, uint32_t old, uint32_t value)
{
    (void)arg;
    char what[80];
    sim_edition_change(edition, old, value, what, sizeof what);
    char now[60];
    sim_edition_words(edition)(now, sizeof now, value);
    bool fits = strlen(what) <= COLUMN;
    printf("  %c  %-*s", 'A' + thread, fits ? COLUMN : 0, what);
    printf("%s%*s %s\n", fits ? "" : "\n", fits ? 0 : COLUMN + 5, "", now);
}

static void sema_changed(void *arg, int thread, uint32_t old, uint32_t value)
{
    (void)arg;
    printf("  %c  %s\n", 'A' + thread,
           value > old ? "leaves a token: its waiter is not asleep yet" : "finds a token");
}

static void setup(const struct sim_client *self)
{
    (void)self;
    stage = sim_alloc(sizeof *stage);
    sim_watch_edition(edition, stage->words);
    sim_watch_word(&stage->words[0], word_changed, NULL);
    sim_watch_word(&stage->words[1], sema_changed, NULL);
    for (int i = 0; i < ACTORS; i++)
        sim_spawn(actor, NULL);
}

// Of the steps between the changes of the lock, only the kernel's are told.
static void tell(const char *func, int line, const char *text)
{
    (void)func;
    char me = (char)('A' + sim_self());
    int other, us;
    if (line > 0 || *text == '\0')
        return;
    if (strncmp(text, "sleeps", 6) == 0)
        printf("  %c  sleeps\n", me);
    else if (sscanf(text, "wakes T%d", &other) == 1)
        printf("  %c  wakes %c\n", me, 'A' + other);
    else if (sscanf(text, "is at %d us", &us) != 1)
        printf("  %c  %s\n", me, text);
    else if (us > SIM_T0 / 1000)
        printf("  %c  has waited for %d us\n", me, us - SIM_T0 / 1000);
}

// ---- the director -------------------------------------------------------------------------------

static const struct sim_thread *thread(int actor)
{
    return &sim_core->threads[actor];
}

static bool is_asleep(int actor)
{
    return thread(actor)->op.kind == SIM_ASLEEP && !thread(actor)->woken;
}

static int find(bool (*is)(int actor))
{
    for (int i = 0; i < ACTORS; i++)
        if (is(i))
            return i;
    return NOBODY;
}

static bool owns(int actor)
{
    return stage->place[actor] == INSIDE;
}

static bool was_woken(int actor)
{
    return thread(actor)->op.kind == SIM_ASLEEP && thread(actor)->woken;
}

static bool is_outside(int actor)
{
    return stage->place[actor] == OUTSIDE && !thread(actor)->done;
}

// Lets an actor go on until it has to sleep, or is at a pause again. late: more than the starvation
// threshold has passed since it came.
static void go_on(int actor, bool late)
{
    do {
        struct sim_choice choices[SIM_MAX_CHOICES], c = {0};
        int n = sim_choices(choices);
        enum sim_kind kind = thread(actor)->op.kind;
        bool last = kind == SIM_SPIN || (kind == SIM_CLOCK && late);
        bool found = false;
        for (int i = 0; i < n; i++)
            if (choices[i].thread == actor && (!found || last)) {
                c = choices[i];
                found = true;
            }
        sim_apply(c);
    } while (!thread(actor)->done && !is_asleep(actor) && thread(actor)->op.kind != SIM_PAUSE);
}

static void scene(int number, const char *title)
{
    printf("\n%d. %s\n", number, title);
}

// Lets an actor try to get the lock, and tells what became of it.
static struct sim_fate come(int actor, bool late)
{
    struct sim_fate f = {.end = SIM_NOT_SEEN};
    if (actor == NOBODY)
        return f;
    int spins = stage->place[actor] == OUTSIDE ? SPINS : thread(actor)->spins;
    go_on(actor, late);
    f.end = owns(actor) ? SIM_TAKES : sim_at_front(actor) ? SIM_SLEEPS_FRONT : SIM_SLEEPS_BACK;
    f.spun = spins > thread(actor)->spins;
    return f;
}

// The owner unlocks, and comes again at once, before a woken waiter can run.
static struct sim_fate unlock_and_come_again(void)
{
    int owner = find(owns);
    go_on(owner, false);
    return come(owner, false);
}

static void play_normal_mode(struct sim_cases *cases)
{
    scene(1, "The lock is free. A comes.");
    cases->new_free = come(0, false);
    scene(2, "The lock is held. B comes, then C.");
    cases->new_held = come(1, false);
    come(2, false);
    scene(3, "A unlocks, and comes again before anybody else gets a CPU.");
    cases->new_released = unlock_and_come_again();
    scene(4, "The waiter that was woken gets a CPU.");
    if (cases->new_released.end == SIM_TAKES)
        cases->woken_held = come(find(was_woken), false);
    else
        cases->woken_free = come(find(was_woken), false);
    scene(5, "The owner unlocks and stays away. Whom it woke gets a CPU.");
    go_on(find(owns), false);
    cases->woken_free = come(find(was_woken), false);
}

static void play_late_waiter(struct sim_cases *cases)
{
    scene(6, "The owner unlocks, and comes again before anybody else gets a CPU.\n"
             "   Whom it woke has waited for more than 1 ms by now.");
    unlock_and_come_again();
    come(find(was_woken), true);
    scene(7, "The owner unlocks, and comes again before anybody else gets a CPU.");
    cases->new_late = unlock_and_come_again();
    scene(8, "The waiter that was woken gets a CPU.");
    cases->woken_late = come(find(was_woken), true);
}

static void play_end(void)
{
    scene(9, "All go home, one after the other.");
    stage->over = true;
    while (!sim_all_done()) {
        int next = find(owns);
        next = next == NOBODY ? find(was_woken) : next;
        next = next == NOBODY ? find(is_outside) : next;
        go_on(next, false);
    }
}

bool sim_play(const char *name)
{
    static const struct sim_client client = {
        .name = "play", .budget = {.spins = SPINS, .punctual = true}, .setup = setup};
    edition = NULL;
    for (int i = 0; sim_editions[i]; i++)
        if (strcmp(sim_editions[i]->name, name) == 0)
            edition = sim_editions[i];
    if (edition == NULL)
        return false;
    printf("%s: three threads A, B and C, one lock", name);
    printf(edition->year ? ", as of %d.\n" : ".\n", edition->year);
    printf("On the right: the lock's word after the step.\n");
    struct sim_cases cases = {0};
    sim_reset(&client);
    sim_tell_to(tell);
    play_normal_mode(&cases);
    play_late_waiter(&cases);
    play_end();
    sim_trace(false);
    sim_print_cases(&cases);
    return true;
}

const char *sim_play_names(void)
{
    static char names[120];
    names[0] = '\0';
    for (int i = 0; sim_editions[i]; i++) {
        strcat(names, i ? " " : "");
        strcat(names, sim_editions[i]->name);
    }
    return names;
}
