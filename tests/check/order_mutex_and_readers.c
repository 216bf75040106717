// order_mutex_and_readers.c - a mutex and a read-write lock: a reader on one side, a writer on the
// other.
// SPDX-License-Identifier: MIT
//
// Wrong: the reader, who has the mutex, waits for the writer, who wants the mutex.
//
// expect: order in log_routes in add_route
#include "crew.h"

static pthread_rwlock_t routes = PTHREAD_RWLOCK_INITIALIZER;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
static int route_count, lines;

static void log_routes(void)
{
    pthread_mutex_lock(&log_lock);
    pthread_rwlock_rdlock(&routes);
    lines += route_count + 1;
    pthread_rwlock_unlock(&routes);
    pthread_mutex_unlock(&log_lock);
}

static void add_route(void)
{
    pthread_rwlock_wrlock(&routes);
    route_count++;
    pthread_mutex_lock(&log_lock);
    lines++;
    pthread_mutex_unlock(&log_lock);
    pthread_rwlock_unlock(&routes);
}

int main(void)
{
    IN_TURNS(log_routes, add_route);
    return lines != 2;
}
