// list.h - a list that has functions for its lock.
// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <stdbool.h>

struct list {
    pthread_mutex_t mu;
    struct list *next;
    int count;
};

void list_lock(struct list *l);
void list_unlock(struct list *l);
bool list_try(struct list *l);
struct list *list_find_locked(struct list *l, int n);
void list_count_locked(struct list *l);
void list_add(struct list *l, int n);
