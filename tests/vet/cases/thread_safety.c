// thread_safety.c - functions that need a lock, by the attributes of clang: said once.
// SPDX-License-Identifier: MIT
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
    add(1); // want "'add' is called without 'mu', which it needs \[pawl-guarded\]"
}

void calls_with_what_is_excluded(void)
{
    pawl_mutex_lock(&mu);
    total++;
    flush(); // want "'flush' is called with 'mu' locked, and must not be \[pawl-guarded\]"
    pawl_mutex_unlock(&mu);
}

// What both find is said once.
int said_once(int n)
{
    pawl_mutex_lock(&mu);
    if (n)
        return -1; // want "'mu' is still locked when 'said_once' returns.*\[pawl-pairs\]"
    pawl_mutex_unlock(&mu);
    return 0;
}

void right(void)
{
    pawl_mutex_lock(&mu);
    add(2);
    pawl_mutex_unlock(&mu);
    flush();
}
