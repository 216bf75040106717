// goroutine_order.c - two goroutines take two locks in both orders, one after the other.
// SPDX-License-Identifier: MIT
//
// Wrong: at another time they wait for each other.
//
// expect: order in credit in debit
#include "crew.h"

#include <pawl.h>

static pawl_mutex account, journal;

static void credit(void *arg)
{
    (void)arg;
    pawl_mutex_lock(&account);
    pawl_mutex_lock(&journal);
    pawl_mutex_unlock(&journal);
    pawl_mutex_unlock(&account);
}

static void debit(void *arg)
{
    (void)arg;
    pawl_mutex_lock(&journal);
    pawl_mutex_lock(&account);
    pawl_mutex_unlock(&account);
    pawl_mutex_unlock(&journal);
}

int main(void)
{
    pawl_waitgroup wg = {0};
    pawl_waitgroup_go(&wg, credit, NULL);
    pawl_waitgroup_wait(&wg);
    pawl_waitgroup_go(&wg, debit, NULL);
    pawl_waitgroup_wait(&wg);
    return 0;
}
