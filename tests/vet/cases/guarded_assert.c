// Who needs the lock on one path only, needs it not on the others: an argument may decide.
#include "pawl/annotate.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static int number;

static void change_locked(int to) PAWL_VET_REQUIRES(mu);
static void change(int to) PAWL_VET_EXCLUDES(mu);

static void change_locked(int to)
{
    number = to;
}

static void change(int to)
{
    pthread_mutex_lock(&mu);
    change_locked(to);
    pthread_mutex_unlock(&mu);
}

static void change_either(const int *to, bool is_locked)
{
    if (!to)
        return;
    if (is_locked)
        change_locked(*to);
    else
        change(*to);
}

void change_twice(const int *to)
{
    change_either(to, false);
    change(0);
}

void change_held(const int *to)
{
    pthread_mutex_lock(&mu);
    change_either(to, true);
    change_locked(0);
    change(1); // want "'change' is called with 'mu' locked" "'change' takes 'mu'"
    pthread_mutex_unlock(&mu);
}

static void needs_it(int to)
{
    change_locked(to);
    change(to); // want "'change' is called with 'mu' locked"
}

void calls_with_it(int to)
{
    pthread_mutex_lock(&mu);
    needs_it(to);
    pthread_mutex_unlock(&mu);
}

// What is called through a pointer may be called with the locks that are held where pointers are.
struct item {
    pthread_mutex_t mu;
    int n;
};

struct kind {
    void (*update)(struct item *i, int n);
    void (*draw)(struct item *i);
};

static void item_set_locked(struct item *i, int n) PAWL_VET_REQUIRES(i->mu);

static void item_set_locked(struct item *i, int n)
{
    i->n = n;
}

static void item_update(struct item *i, int n)
{
    if (n > 0)
        item_set_locked(i, n);
}

static void item_draw(struct item *i)
{
    if (i->n > 0)
        item_set_locked(i, 0); // want "'item_set_locked' is called without 'i->mu'"
}

const struct kind item_kind = {item_update, item_draw};

void use_item(const struct kind *k, struct item *i)
{
    pthread_mutex_lock(&i->mu);
    k->update(i, 1);
    pthread_mutex_unlock(&i->mu);
    k->draw(i);
}
