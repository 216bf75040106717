// alternating.c - a tree of two kinds of objects in turn: a window in a group in a window ….
// SPDX-License-Identifier: MIT
//
// Right: parents come first, always. But by their classes, windows are locked below groups and
// groups below windows.
//
// expect: nothing
#include "crew.h"

struct window {
    pthread_mutex_t lock;
    int drawn;
};

struct group {
    pthread_mutex_t lock;
    int drawn;
};

static struct window *outer, *inner;
static struct group *middle;

static struct window *make_window(void)
{
    struct window *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    pthread_mutex_init(&w->lock, NULL);
    return w;
}

static struct group *make_group(void)
{
    struct group *g = calloc(1, sizeof *g);
    if (!g)
        abort();
    pthread_mutex_init(&g->lock, NULL);
    return g;
}

static void draw_group(void)
{
    pthread_mutex_lock(&outer->lock);
    pthread_mutex_lock(&middle->lock);
    outer->drawn = ++middle->drawn;
    pthread_mutex_unlock(&middle->lock);
    pthread_mutex_unlock(&outer->lock);
}

static void draw_window(void)
{
    pthread_mutex_lock(&middle->lock);
    pthread_mutex_lock(&inner->lock);
    inner->drawn = ++middle->drawn;
    pthread_mutex_unlock(&inner->lock);
    pthread_mutex_unlock(&middle->lock);
}

int main(void)
{
    outer = make_window();
    inner = make_window();
    middle = make_group();
    IN_TURNS(draw_group, draw_window, draw_group, draw_window);
    return middle->drawn != 4;
}
