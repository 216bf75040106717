// file.h - the file in which this process records: pawl/record_head.h.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_WATCH_FILE_H
#define PAWL_SRC_WATCH_FILE_H

#include "base/pointer.h"

#include <pawl/record_head.h>
#include <stddef.h>

// A kind of record. fill writes what its head does not say into a new one, which is all zero.
struct pawl_record_format {
    const char *magic; // 8 bytes with the NUL
    uint32_t version;
    size_t bytes;
    void (*fill)(struct pawl_record_head *head);
};

// pawl_record_begin_ says where to record from now on, and what. path: NULL for no file, only
// memory. Returns 0, or EBUSY until pawl_record_end_, ENAMETOOLONG, ENOMEM.
int pawl_record_begin_(const char *path, const struct pawl_record_format *format);

// Flags of every record that this process makes; the preload sets them before it begins.
extern uint32_t pawl_record_flags_;

// In memory that is wiped on fork.
struct pawl_record_current {
    void *record; // struct pawl_record_head *
    pawl_word opening, generation, failed;
};

extern void *pawl_record_current_; // struct pawl_record_current *; NULL before pawl_record_begin_

// pawl_record_make_ is pawl_record_ when there is none yet.
struct pawl_record_head *pawl_record_make_(void);

// pawl_record_ returns the record of this process, which it makes at the first call, and in a
// forked child anew; NULL if that is impossible. generation counts the records of this process and
// of those it was forked from.
static inline struct pawl_record_head *pawl_record_(uint32_t *generation)
{
    struct pawl_record_current *c = pawl_ptr_load_(&pawl_record_current_);
    struct pawl_record_head *r = pawl_ptr_load_(&c->record);
    if (PAWL_UNLIKELY(!r))
        r = pawl_record_make_();
    *generation = pawl_word_load_rlx(&c->generation);
    return r;
}

// pawl_record_is_there_ tells whether there is one.
static inline bool pawl_record_is_there_(void)
{
    struct pawl_record_current *c = pawl_ptr_load_(&pawl_record_current_);
    return c && pawl_ptr_load_(&c->record) != NULL;
}

// pawl_record_mark_end_ notes that the process ends.
void pawl_record_mark_end_(void);

// pawl_record_end_ notes the end of the record, if there is one, and lets go of it. Threads that
// are still writing may do so: its memory stays mapped.
void pawl_record_end_(void);

#endif
