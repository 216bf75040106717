// thread_safety_alone.c - what clang's own analysis says of functions that need a lock.
// SPDX-License-Identifier: MIT
// options: --checks thread-safety
#include <pawl.h>

struct account {
    pawl_mutex mu;
    long balance;
};

static pawl_mutex mu;
static long total;

void add(long n) PAWL_REQUIRES(&mu);
void flush(void) PAWL_EXCLUDES(&mu);

void add(long n)
{
    total += n;
}

void calls_without(void)
{
    // want below "calling function 'add' requires holding mutex 'mu' exclusively \[pawl-thread-safety\]"
    add(1);
}

void calls_with_what_is_excluded(void)
{
    pawl_mutex_lock(&mu);
    total++;
    flush(); // want "cannot call function 'flush' while mutex 'mu' is held"
    pawl_mutex_unlock(&mu);
}

void right(void)
{
    pawl_mutex_lock(&mu);
    add(2);
    pawl_mutex_unlock(&mu);
    flush();
}
