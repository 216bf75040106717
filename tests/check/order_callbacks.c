// order_callbacks.c - signals and slots: emitting calls the slots with the signal's lock held.
// SPDX-License-Identifier: MIT
//
// Wrong: a slot of one signal emits the other, and the other way round. Both locks are taken by the
// same line of the same function, so a class by place holds them both; only the objects tell them
// apart.
// After https://github.com/Montellese/cpp-signal/issues/2.
//
// expect: order in emit in on_resize in on_scroll
#include "crew.h"

struct signal {
    pthread_mutex_t lock;
    void (*slot)(void);
    bool nested;
};

static struct signal *resized, *scrolled;
static int calls;

static void emit(struct signal *s)
{
    pthread_mutex_lock(&s->lock);
    calls++;
    if (s->slot)
        s->slot();
    pthread_mutex_unlock(&s->lock);
}

static void on_resize(void)
{
    scrolled->slot = NULL; // once is enough
    emit(scrolled);
}

static void on_scroll(void)
{
    resized->slot = NULL;
    emit(resized);
}

static struct signal *make_signal(void)
{
    struct signal *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    pthread_mutex_init(&s->lock, NULL);
    return s;
}

static void resize(void)
{
    resized->slot = on_resize;
    emit(resized);
}

static void scroll(void)
{
    scrolled->slot = on_scroll;
    emit(scrolled);
}

int main(void)
{
    resized = make_signal();
    scrolled = make_signal();
    IN_TURNS(resize, scroll);
    return calls != 4;
}
