// use.c - another file, which uses them, right and wrong.
// SPDX-License-Identifier: MIT
#include "list.h"

int right(struct list *l)
{
    list_lock(l);
    list_count_locked(l);
    list_unlock(l);
    return 0;
}

int wrong(struct list *l)
{
    list_lock(l);
    if (l->count == 7)
        return -1; // want "'l->mu' is still locked when 'wrong' returns"
    list_unlock(l);
    return 0;
}

int tries(struct list *l)
{
    if (!list_try(l))
        return -1;
    list_count_locked(l);
    list_unlock(l);
    return 0;
}

int tries_wrong(struct list *l)
{
    if (!list_try(l))
        return -1;
    if (l->count == 3)
        return 0; // want "'l->mu' is still locked when 'tries_wrong' returns"
    list_unlock(l);
    return 0;
}

int finds(struct list *l)
{
    struct list *found = list_find_locked(l, 3);
    if (!found)
        return -1;
    found->count = 0;
    list_unlock(found);
    return 0;
}

void again(struct list *l)
{
    list_lock(l);
    list_add(l, 3); // want "'list_add' takes 'l->mu', which is locked here already \[pawl-reentry\]"
    list_unlock(l);
}

void twice(struct list *l)
{
    list_lock(l);
    list_count_locked(l);
    list_unlock(l);
    list_unlock(l); // want "'l->mu' is unlocked here, but it was unlocked before"
}
