// sleepers.c - how many threads wait without a deadline.
// SPDX-License-Identifier: MIT
#include "park/sleepers.h"

#include "base/pointer.h"

static pawl_word begun, ended;
static void *told; // void (*)(const pawl_word *)

static void tell(const pawl_word *w)
{
    void *f = pawl_ptr_load_(&told);
    if (f)
        ((void (*)(const pawl_word *))(uintptr_t)f)(w);
}

// acquire and release, there and in pawl_sleepers_: of two changes of one word one comes first.
//     the thread: begun++, looks whether to tell    who asks: wants to be told, adds 0 to begun
// Either the thread's came first, and it is counted, or it finds that it is to tell.
void pawl_sleep_begins_(const pawl_word *w)
{
    pawl_word_add_acq_rel(&begun, 1);
    tell(w);
}

void pawl_sleep_ends_(void)
{
    pawl_word_add_rel(&ended, 1);
}

void pawl_sleeper_is_gone_(void)
{
    tell(NULL);
}

uint32_t pawl_sleepers_(uint32_t *begun_)
{
    *begun_ = pawl_word_add_acq_rel(&begun, 0);
    return *begun_ - pawl_word_load_acq(&ended);
}

void pawl_sleepers_tell_(void (*f)(const pawl_word *w))
{
    pawl_ptr_store_(&told, (void *)(uintptr_t)f);
}
