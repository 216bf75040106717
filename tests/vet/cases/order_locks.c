// order_locks.c - the same two locks, in opposite orders.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>

struct account {
    pthread_mutex_t mu;
    long balance;
};

struct bank {
    pthread_mutex_t mu;
    struct account *accounts;
    long total;
};

// ---- of two objects that may have nothing to do with each other: nothing is said ----------------

void audit(struct bank *b)
{
    pthread_mutex_lock(&b->mu);
    for (int i = 0; i < 10; i++) {
        pthread_mutex_lock(&b->accounts[i].mu);
        b->total += b->accounts[i].balance;
        pthread_mutex_unlock(&b->accounts[i].mu);
    }
    pthread_mutex_unlock(&b->mu);
}

void audit_one(struct bank *b, struct account *a)
{
    pthread_mutex_lock(&b->mu);
    pthread_mutex_lock(&a->mu);
    b->total += a->balance;
    pthread_mutex_unlock(&a->mu);
    pthread_mutex_unlock(&b->mu);
}

void deposit(struct bank *b, struct account *a, long n)
{
    pthread_mutex_lock(&a->mu);
    a->balance += n;
    pthread_mutex_lock(&b->mu);
    b->total += n;
    pthread_mutex_unlock(&b->mu);
    pthread_mutex_unlock(&a->mu);
}

// ---- wrong --------------------------------------------------------------------------------------

struct queue {
    pthread_mutex_t head_mu, tail_mu;
    int head, tail;
};

void head_then_tail(struct queue *q)
{
    pthread_mutex_lock(&q->head_mu);
    pthread_mutex_lock(&q->tail_mu); // note "and then 'struct queue's tail_mu' here"
    q->head = q->tail;
    pthread_mutex_unlock(&q->tail_mu);
    pthread_mutex_unlock(&q->head_mu);
}

void tail_then_head(struct queue *q)
{
    pthread_mutex_lock(&q->tail_mu); // note "'tail_then_head' locks 'struct queue's tail_mu' here"
    pthread_mutex_lock(&q->head_mu); // want "'struct queue's head_mu' is locked while 'struct queue's tail_mu' is held; in 'head_then_tail' it is the other way round"
    q->tail = q->head;
    pthread_mutex_unlock(&q->head_mu);
    pthread_mutex_unlock(&q->tail_mu);
}

static pthread_mutex_t registry = PTHREAD_MUTEX_INITIALIZER;

struct plugin {
    pawl_rwmutex rw;
    int loaded;
};

void loads(struct plugin *p)
{
    pthread_mutex_lock(&registry);
    pawl_rwmutex_lock(&p->rw);
    p->loaded = 1;
    pawl_rwmutex_unlock(&p->rw);
    pthread_mutex_unlock(&registry);
}

void unloads(struct plugin *p)
{
    pawl_rwmutex_lock(&p->rw);
    p->loaded = 0;
    pthread_mutex_lock(&registry); // want "'registry' is locked while 'struct plugin's rw' is held; in 'loads' it is the other way round"
    p->loaded = -1;
    pthread_mutex_unlock(&registry);
    pawl_rwmutex_unlock(&p->rw);
}

// ---- right --------------------------------------------------------------------------------------

struct pair {
    pthread_mutex_t left, right;
    int n;
};

void one_order(struct pair *p)
{
    pthread_mutex_lock(&p->left);
    pthread_mutex_lock(&p->right);
    p->n++;
    pthread_mutex_unlock(&p->right);
    pthread_mutex_unlock(&p->left);
}

void the_same_order(struct pair *p)
{
    pthread_mutex_lock(&p->left);
    p->n--;
    pthread_mutex_lock(&p->right);
    p->n--;
    pthread_mutex_unlock(&p->left);
    pthread_mutex_unlock(&p->right);
}

void never_both(struct pair *p)
{
    pthread_mutex_lock(&p->right);
    p->n++;
    pthread_mutex_unlock(&p->right);
    pthread_mutex_lock(&p->left);
    p->n++;
    pthread_mutex_unlock(&p->left);
}

// Two of a kind: one function cannot tell.
void transfer(struct account *from, struct account *to)
{
    pthread_mutex_lock(&from->mu);
    pthread_mutex_lock(&to->mu);
    from->balance--;
    to->balance++;
    pthread_mutex_unlock(&to->mu);
    pthread_mutex_unlock(&from->mu);
}

struct both {
    pthread_mutex_t first, second;
    int n;
};

void first_then_second(struct both *b)
{
    pthread_mutex_lock(&b->first);
    pthread_mutex_lock(&b->second);
    b->n++;
    pthread_mutex_unlock(&b->second);
    pthread_mutex_unlock(&b->first);
}

// A try does not wait.
int second_then_tries_first(struct both *b)
{
    int r = -1;
    pthread_mutex_lock(&b->second);
    if (pthread_mutex_trylock(&b->first) == 0) {
        r = b->n;
        pthread_mutex_unlock(&b->first);
    }
    pthread_mutex_unlock(&b->second);
    return r;
}

// A third lock around both orders keeps them apart.
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

struct gated {
    pthread_mutex_t x, y;
    int n;
};

void x_then_y(struct gated *g)
{
    pthread_mutex_lock(&gate);
    pthread_mutex_lock(&g->x);
    pthread_mutex_lock(&g->y);
    g->n++;
    pthread_mutex_unlock(&g->y);
    pthread_mutex_unlock(&g->x);
    pthread_mutex_unlock(&gate);
}

void y_then_x(struct gated *g)
{
    pthread_mutex_lock(&gate);
    pthread_mutex_lock(&g->y);
    pthread_mutex_lock(&g->x);
    g->n--;
    pthread_mutex_unlock(&g->x);
    pthread_mutex_unlock(&g->y);
    pthread_mutex_unlock(&gate);
}
