// goroutines.c - goroutines run what they are given beside who starts them.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <unistd.h>

struct job {
    pawl_waitgroup wg;
    int n;
};

static void adds_itself(void *arg)
{
    struct job *j = arg;
    pawl_waitgroup_add(&j->wg, 1); // want "'j->wg' is added to in what was started; the wait for it may be over by then \[pawl-waitgroup\]"
    j->n++;
    pawl_waitgroup_done(&j->wg);
}

void too_late(struct job *j)
{
    pawl_go(adds_itself, j); // note "started here: add before this"
    pawl_waitgroup_wait(&j->wg);
}

static void starts_another(void *arg)
{
    struct job *j = arg;
    pawl_waitgroup_go(&j->wg, adds_itself, j); // want "'j->wg' is added to in what was started"
}

int too_late_with(struct job *j)
{
    struct pawl_go_attr attr = {.name = "late"};
    int err = pawl_go_with(&attr, starts_another, j);
    pawl_waitgroup_wait(&j->wg);
    return err;
}

// ---- blocking sections --------------------------------------------------------------------------

ssize_t not_ended(int fd, char *data, size_t n)
{
    pawl_go_blocking_begin();
    ssize_t got = read(fd, data, n);
    if (got < 0)
        return -1; // want "'blocking_section' is still locked when 'not_ended' returns here \[pawl-pairs\]"
    pawl_go_blocking_end();
    return got;
}

void ended_twice(int fd)
{
    pawl_go_blocking_begin();
    close(fd);
    pawl_go_blocking_end();
    pawl_go_blocking_end(); // want "'blocking_section' is unlocked here, but it was unlocked before \[pawl-pairs\]"
}

// ---- right --------------------------------------------------------------------------------------

static void only_done(void *arg)
{
    struct job *j = arg;
    j->n++;
    pawl_waitgroup_done(&j->wg);
}

void in_time(struct job *j)
{
    pawl_waitgroup_add(&j->wg, 1);
    pawl_go(only_done, j);
    pawl_waitgroup_wait(&j->wg);
}

static void works(void *arg)
{
    struct job *j = arg;
    j->n++;
}

// It is counted itself until it returns.
static void splits(void *arg)
{
    struct job *j = arg;
    pawl_waitgroup_go(&j->wg, works, j);
}

void starts_one_that_splits(struct job *j)
{
    pawl_waitgroup_go(&j->wg, splits, j);
    pawl_waitgroup_wait(&j->wg);
}

static pawl_mutex mu;
static long reads;

ssize_t nested(int fd, char *data, size_t n)
{
    pawl_go_blocking_begin();
    pawl_go_blocking_begin();
    ssize_t got = read(fd, data, n);
    pawl_go_blocking_end();
    pawl_mutex_lock(&mu); // in a section, and a section in it: no order, as nobody is kept out
    reads++;
    pawl_mutex_unlock(&mu);
    pawl_go_blocking_end();
    return got;
}

void the_other_way_round(int fd)
{
    pawl_mutex_lock(&mu);
    pawl_go_blocking_begin();
    close(fd);
    pawl_go_blocking_end();
    reads = 0;
    pawl_mutex_unlock(&mu);
}

// What is used in sections is not guarded by them.
static long bytes;

void adds(int fd, char *data, size_t n)
{
    pawl_go_blocking_begin();
    bytes += read(fd, data, n);
    pawl_go_blocking_end();
}

void adds_again(int fd, char *data, size_t n)
{
    pawl_go_blocking_begin();
    bytes += write(fd, data, n);
    pawl_go_blocking_end();
}

void begins_anew(void)
{
    bytes = 0;
}
