// pairs_kernel.c - guards as the Linux kernel makes them, with the cleanup attribute.
// SPDX-License-Identifier: MIT
// options: --config linux

struct mutex {
    int x;
};

typedef struct {
    int y;
} raw_spinlock_t;

typedef struct {
    raw_spinlock_t rlock;
} spinlock_t;

void mutex_lock(struct mutex *m);
void mutex_unlock(struct mutex *m);
void spin_unlock(spinlock_t *l);
unsigned long _raw_spin_lock_irqsave(raw_spinlock_t *l);
void spin_unlock_irqrestore(spinlock_t *l, unsigned long flags);

static inline raw_spinlock_t *spinlock_check(spinlock_t *l)
{
    return &l->rlock;
}
#define spin_lock_irqsave(l, flags) ((flags) = _raw_spin_lock_irqsave(spinlock_check(l)))

// ---- guard(mutex), whose functions can be seen ----------------------------------------------------

typedef struct mutex *class_mutex_t;

static inline void class_mutex_destructor(class_mutex_t *p)
{
    struct mutex *m = *p;
    mutex_unlock(m);
}

static inline class_mutex_t class_mutex_constructor(struct mutex *m)
{
    struct mutex *t = ({
        mutex_lock(m);
        m;
    });
    return t;
}

// ---- guard(spinlock), whose functions are declared ------------------------------------------------

typedef struct {
    spinlock_t *lock;
    unsigned long flags;
} class_spinlock_t;

void class_spinlock_destructor(class_spinlock_t *g);
class_spinlock_t class_spinlock_constructor(spinlock_t *l);

#define guard(kind)                                                                                \
    class_##kind##_t scope __attribute__((cleanup(class_##kind##_destructor))) =                   \
        class_##kind##_constructor

struct box {
    struct mutex mu;
    spinlock_t lock;
    int m, n;
};

int guarded(struct box *b)
{
    guard(mutex)(&b->mu);
    if (b->m)
        return 1;
    b->m = 2;
    return 0;
}

int twice(struct box *b)
{
    mutex_lock(&b->mu);
    int n = guarded(b); // want "'guarded' takes 'b->mu', which is locked here already"
    mutex_unlock(&b->mu);
    return n;
}

int one_after_the_other(struct box *b)
{
    int n = guarded(b);
    {
        guard(spinlock)(&b->lock);
        n += b->n;
    }
    guard(spinlock)(&b->lock);
    return n + b->n;
}

int spins_for_ever(struct box *b)
{
    unsigned long flags;
    guard(spinlock)(&b->lock);
    spin_lock_irqsave(&b->lock, flags); // want "'b->lock' is locked here while it is locked"
    return b->n;
}

int forgets(struct box *b)
{
    unsigned long flags;
    spin_lock_irqsave(&b->lock, flags);
    if (b->n)
        return -1; // want "'b->lock' is still locked when 'forgets' returns here"
    spin_unlock_irqrestore(&b->lock, flags);
    return 0;
}

// ---- scoped_guard, a loop of one turn -----------------------------------------------------------

#define scoped_guard(kind, lock)                                                                   \
    for (class_##kind##_t scope __attribute__((cleanup(class_##kind##_destructor))) =              \
             class_##kind##_constructor(lock),                                                     \
                          *done = 0;                                                               \
         !done; done = (void *)1)

int in_a_loop(struct box *b)
{
    int n = 0;
    scoped_guard(spinlock, &b->lock)
    {
        n = b->n;
        b->n = 0;
    }
    if (n)
        scoped_guard(spinlock, &b->lock) b->n = n;
    guard(spinlock)(&b->lock);
    return n;
}

int out_of_it(struct box *b)
{
    scoped_guard(spinlock, &b->lock)
    {
        if (b->n)
            return 1;
        if (b->n == 2)
            break;
    }
    guard(spinlock)(&b->lock);
    return 0;
}
