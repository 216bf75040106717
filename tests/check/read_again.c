// read_again.c - a hash ring whose reader calls another reader of itself.
// SPDX-License-Identifier: MIT
//
// Wrong: a member that joins between the two read locks waits for the first reader, and stops the
// second, which is the same thread. It never happened here, and seldom will.
// After https://github.com/buraksezer/consistent/issues/23.
//
// expect: read-again in partition_owner in closest
#include "crew.h"

#include <pawl.h>

static pawl_rwmutex ring;
static int members = 3;

static int partition_owner(int partition)
{
    pawl_rwmutex_rlock(&ring);
    int owner = partition % members;
    pawl_rwmutex_runlock(&ring);
    return owner;
}

static void closest(void)
{
    pawl_rwmutex_rlock(&ring);
    for (int i = 0; i < members; i++)
        partition_owner(i);
    pawl_rwmutex_runlock(&ring);
}

static void join_ring(void)
{
    pawl_rwmutex_lock(&ring);
    members++;
    pawl_rwmutex_unlock(&ring);
}

int main(void)
{
    IN_TURNS(join_ring, closest);
    return members != 4;
}
