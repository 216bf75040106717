// damaged_check_test.c - a record of checks that is cut off, garbled or none is refused, or does no
// harm.
// SPDX-License-Identifier: MIT
#include "made_check.h"

#include "check/check_output.h"
#include "run_output.h"
#include "support/suite.h"

START_TEST(what_is_no_record_is_refused)
{
    begin();
    const size_t sizes[] = {0, 7, 16, 100, sizeof *record / 2, sizeof *record - 1};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char *path = write_check(record, sizes[i]);
        EXPECT(checked_add_record(&checked, path), "takes %zu bytes", sizes[i]);
        unlink(path);
        free(path);
    }
    record->head.version++;
    char *path = write_check(record, sizeof *record);
    ck_assert_str_eq(checked_add_record(&checked, path), "was written by another version of pawl");
    unlink(path);
    free(path);
    ck_assert_ptr_nonnull(checked_add_record(&checked, "/"));
    ck_assert_uint_eq(checked.process_count, 0);
    finish();
}
END_TEST

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

static void fill(void)
{
    for (int kind = 1; kind < PAWL_FOUND_KINDS; kind++) {
        uint32_t count = (uint32_t)kind % 4 + 1;
        struct pawl_check_step *s = found(record, (enum pawl_check_kind)kind, count);
        for (uint32_t i = 0; i < count; i++) {
            s[i].held = lock_id(1 + i % 3, made_address(&locks[i % 4]));
            s[i].wanted = lock_id(1 + (i + 1) % 3, made_address(&locks[(i + 1) % 4]));
            s[i].held_stack = 1;
            s[i].stack = 2;
            s[i].ns = 1000;
        }
    }
    record->threads[0].tid = 100;
    record->threads[0].held_count = 2;
    record->locks[1] = (struct pawl_check_lock){.address = 0x1000, .class_ = 1, .owner = 1};
}

// Damages one word of what is in use.
static void damage(uint32_t *random)
{
    struct {
        void *start;
        size_t size;
    } parts[] = {
        {&record->head.flags, 64},
        {&record->held_too_long_ns, offsetof(struct pawl_check_record, findings) -
                                        offsetof(struct pawl_check_record, held_too_long_ns)},
        {record->findings, 16 * sizeof record->findings[0]},
        {record->findings, 16 * sizeof record->findings[0]},
        {record->steps, 40 * sizeof record->steps[0]},
        {record->classes, 4 * sizeof record->classes[0]},
        {record->names, 4 * sizeof record->names[0]},
        {record->threads, sizeof record->threads[0]},
        {record->locks, 2 * sizeof record->locks[0]},
        {&record->head.stacks[1], 48},
        {&record->head.modules[0], 60},
    };
    size_t part = next_random(random) % (sizeof parts / sizeof parts[0]);
    uint32_t values[] = {0, 1, UINT32_MAX, INT32_MAX, next_random(random), 0x80000000, 4096, 15};
    uint32_t *word = (uint32_t *)parts[part].start + next_random(random) % (parts[part].size / 4);
    *word = values[next_random(random) % 8];
}

// Everything that a printer looks at; the sanitizers watch.
static void print_all(void)
{
    const struct run_options o = {.all_findings = true, .wide = true};
    struct check_rules none = {0};
    char why[RUN_WHY];
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    ck_assert(check_output(&checked, &none, &o, out, why, sizeof why));
    fclose(out);
    for (size_t i = 0; i < size; i++)
        EXPECT(text[i] == '\n' || (unsigned char)text[i] >= ' ', "a control character");
    free(text);
}

START_TEST(damaged_records_do_no_harm)
{
    uint32_t random = (uint32_t)_i + 1;
    for (int round = 0; round < 25; round++) {
        begin();
        fill();
        for (int i = 0; i < 30; i++)
            damage(&random);
        char *path = write_check(record, sizeof *record);
        if (!checked_add_record(&checked, path))
            print_all();
        unlink(path);
        free(path);
        finish();
    }
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {what_is_no_record_is_refused, 0},
        {damaged_records_do_no_harm, 4},
    };
    return suite_run("damaged check", tests, TEST_COUNT(tests));
}
