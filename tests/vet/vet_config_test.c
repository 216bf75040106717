// vet_config_test.c - tables of lock functions: what their lines say, and what is wrong with them.
// SPDX-License-Identifier: MIT
#include "support/suite.h"
#include "vet/locks/locks.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/pawl-vet-config-XXXXXX";
static char why[400];

static bool read_table(struct vet_locks *l, const char *text)
{
    FILE *out = fopen(path, "w");
    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    fclose(out);
    return vet_locks_read(l, path, why, sizeof why);
}

// ---- a program: f(&p->lock, ...), where p is a pointer to struct owner ------------------------

static struct vet_program *program;
static struct vet_field lock_field = {.name = "lock"};
static const struct vet_field *fields[] = {&lock_field};
static struct vet_type lock_type = {.name = "lock", .kind = VET_LOCK};
static struct vet_type owner_type = {
    .name = "struct owner", .kind = VET_RECORD, .fields = fields, .field_count = 1};
static struct vet_type lock_pointer = {.kind = VET_POINTER, .target = &lock_type};
static struct vet_type owner_pointer = {.kind = VET_POINTER, .target = &owner_type};

static const struct vet_place *owner, *owner_lock; // *p, p->lock
static const struct vet_value *p_value, *lock_address;

static void begin(void)
{
    bool is_new;
    program = vet_program_new();
    struct vet_variable *p = vet_variable(program, "p", &is_new);
    p->name = "p";
    p->type = &owner_pointer;
    lock_field.record = &owner_type;
    lock_field.type = &lock_type;
    p_value = vet_load(program, vet_variable_place(program, p));
    owner = vet_target(program, p_value, &owner_type);
    owner_lock = vet_field_place(program, owner, &lock_field);
    lock_address = vet_address(program, owner_lock, &lock_pointer);
}

// What a call name(a, b) does by a table of one line.
static size_t effects(const char *table, const char *name, const struct vet_value *a,
                      const struct vet_value *b, struct vet_effect *out)
{
    struct vet_locks *l = vet_locks_new();
    ck_assert_msg(read_table(l, table), "%s", why);
    bool is_new;
    struct vet_function *f = vet_function(program, name, &is_new);
    f->name = name;
    const struct vet_value *arguments[] = {a, b};
    struct vet_op call = {
        .kind = VET_OP_CALL, .function = f, .arguments = arguments, .argument_count = b ? 2 : 1};
    size_t count = vet_declared_effects(l, program, &call, out);
    vet_locks_free(l);
    return count;
}

START_TEST(lines_say_what_calls_do)
{
    struct vet_effect e[VET_EFFECTS];
    begin();
    ck_assert_uint_eq(effects("lock f(@)", "f", lock_address, NULL, e), 1);
    ck_assert_int_eq(e->verb, VET_LOCKS);
    ck_assert_int_eq(e->success, VET_ALWAYS);
    ck_assert_ptr_eq(e->lock, owner_lock);
    ck_assert_uint_eq(effects("try shared timed f(_, @) != 0", "f", p_value, lock_address, e), 1);
    ck_assert_int_eq(e->verb, VET_TRIES);
    ck_assert_int_eq(e->success, VET_NONZERO);
    ck_assert(e->shared && e->timed && !e->reentrant && !e->either);
    ck_assert_ptr_eq(e->lock, owner_lock);
    ck_assert_uint_eq(effects("lock f(@->lock)", "f", p_value, NULL, e), 1);
    ck_assert_ptr_eq(e->lock, owner_lock);
    ck_assert_uint_eq(effects("wait f(cond, @)", "f", p_value, lock_address, e), 1);
    ck_assert_int_eq(e->verb, VET_WAITS);
    ck_assert_ptr_eq(e->other, owner);
    ck_assert_ptr_eq(e->lock, owner_lock);
    vet_program_free(program);
}
END_TEST

START_TEST(several_lines_of_a_function_are_all_true)
{
    struct vet_effect e[VET_EFFECTS];
    begin();
    ck_assert_uint_eq(effects("unlock f(@)\nlock f(_, @)\n", "f", lock_address, lock_address, e),
                      2);
    ck_assert_int_eq(e[0].verb, VET_UNLOCKS);
    ck_assert_int_eq(e[1].verb, VET_LOCKS);
    ck_assert_uint_eq(effects("lock f(@)", "g", lock_address, NULL, e), 0);
    vet_program_free(program);
}
END_TEST

START_TEST(a_lock_that_no_file_shows_is_one)
{
    struct vet_effect e[VET_EFFECTS], other[VET_EFFECTS];
    begin();
    ck_assert_uint_eq(effects("lock f() = big", "f", p_value, NULL, e), 1);
    ck_assert_uint_eq(effects("try f() = big == 0", "f", p_value, NULL, other), 1);
    ck_assert_ptr_nonnull(e->lock);
    ck_assert_ptr_eq(e->lock, other->lock);
    ck_assert_int_eq(other->success, VET_ZERO);
    vet_program_free(program);
}
END_TEST

START_TEST(a_member_that_is_not_there_is_no_lock)
{
    struct vet_effect e[VET_EFFECTS];
    begin();
    ck_assert_uint_eq(effects("lock f(@->mutex)", "f", p_value, NULL, e), 1);
    ck_assert_ptr_null(e->lock);
    ck_assert_uint_eq(effects("lock f(_, @)", "f", p_value, NULL, e), 1); // too few arguments
    ck_assert_ptr_null(e->lock);
    vet_program_free(program);
}
END_TEST

START_TEST(attributes_may_make_a_lock_recursive)
{
    struct vet_effect e[VET_EFFECTS];
    begin();
    const char *line = "init f(@, attributes)";
    effects(line, "f", lock_address, vet_constant(program, 0, NULL), e);
    ck_assert(!e->reentrant);
    effects(line, "f", lock_address, vet_constant(program, 1, NULL), e);
    ck_assert(e->reentrant);
    effects(line, "f", lock_address, p_value, e);
    ck_assert(e->reentrant);
    vet_program_free(program);
}
END_TEST

START_TEST(types_and_what_does_not_return)
{
    struct vet_locks *l = vet_locks_new();
    ck_assert(vet_is_lock_type(l, "pawl_mutex") && vet_is_lock_type(l, "pthread_mutex_t"));
    ck_assert(vet_is_lock_type(l, "mtx_t") && !vet_is_lock_type(l, "spinlock_t"));
    ck_assert(vet_is_noreturn(l, "abort") && !vet_is_noreturn(l, "die"));
    ck_assert(read_table(l, "# ours\r\n\n  type one two # three\nnoreturn\tdie panic"));
    ck_assert(vet_is_lock_type(l, "one") && vet_is_lock_type(l, "two"));
    ck_assert(!vet_is_lock_type(l, "three") && !vet_is_lock_type(l, "die"));
    ck_assert(vet_is_noreturn(l, "die") && vet_is_noreturn(l, "panic"));
    vet_locks_free(l);
}
END_TEST

START_TEST(tables_come_with_pawl)
{
    for (const char *const *name = vet_locks_extra; *name; name++) {
        struct vet_locks *l = vet_locks_new();
        ck_assert_msg(vet_locks_read(l, *name, why, sizeof why), "%s", why);
        vet_locks_free(l);
    }
    struct vet_locks *l = vet_locks_new();
    ck_assert(vet_locks_read(l, "linux", why, sizeof why) && vet_is_lock_type(l, "spinlock_t"));
    vet_locks_free(l);
}
END_TEST

// ---- what is wrong ------------------------------------------------------------------------------

static const struct {
    const char *line, *what;
} wrong[] = {
    {"locks f(@)", "a line begins with"},
    {"lock f", "after the verb comes a call"},
    {"lock f(@", "after the verb comes a call"},
    {"lock (@)", "the function has no name"},
    {"lock f(x)", "an argument is"},
    {"lock f()", "which argument is the lock"},
    {"lock f(@mu)", "after @ comes a way"},
    {"lock f(@->)", "after @ comes a way"},
    {"lock quick f(@)", "between verb and function"},
    {"try f(@)", "try needs == 0 or != 0"},
    {"try f(@) == 1", "after the arguments may come"},
    {"try f(@) == 0 != 0", "there is too much"},
    {"lock f() = a = b", "there is too much"},
    {"start f(value)", "start needs an argument function"},
    {"returns f(@)", "returns needs an argument value"},
    {"type", "names are missing"},
    {"noreturn # nobody", "names are missing"},
};

START_TEST(what_is_wrong_is_told_with_its_line)
{
    char text[200], begins[100];
    struct vet_locks *l = vet_locks_new();
    snprintf(text, sizeof text, "# fine\nlock g(@)\n%s\ntype t\n", wrong[_i].line);
    snprintf(begins, sizeof begins, "%s:3: %s", path, wrong[_i].what);
    ck_assert_msg(!read_table(l, text), "%s", wrong[_i].line);
    ck_assert_msg(strncmp(why, begins, strlen(begins)) == 0, "%s: %s", wrong[_i].line, why);
    vet_locks_free(l);
}
END_TEST

START_TEST(files_that_cannot_be_read)
{
    struct vet_locks *l = vet_locks_new();
    ck_assert(!vet_locks_read(l, "/nowhere/config", why, sizeof why));
    ck_assert_str_eq(why, "/nowhere/config: No such file or directory");
    ck_assert(!vet_locks_read(l, "/tmp", why, sizeof why));
    ck_assert_str_eq(why, "/tmp: Is a directory");
    ck_assert(!vet_locks_read(l, "pthraed", why, sizeof why));
    ck_assert(read_table(l, ""));
    vet_locks_free(l);
}
END_TEST

START_TEST(noise_does_no_harm)
{
    srand(1);
    for (int i = 0; i < 2000; i++) {
        static const char *const parts[] = {"lock ", "try ", "type", "f(", ")",  "@",   "*@", "->",
                                            ".x",    ",",    "cond", "=",  "==", "!=",  "0",  " ",
                                            "\n",    "#",    "_",    "(",  "\t", "\xff"};
        char text[400] = "";
        for (int n = rand() % 20; n >= 0; n--)
            strcat(text, parts[(size_t)rand() % (sizeof parts / sizeof parts[0])]);
        struct vet_locks *l = vet_locks_new();
        if (!read_table(l, text))
            EXPECT(!strpbrk(why, "\n\xff"), "%s", why);
        vet_locks_free(l);
    }
}
END_TEST

int main(void)
{
    const struct named_test tests[] = {
        {lines_say_what_calls_do, 0},
        {several_lines_of_a_function_are_all_true, 0},
        {a_lock_that_no_file_shows_is_one, 0},
        {a_member_that_is_not_there_is_no_lock, 0},
        {attributes_may_make_a_lock_recursive, 0},
        {types_and_what_does_not_return, 0},
        {tables_come_with_pawl, 0},
        {what_is_wrong_is_told_with_its_line, (int)TEST_COUNT(wrong)},
        {files_that_cannot_be_read, 0},
        {noise_does_no_harm, 0},
    };
    close(mkstemp(path));
    int status = suite_run("vet configuration", tests, TEST_COUNT(tests));
    unlink(path);
    return status;
}
