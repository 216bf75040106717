// order_overcommit.c - a list of tasks that allocates, and an allocator that looks for a task.
// SPDX-License-Identifier: MIT
//
// Wrong: to add a task allocates below the list's lock, and out of memory asks the tracker, which
// has a lock of its own; the tracker, in another thread, holds that and goes through the list. No
// function takes both in its own text.
// After https://github.com/ClickHouse/ClickHouse/pull/96182.
//
// expect: order in choose_victim in cancel_one
#include "crew.h"

static pthread_mutex_t tasks = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t tracker = PTHREAD_MUTEX_INITIALIZER;
static int task_count, victims, used = 90;

static void choose_victim(void)
{
    pthread_mutex_lock(&tracker);
    victims++;
    pthread_mutex_unlock(&tracker);
}

static void allocate(int size)
{
    if (used + size > 100)
        choose_victim();
    used += size;
}

static void add_task(void)
{
    pthread_mutex_lock(&tasks);
    allocate(20);
    task_count++;
    pthread_mutex_unlock(&tasks);
}

static void cancel_one(void)
{
    pthread_mutex_lock(&tracker);
    pthread_mutex_lock(&tasks);
    task_count -= victims;
    pthread_mutex_unlock(&tasks);
    pthread_mutex_unlock(&tracker);
}

int main(void)
{
    IN_TURNS(add_task, cancel_one);
    return task_count != 0;
}
