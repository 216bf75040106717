// order_pawl_readers.c - two of pawl's RWMutexes, read in both orders, and each written now and
// then.
// SPDX-License-Identifier: MIT
//
// Wrong, other than with pthread's (readers_both_orders.c): a writer that waits stops new readers.
// So both readers may be in their first lock when a writer comes to each, and neither gets in to
// the second. After https://github.com/sasha-s/go-deadlock/issues/4, where this was thought to be
// a false alarm.
//
// expect: order in list_users in list_groups
#include "crew.h"

#include <pawl.h>

static pawl_rwmutex users, groups;
static int user_count, group_count;

static void list_users(void)
{
    pawl_rwmutex_rlock(&users);
    pawl_rwmutex_rlock(&groups);
    pawl_rwmutex_runlock(&groups);
    pawl_rwmutex_runlock(&users);
}

static void list_groups(void)
{
    pawl_rwmutex_rlock(&groups);
    pawl_rwmutex_rlock(&users);
    pawl_rwmutex_runlock(&users);
    pawl_rwmutex_runlock(&groups);
}

static void add_user(void)
{
    pawl_rwmutex_lock(&users);
    user_count++;
    pawl_rwmutex_unlock(&users);
}

static void add_group(void)
{
    pawl_rwmutex_lock(&groups);
    group_count++;
    pawl_rwmutex_unlock(&groups);
}

int main(void)
{
    IN_TURNS(add_user, add_group, list_users, list_groups);
    return user_count + group_count != 2;
}
