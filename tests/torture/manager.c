// manager.c - starts the workers, makes their life hard, and ends it.
// SPDX-License-Identifier: MIT
#include "torture.h"

#include "support/sanitizer.h"

#include <sched.h>

static unsigned seed;
static cpu_set_t all_cpus;
static bool watching, on_one_cpu;
static const struct worker *boosted;

static unsigned draw(unsigned n)
{
    return random_next(&seed) % n;
}

static struct worker *anybody(void)
{
    return &torture->workers[draw((unsigned)torture->options.threads)];
}

static bool now(unsigned trouble)
{
    return (atomic_load_explicit(&torture->troubles, memory_order_relaxed) & trouble) != 0;
}

// Is it time again? At random intervals of period ns on average.
static bool due(int64_t *next, unsigned period)
{
    int64_t present = pawl_now();
    if (present < *next)
        return false;
    *next = present + period / 2 + draw(period);
    return true;
}

// ---- where and when they may run ----------------------------------------------------------------

static cpu_set_t one_cpu(void)
{
    int nth = (int)draw((unsigned)CPU_COUNT(&all_cpus));
    int cpu = 0;
    while (!CPU_ISSET(cpu, &all_cpus) || nth-- > 0)
        cpu++;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    return one;
}

// Those who are not born yet get it from the manager.
static void move_all(const cpu_set_t *cpus)
{
    sched_setaffinity(0, sizeof *cpus, cpus);
    for (int i = 0; i < torture->options.threads; i++) {
        if (torture->workers[i].alive)
            pthread_setaffinity_np(torture->workers[i].thread, sizeof *cpus, cpus);
    }
}

static void squeeze(void)
{
    if (now(ONE_CPU) == on_one_cpu)
        return;
    on_one_cpu = !on_one_cpu;
    cpu_set_t one = one_cpu();
    move_all(on_one_cpu ? &one : &all_cpus);
}

static void shuffle(void)
{
    static int64_t next;
    if (!now(SHUFFLE) || on_one_cpu || !due(&next, 2 * PAWL_MILLISECOND))
        return;
    cpu_set_t cpus = draw(3) == 0 ? all_cpus : one_cpu();
    pthread_setaffinity_np(anybody()->thread, sizeof cpus, &cpus);
}

static bool set_policy(const struct worker *w, int policy)
{
    struct sched_param param = {.sched_priority = policy == SCHED_FIFO ? 1 : 0};
    return pthread_setschedparam(w->thread, policy, &param) == 0;
}

// The manager goes above them, so that a thread that never sleeps cannot keep it from its CPU; whom
// it starts meanwhile does not inherit that. Without the privilege SCHED_IDLE alone is left.
static void rise(bool high)
{
    struct sched_param param = {.sched_priority = high ? 2 : 0};
    sched_setscheduler(0, (high ? SCHED_FIFO : SCHED_OTHER) | SCHED_RESET_ON_FORK, &param);
}

// Before the manager itself waits for a thread. Else one that spins as SCHED_FIFO on the CPU of the
// thread that it spins for keeps that one, and so the manager, waiting; and while the process is
// also frozen again and again, the share that the kernel saves for the others does not help.
static void end_boost(void)
{
    if (boosted == NULL)
        return;
    set_policy(boosted, SCHED_OTHER);
    boosted = NULL;
    rise(false);
}

// One at a time, for a while. Not under ThreadSanitizer: its own locks spin, with sched_yield, so
// that the manager could wait in one for a thread below it.
static void boost(void)
{
    static int64_t next;
    if (!due(&next, 3 * PAWL_MILLISECOND))
        return;
    end_boost();
    if (!now(BOOST) || UNDER_TSAN)
        return;
    boosted = anybody();
    rise(true);
    bool fifo = draw(2) != 0;
    if (set_policy(boosted, fifo ? SCHED_FIFO : SCHED_IDLE))
        bump(fifo ? &torture->fifos : &torture->idles);
}

// ---- all pause ----------------------------------------------------------------------------------

static void open_gate(void)
{
    if (!atomic_load(&torture->gate_closed))
        return;
    atomic_store(&torture->gate_closed, false);
    pthread_rwlock_unlock(&torture->gate);
}

static void stutter(void)
{
    static int64_t next;
    if (!due(&next, 20 * PAWL_MILLISECOND))
        return;
    if (atomic_load(&torture->gate_closed)) {
        open_gate();
    } else if (now(STUTTER)) {
        end_boost();
        pthread_rwlock_wrlock(&torture->gate);
        atomic_store(&torture->gate_closed, true);
    }
}

// ---- birth and death ----------------------------------------------------------------------------

static void give_birth(struct worker *w)
{
    unsigned long births = atomic_fetch_add(&torture->births, 1);
    w->seed = (torture->options.seed + (unsigned)births) * 2654435761u | 1;
    atomic_store(&w->ended, false);
    int err = pthread_create(&w->thread, NULL, worker_run, w);
    if (err != 0)
        broken("cannot start thread %d: %s", w->number, strerror(err));
    w->alive = true;
}

static void bury(struct worker *w)
{
    pthread_join(w->thread, NULL);
    w->alive = false;
}

static void replace_dead(void)
{
    for (int i = 0; i < torture->options.threads; i++) {
        struct worker *w = &torture->workers[i];
        if (!atomic_load(&w->ended))
            continue;
        end_boost();
        bury(w);
        give_birth(w);
    }
}

// ---- signals and watchers -----------------------------------------------------------------------

static void storm(void)
{
    for (int i = 0; now(STORM) && i < torture->options.threads; i++)
        pthread_kill(torture->workers[i].thread, SIGUSR1);
}

static void delay(void)
{
    static int64_t next;
    if (now(DELAY) && due(&next, PAWL_MILLISECOND))
        pthread_kill(anybody()->thread, SIGUSR2);
}

static void watch(void)
{
    static int64_t next;
    if (!due(&next, 10 * PAWL_MILLISECOND))
        return;
    if (watching)
        pawl_unwatch(&watcher);
    watching = !watching && now(WATCH) && pawl_watch(&watcher) == 0;
}

// ---- all of it ----------------------------------------------------------------------------------

static void change(void)
{
    static int64_t next;
    if (now(CHANGE) && due(&next, 200 * PAWL_MILLISECOND))
        atomic_store(&torture->troubles, (random_next(&seed) & CHANGING) | CHANGE);
}

static bool finished(int64_t end)
{
    long operations = torture->options.operations;
    return pawl_now() >= end || (operations > 0 && TOTAL(ops) >= (unsigned long)operations);
}

static void start(void)
{
    seed = torture->options.seed * 747796405u | 1;
    sched_getaffinity(0, sizeof all_cpus, &all_cpus);
    disturb_setup();
    squeeze(); // before the first thread, so that the lock counts one CPU
    for (int i = 0; i < torture->options.threads; i++) {
        torture->workers[i].number = i + 1;
        give_birth(&torture->workers[i]);
    }
}

static void stop(void)
{
    atomic_store(&torture->stop, true);
    open_gate();
    end_boost();
    for (int i = 0; i < torture->options.threads; i++)
        bury(&torture->workers[i]);
    if (watching)
        pawl_unwatch(&watcher);
}

void manager_run(void)
{
    start();
    int64_t end = pawl_now() + (int64_t)(torture->options.seconds * (double)PAWL_SECOND);
    while (!finished(end)) {
        sleep_ns(now(STORM) ? 100000 : 500000);
        change();
        squeeze();
        shuffle();
        boost();
        stutter();
        storm();
        delay();
        watch();
        replace_dead();
    }
    stop();
    finish_check();
}
