// damaged_record_test.c - a record that is cut off, garbled or none is refused, or does no harm.
// SPDX-License-Identifier: MIT
#include "made_record.h"
#include "profile.h"
#include "run_print.h"
#include "support/suite.h"

static uint64_t locks[4];

__attribute__((noinline)) static void push(void)
{
    locks[0]++;
}

__attribute__((noinline)) static void pop(void)
{
    locks[1]++;
}

static struct profile profile;

static void finish(struct pawl_record *r)
{
    profile_free(&profile);
    free(r);
}

START_TEST(what_is_no_record_is_refused)
{
    struct pawl_record *r = made_record();
    const size_t sizes[] = {0, 7, 16, 100, sizeof *r / 2, sizeof *r - 1};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char *path = write_record(r, sizes[i]);
        EXPECT(profile_add_record(&profile, path), "takes %zu bytes", sizes[i]);
        unlink(path);
        free(path);
    }
    r->head.version++;
    char *path = write_record(r, sizeof *r);
    ck_assert_str_eq(profile_add_record(&profile, path), "was written by another version of pawl");
    unlink(path);
    free(path);
    ck_assert_ptr_nonnull(profile_add_record(&profile, "/"));
    ck_assert_ptr_nonnull(profile_add_record(&profile, "/dev/zero"));
    ck_assert_ptr_nonnull(profile_add_record(&profile, "/nowhere"));
    ck_assert_uint_eq(profile.process_count, 0);
    finish(r);
}
END_TEST

// Everything that a printer looks at; the sanitizers watch.
static void print_all(struct profile *p)
{
    struct run_options o = {.stacks = 50, .all_processes = true};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    run_print(out, p, &o, true);
    fclose(out);
    ck_assert_uint_gt(size, 0);
    free(text);
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

static void fill(struct pawl_record *r)
{
    for (uint32_t i = 1; i < 9; i++) {
        set_stack(&r->head.stacks[i], 2, call_in(pop), call_in(i % 2 ? push : pop));
        set_lock(&r->locks[i], i % 7, i % 3 ? place_of(&locks[i % 4]) : 0, i);
        set_use(&r->locks[i].exclusive, 100, 10, 20000 * i, 2040);
        set_site(&r->sites[i], i, call_in(push), i % 2);
        set_use(&r->sites[i].use, 100, 10, 20000 * i, 2040);
        set_charge(&r->charges[i], i, i, i % 2, 10, 20000);
        r->objects[i] = (struct pawl_record_object){.address = i, .lock = i, .wait_ns = 100};
    }
}

// Damages one word of an entry that is in use.
static void damage(struct pawl_record *r, uint32_t *random)
{
    uint32_t entry = 1 + next_random(random) % 8;
    struct {
        void *start;
        size_t size;
    } parts[] = {
        {r, offsetof(struct pawl_record, locks)},
        {&r->locks[entry], 64},
        {&r->sites[entry], 32},
        {&r->charges[entry], sizeof r->charges[0]},
        {&r->head.stacks[entry], 48},
        {&r->objects[entry], sizeof r->objects[0]},
        {&r->head.modules[0], sizeof r->head.modules[0]},
    };
    size_t part = next_random(random) % (sizeof parts / sizeof parts[0]);
    uint32_t values[] = {0, 1, UINT32_MAX, INT32_MAX, next_random(random), 0x80000000, 30, 65535};
    uint32_t *word = (uint32_t *)parts[part].start + next_random(random) % (parts[part].size / 4);
    if (word >= &r->head.version + 2) // magic, version and size are what_is_no_record_is_refused's
        *word = values[next_random(random) % 8];
}

START_TEST(damaged_records_do_no_harm)
{
    uint32_t random = (uint32_t)_i + 1;
    struct pawl_record *r = made_record();
    for (int round = 0; round < 40; round++) {
        fill(r);
        for (int i = 0; i < 20; i++)
            damage(r, &random);
        char *path = write_record(r, sizeof *r);
        if (!profile_add_record(&profile, path) && profile.process_count > 0)
            print_all(&profile);
        unlink(path);
        free(path);
        profile_free(&profile);
        free(r);
        r = made_record();
    }
    finish(r);
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {what_is_no_record_is_refused, 0},
        {damaged_records_do_no_harm, 4},
    };
    return suite_run("damaged record", tests, TEST_COUNT(tests));
}
