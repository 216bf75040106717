#!/usr/bin/env bash
# vet_locks_test.sh - locks of one's own: in .pawl-vet, in --config, in declarations.
# SPDX-License-Identifier: MIT
set -u
# shellcheck source=tests/vet/made.sh
. tests/vet/made.sh

source_file own.c <<'C'
struct spin { int taken; };
struct box { struct spin spin; int value; };
void spin_take(struct spin *s);
void spin_drop(struct spin *s);
void use(struct box *b);
int get(struct box *b)
{
    spin_take(&b->spin);
    if (b->value < 0)
        return -1;
    spin_drop(&b->spin);
    return 0;
}
void copy(struct box *b)
{
    struct box other = *b;
    use(&other);
}
C
source_file own.conf <<'CONF'
type    spin
lock    spin_take(@)
unlock  spin_drop(@)
CONF

unknown() {
    vet own.c && ends 0
}
given() {
    vet --config own.conf own.c
    ends 3 && says 2 && grep -q "'b->spin' is still locked" "$top/out" &&
        grep -q 'struct box contains struct spin \[pawl-copylock\]' "$top/out"
}
several() {
    head -n 1 "$top/src/own.conf" >"$top/src/one.conf"
    tail -n 2 "$top/src/own.conf" >"$top/src/two.conf"
    vet --config one.conf own.c && says 1 && vet --config one.conf --config two.conf own.c
    says 2
}
here() {
    cp "$top/src/own.conf" "$top/src/.pawl-vet"
    vet own.c && says 2
}
above() {
    mkdir -p "$top/src/a/b"
    cp "$top/src/own.c" "$top/src/a/b/"
    (cd "$top/src/a/b" && "$PAWL" vet own.c) >"$top/out"
    says 2
}
not_above_the_repository() {
    mkdir "$top/src/a/.git"
    (cd "$top/src/a/b" && "$PAWL" vet own.c) >"$top/out"
    says 0
}
instead() { # what is given is read in its place
    vet --config glibc own.c && says 0
}
wrong() {
    echo 'lock spin_take' >>"$top/src/.pawl-vet"
    vet own.c
    ends 2 '^pawl: vet: .*/\.pawl-vet:4: after the verb comes a call' && [ ! -s "$top/out" ]
}
try "a function that nobody knows" unknown
try "--config" given
try "several of them" several
try ".pawl-vet" here
try "in a folder above" above
try "not above the repository" not_above_the_repository
try "--config, in its place" instead
try "what is wrong with it" wrong
rm "$top/src/.pawl-vet"

source_file kernel.c <<'C'
struct mutex { int x; };
typedef struct { int x; } spinlock_t;
extern void mutex_lock(struct mutex *m), mutex_unlock(struct mutex *m);
extern void spin_lock(spinlock_t *s), spin_unlock(spinlock_t *s);
extern void rtnl_lock(void), rtnl_unlock(void);
extern int mutex_lock_interruptible(struct mutex *m);
struct device { struct mutex mutex; spinlock_t lock; int busy; };
int open_it(struct device *d)
{
    if (mutex_lock_interruptible(&d->mutex))
        return -4;
    spin_lock(&d->lock);
    if (d->busy) {
        mutex_unlock(&d->mutex);
        return -16;
    }
    spin_unlock(&d->lock);
    mutex_unlock(&d->mutex);
    return 0;
}
int change(struct device *d)
{
    rtnl_lock();
    if (d->busy)
        return -16;
    rtnl_unlock();
    return 0;
}
C
kernel() {
    vet kernel.c && ends 0 && vet --config linux kernel.c
    ends 3 && says 2 && grep -q "^kernel.c:15:9: warning: 'd->lock' is still locked" "$top/out" &&
        grep -q "^kernel.c:25:9: warning: 'rtnl_mutex' is still locked" "$top/out"
}
try "the kernel's locks" kernel

declared() {
    sed -e 's/(struct spin \*s)/& PAWL_VET_X(s)/' -e '1i #include <pawl/annotate.h>' \
        -e '/take/s/PAWL_VET_X/PAWL_VET_ACQUIRE/' -e '/drop/s/PAWL_VET_X/PAWL_VET_RELEASE/' \
        "$top/src/own.c" >"$top/src/declared.c"
    "${CC:-cc}" -Wall -Wextra -Werror -Iinclude -fsyntax-only "$top/src/declared.c" &&
        vet declared.c -- "-I$PWD/include"
    ends 3 && says 1 && grep -q "'b->spin' is still locked" "$top/out"
}
try "declarations" declared
finish
