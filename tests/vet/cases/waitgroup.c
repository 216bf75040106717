// waitgroup.c - wait groups, and who adds to them.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>

struct job {
    pawl_waitgroup wg;
    int n;
};

static void *adds_itself(void *arg)
{
    struct job *j = arg;
    pawl_waitgroup_add(&j->wg, 1); // want "'j->wg' is added to in what was started; the wait for it may be over by then \[pawl-waitgroup\]"
    j->n++;
    pawl_waitgroup_done(&j->wg);
    return NULL;
}

void too_late(struct job *j)
{
    pthread_t t;
    pthread_create(&t, NULL, adds_itself, j);
    pawl_waitgroup_wait(&j->wg);
    pthread_join(t, NULL);
}

static pawl_waitgroup all;

static void *adds_to_a_variable(void *arg)
{
    (void)arg;
    pawl_waitgroup_add(&all, 1); // want "'all' is added to in what was started"
    pawl_waitgroup_done(&all);
    return NULL;
}

void too_late_again(void)
{
    pthread_t t;
    pthread_create(&t, NULL, adds_to_a_variable, NULL);
    pawl_waitgroup_wait(&all);
    pthread_join(t, NULL);
}

// ---- right --------------------------------------------------------------------------------------

static void *only_done(void *arg)
{
    struct job *j = arg;
    j->n++;
    pawl_waitgroup_done(&j->wg);
    return NULL;
}

void in_time(struct job *j)
{
    pthread_t t;
    pawl_waitgroup_add(&j->wg, 1);
    pthread_create(&t, NULL, only_done, j);
    pawl_waitgroup_wait(&j->wg);
    pthread_join(t, NULL);
}

// What it starts itself, it may add to: its own count is still there.
static void *splits(void *arg)
{
    struct job *j = arg;
    pthread_t t;
    pawl_waitgroup_add(&j->wg, 1);
    pthread_create(&t, NULL, only_done, j);
    pthread_detach(t);
    pawl_waitgroup_done(&j->wg);
    return NULL;
}

void starts_one_that_splits(struct job *j)
{
    pthread_t t;
    pawl_waitgroup_add(&j->wg, 1);
    pthread_create(&t, NULL, splits, j);
    pawl_waitgroup_wait(&j->wg);
    pthread_join(t, NULL);
}
