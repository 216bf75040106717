// copylock_members.c - locks deep inside: structs, arrays, unions, without names.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pthread.h>

struct account {
    pthread_mutex_t mu;
    long balance;
};

struct bank {
    struct account accounts[10];
    const char *name;
};

struct country {
    int code;
    struct bank banks[2][3];
};

void in_an_array(struct bank *to, struct bank *from)
{
    *to = *from; // want "struct bank contains struct account contains pthread_mutex_t"
}

void in_two_dimensions(struct country *to, struct country *from)
{
    *to = *from; // want "struct country contains struct bank contains struct account contains pthread_mutex_t"
}

struct nameless {
    int n;
    struct {
        pthread_mutex_t mu;
    };
};

void in_an_anonymous_struct(struct nameless *to, struct nameless *from)
{
    *to = *from; // want "struct nameless contains .*pthread_mutex_t"
}

struct either {
    union {
        long spare[10];
        pthread_mutex_t mu;
    } is;
};

void in_a_union(struct either *to, struct either *from)
{
    *to = *from; // want "struct either contains .*pthread_mutex_t"
}

typedef struct {
    pawl_rwmutex rw;
    int n;
} table;

void without_a_tag(table *to, table *from)
{
    *to = *from; // want "assignment copies lock value to \*to: table contains (struct )?pawl_rwmutex"
}

struct typedefed {
    table t;
};

void with_a_typedef_inside(struct typedefed *to, struct typedefed *from)
{
    to->t = from->t; // want "assignment copies lock value to to->t: table contains (struct )?pawl_rwmutex"
    *to = *from;     // want "struct typedefed contains table contains (struct )?pawl_rwmutex"
}

struct twice {
    pawl_mutex first, second;
};

void two_locks(struct twice *to, struct twice *from)
{
    *to = *from; // want "struct twice contains (struct )?pawl_mutex"
}

// ---- right --------------------------------------------------------------------------------------

struct list {
    struct list *next;
    pthread_mutex_t *mu;
    struct account *accounts;
    pthread_t thread;
    pthread_mutexattr_t attributes;
};

void only_pointers(struct list *to, const struct list *from)
{
    *to = *from;
}

struct flexible {
    int n;
    struct account *all[];
};

void pointers_in_an_array(struct flexible *to, const struct flexible *from)
{
    *to = *from;
}
