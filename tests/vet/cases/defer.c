// defer.c - guards that are misunderstood.
// SPDX-License-Identifier: MIT
#include <pawl.h>

struct service {
    pawl_mutex mu;
    long served;
};

int use(struct service *s);

void locked_and_guarded(struct service *s)
{
    pawl_mutex_lock(&s->mu);
    PAWL_GUARD(&s->mu); // want "a guard locks 's->mu' by itself, and it is locked already \[pawl-defer\]"
    s->served++;
}

void unlocked_by_hand(struct service *s)
{
    PAWL_GUARD(&s->mu);
    s->served++;
    pawl_mutex_unlock(&s->mu); // want "'s->mu' is unlocked by hand, and by its guard at the end of the scope once more \[pawl-defer\]"
}

int unlocked_on_one_path(struct service *s)
{
    PAWL_GUARD(&s->mu);
    if (use(s)) {
        pawl_mutex_unlock(&s->mu); // want "'s->mu' is unlocked by hand, and by its guard at the end of the scope once more"
        return -1;
    }
    return 0;
}

// ---- right --------------------------------------------------------------------------------------

void let_go_for_a_while(struct service *s)
{
    PAWL_GUARD(&s->mu);
    s->served++;
    pawl_mutex_unlock(&s->mu);
    use(s);
    pawl_mutex_lock(&s->mu);
}

void two_guards(struct service *a, struct service *b)
{
    PAWL_GUARD(&a->mu);
    PAWL_GUARD(&b->mu);
    a->served += b->served;
}
