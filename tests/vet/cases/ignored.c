// ignored.c - findings that a comment hides, with its reason.
// SPDX-License-Identifier: MIT
#include <pthread.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static int n;

int above(int i)
{
    pthread_mutex_lock(&mu);
    if (i)
        // pawl-vet: ignore pairs the caller unlocks it
        return -1;
    n++;
    pthread_mutex_unlock(&mu);
    return 0;
}

int beside(int i)
{
    pthread_mutex_lock(&mu);
    if (i)
        return -1; // pawl-vet: ignore pairs the caller unlocks it
    n++;
    pthread_mutex_unlock(&mu);
    return 0;
}

int as_findings_name_it(int i)
{
    pthread_mutex_lock(&mu);
    if (i)
        return -1; // pawl-vet: ignore copylock,pawl-pairs the caller unlocks it
    n++;
    pthread_mutex_unlock(&mu);
    return 0;
}

int another_check(int i)
{
    pthread_mutex_lock(&mu);
    if (i)
        return -1; // pawl-vet: ignore copylock it is not one // want "'mu' is still locked when 'another_check' returns"
    n++;
    pthread_mutex_unlock(&mu);
    return 0;
}

int next_line_only(int i)
{
    pthread_mutex_lock(&mu);
    // pawl-vet: ignore pairs too far away

    if (i)
        return -1; // want "'mu' is still locked when 'next_line_only' returns"
    n++;
    pthread_mutex_unlock(&mu);
    return 0;
}
