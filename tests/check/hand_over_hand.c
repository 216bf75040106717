// hand_over_hand.c - walks a list with two locks at a time, the next one before the last is let go.
// SPDX-License-Identifier: MIT
//
// Right: everybody goes along the list. All locks are made at one place, and the list goes up and
// down in memory, so neither a class nor the addresses tell that it has a direction.
//
// expect: nothing
#include "crew.h"

enum { NODES = 6, ROUNDS = 20 };

struct node {
    pthread_mutex_t lock;
    struct node *next;
    int visits;
};

static struct node *head;

static void walk(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        struct node *node = head;
        pthread_mutex_lock(&node->lock);
        while (node->next) {
            struct node *next = node->next;
            pthread_mutex_lock(&next->lock);
            pthread_mutex_unlock(&node->lock);
            node = next;
            node->visits++;
        }
        pthread_mutex_unlock(&node->lock);
    }
}

int main(void)
{
    static struct node nodes[NODES];
    static const int way[NODES] = {3, 0, 4, 1, 5, 2};
    for (int i = 0; i < NODES; i++) {
        struct node *node = &nodes[way[i]];
        pthread_mutex_init(&node->lock, NULL);
        node->next = i + 1 < NODES ? &nodes[way[i + 1]] : NULL;
    }
    head = &nodes[way[0]];
    AT_ONCE(walk, walk, walk);
    return nodes[way[NODES - 1]].visits != 3 * ROUNDS;
}
