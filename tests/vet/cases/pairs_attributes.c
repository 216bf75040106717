// pairs_attributes.c - locks that are declared by attributes.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pawl/annotate.h>
#include <stdbool.h>

struct PAWL_CAPABILITY("spin") spin {
    int taken;
};

void spin_lock(struct spin *s) PAWL_ACQUIRE(s);
void spin_unlock(struct spin *s) PAWL_RELEASE(s);
bool spin_try(struct spin *s) PAWL_TRY_ACQUIRE(true, s);

struct box {
    struct spin mu;
    int value;
};

int work(struct box *b);

int returns(struct box *b)
{
    spin_lock(&b->mu);
    if (work(b))
        return -1; // want "'b->mu' is still locked when 'returns' returns"
    spin_unlock(&b->mu);
    return 0;
}

int tries(struct box *b)
{
    if (!spin_try(&b->mu))
        return -1;
    b->value++;
    spin_unlock(&b->mu);
    return 0;
}

void twice(struct box *b)
{
    spin_lock(&b->mu);
    work(b);
    spin_lock(&b->mu); // want "'b->mu' is locked here while it is locked"
    work(b);
    spin_unlock(&b->mu);
}

// ---- of a member --------------------------------------------------------------------------------

void box_lock(struct box *b) PAWL_VET_ACQUIRE(b->mu);
void box_unlock(struct box *b) PAWL_VET_RELEASE(b->mu);
bool box_try(struct box *b) PAWL_VET_TRY_ACQUIRE(true, b->mu);

int member_returns(struct box *b)
{
    box_lock(b);
    if (work(b))
        return -1; // want "'b->mu' is still locked when 'member_returns' returns"
    box_unlock(b);
    return 0;
}

int member_mixed(struct box *b)
{
    box_lock(b);
    b->value++;
    spin_unlock(&b->mu);
    return b->value;
}

int member_tries(struct box *b)
{
    if (box_try(b)) {
        b->value++;
        box_unlock(b);
    }
    return 0;
}

// ---- with the lock held -------------------------------------------------------------------------

void change(struct box *b) PAWL_VET_REQUIRES(b->mu);

void change(struct box *b)
{
    b->value++;
}

void changes(struct box *b)
{
    box_lock(b);
    change(b);
    box_unlock(b);
}

void pause_it(struct box *b) PAWL_VET_REQUIRES(b->mu);

void pause_it(struct box *b)
{
    box_unlock(b);
    work(b);
    box_lock(b);
}

void pause_wrong(struct box *b) PAWL_VET_REQUIRES(b->mu);

void pause_wrong(struct box *b)
{
    box_unlock(b);
    if (work(b))
        return; // want "'b->mu' is not locked again when 'pause_wrong' returns"
    box_lock(b);
}

// One that keeps what it promises.
void take(struct box *b) PAWL_VET_ACQUIRE(b->mu);

void take(struct box *b)
{
    spin_lock(&b->mu);
}
