// copied_fresh.c - objects are made from a model, the unused lock in it included.
// SPDX-License-Identifier: MIT
//
// Right in practice: a static initialiser is nothing but bytes, and nobody has used the model's.
//
// expect: nothing
#include "crew.h"

struct account {
    pthread_mutex_t lock;
    long balance;
};

static const struct account model = {PTHREAD_MUTEX_INITIALIZER, 100};
static struct account accounts[3];

static void earn(void)
{
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&accounts[i].lock);
        accounts[i].balance += 5;
        pthread_mutex_unlock(&accounts[i].lock);
    }
}

int main(void)
{
    for (int i = 0; i < 3; i++)
        accounts[i] = model;
    IN_TURNS(earn, earn);
    return accounts[2].balance != 110;
}
