// table_test.c - the semaphore table against a naive model of it: treap, rings, collisions.
// SPDX-License-Identifier: MIT
//
// The waiters here are records without threads; the buckets are the real ones.
#include "sema/table.h"
#include "sema/treap.h"
#include "support/queue.h"
#include "support/sanitizer.h"
#include "support/suite.h"
#include "support/threads.h"

#define ADDRESSES 24
#define RECORDS 200

// The model: for each address the records in queue order, in a plain array.
static struct model {
    const void *addr;
    int queue[RECORDS];
    int length;
} model[ADDRESSES];

static struct pawl_waiter records[RECORDS];
static int where[RECORDS]; // index of the record's address, -1: not queued
static struct pawl_bucket *bucket;
static unsigned seed = 12345;

// ---- what must hold after each step -------------------------------------------------------------

// Checks the subtree below w: addresses within (low, high), a heap, links both ways. Counts it.
static int check_tree(const struct pawl_waiter *w, const struct pawl_waiter *parent, uintptr_t low,
                      uintptr_t high)
{
    if (w == NULL)
        return 0;
    uintptr_t addr = (uintptr_t)w->addr;
    EXPECT(w->parent == parent, "parent link broken");
    EXPECT(addr > low && addr < high, "order by address broken");
    EXPECT(parent == NULL || parent->priority <= w->priority, "heap broken");
    return 1 + check_tree(w->left, w, low, addr) + check_tree(w->right, w, addr, high);
}

static void check_queue(const struct model *q)
{
    struct pawl_waiter *w = pawl_queue_front_(bucket, q->addr);
    EXPECT((w == NULL) == (q->length == 0), "queue empty or not");
    for (int i = 0; i < q->length; i++, w = w->next) {
        EXPECT(w == &records[q->queue[i]], "wrong waiter at place %d", i);
        EXPECT(w->queued && w->addr == q->addr && w->next->prev == w, "broken record");
    }
    EXPECT(w == pawl_queue_front_(bucket, q->addr), "not a ring");
}

static void check_all(void)
{
    int waited_on = 0;
    for (int i = 0; i < ADDRESSES; i++) {
        check_queue(&model[i]);
        waited_on += model[i].length > 0;
    }
    EXPECT(check_tree(bucket->root, NULL, 0, UINTPTR_MAX) == waited_on, "lost an address");
}

// ---- the steps ----------------------------------------------------------------------------------

static void insert(int record, int address, bool lifo)
{
    struct model *q = &model[address];
    uint64_t hash;
    EXPECT(pawl_bucket_(q->addr, &hash) == bucket, "another bucket");
    // What a record held before must not matter.
    memset(&records[record], 0xa5, sizeof records[record]);
    records[record].addr = q->addr;
    records[record].priority = (uint32_t)hash;
    pawl_queue_insert_(bucket, &records[record], lifo);
    int at = lifo ? 0 : q->length;
    memmove(&q->queue[at + 1], &q->queue[at], (size_t)(q->length - at) * sizeof q->queue[0]);
    q->queue[at] = record;
    q->length++;
    where[record] = address;
}

static void take_out(int record)
{
    struct model *q = &model[where[record]];
    pawl_queue_remove_(bucket, &records[record]);
    EXPECT(!records[record].queued, "still queued");
    int at = 0;
    while (q->queue[at] != record)
        at++;
    q->length--;
    memmove(&q->queue[at], &q->queue[at + 1], (size_t)(q->length - at) * sizeof q->queue[0]);
    where[record] = -1;
    memset(&records[record], 0x5a, sizeof records[record]); // as a stack does
}

static void front_out(struct model *q)
{
    if (q->length > 0)
        take_out(q->queue[0]);
}

static void step(int fill)
{
    int record = (int)(random_next(&seed) % RECORDS);
    int address = (int)(random_next(&seed) % ADDRESSES);
    if ((int)(random_next(&seed) % 100) < fill) {
        if (where[record] < 0)
            insert(record, address, random_next(&seed) % 3 == 0);
    } else if (random_next(&seed) % 2 == 0) {
        front_out(&model[address]);
    } else if (where[record] >= 0) {
        take_out(record);
    }
}

// Picks addresses that all fall into one bucket, from memory that is never read or written.
static void collide(void)
{
    static char memory[ADDRESSES * PAWL_SEMTAB_SIZE * 64];
    uint64_t hash;
    bucket = pawl_bucket_(memory, &hash);
    int found = 0;
    for (char *p = memory; found < ADDRESSES; p += 8) {
        EXPECT(p < memory + sizeof memory, "too few collisions");
        if (pawl_bucket_(p, &hash) == bucket)
            model[found++].addr = p;
    }
    for (int i = 0; i < RECORDS; i++)
        where[i] = -1;
}

// The share of insertions sways, so that the table fills, empties, and does both in turn.
START_TEST(random_steps_against_the_model)
{
    collide();
    for (int i = 0; i < SCALED(30000); i++) {
        step(i / 500 % 2 == 0 ? 65 : 35);
        check_all();
    }
    for (int i = 0; i < RECORDS; i++)
        if (where[i] >= 0)
            take_out(i);
    check_all();
    ck_assert_ptr_null(bucket->root);
}
END_TEST

// ---- many addresses -----------------------------------------------------------------------------

#define MANY 100000

static int compare_pointers(const void *a, const void *b)
{
    const char *x = *(char *const *)a, *y = *(char *const *)b;
    return (x > y) - (x < y);
}

// 10^5 addresses at once, through all buckets, and away in another order.
START_TEST(many_addresses)
{
    static char memory[MANY][8];
    struct pawl_waiter *w = calloc(MANY, sizeof *w);
    uint64_t hash;
    for (int i = 0; i < MANY; i++) {
        w[i].addr = memory[(i * 7919L) % MANY];
        struct pawl_bucket *b = pawl_bucket_(w[i].addr, &hash);
        w[i].priority = (uint32_t)hash;
        pawl_queue_insert_(b, &w[i], false);
    }
    int nodes = 0;
    struct pawl_table *table = pawl_process_()->table;
    for (int i = 0; i < PAWL_SEMTAB_SIZE; i++)
        nodes += check_tree(table->buckets[i].root, NULL, 0, UINTPTR_MAX);
    ck_assert_int_eq(nodes, MANY);
    for (int i = MANY - 1; i >= 0; i--) {
        struct pawl_bucket *b = pawl_bucket_(w[i].addr, &hash);
        EXPECT(pawl_queue_front_(b, w[i].addr) == &w[i], "lost waiter %d", i);
        pawl_queue_remove_(b, &w[i]);
    }
    ck_assert(table_is_empty());
    free(w);
}
END_TEST

// Each address has its one bucket, and locks that lie side by side, at any usual distance, spread:
// no bucket gets four times its share.
START_TEST(buckets_are_used_evenly)
{
    static const size_t strides[] = {8, 64, 4096, 251 * 8, 1 << 20};
    size_t stride = strides[_i];
    struct pawl_bucket *used[40 * PAWL_SEMTAB_SIZE];
    size_t n = sizeof used / sizeof used[0];
    for (size_t i = 0; i < n; i++) {
        uint64_t hash, again;
        const void *addr = (const void *)(UINT64_C(0x10000000) + i * stride);
        used[i] = pawl_bucket_(addr, &hash);
        EXPECT(pawl_bucket_(addr, &again) == used[i] && hash == again, "two buckets");
    }
    qsort(used, n, sizeof used[0], compare_pointers);
    size_t longest = 0;
    for (size_t i = 0, from = 0; i < n; i++) {
        if (used[i] != used[from])
            from = i;
        longest = i - from + 1 > longest ? i - from + 1 : longest;
    }
    ck_assert_uint_lt(longest, 4 * 40);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {random_steps_against_the_model, 1},
        {many_addresses, 1},
        {buckets_are_used_evenly, 5},
    };
    return suite_run("table", tests, TEST_COUNT(tests));
}
