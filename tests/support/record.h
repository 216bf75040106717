// record.h - for tests of the profile: records in a folder that goes when it is done with.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_RECORD_H
#define PAWL_TESTS_RECORD_H

#include "support/threads.h"

#include <fcntl.h>
#include <pawl/clock.h>
#include <pawl/profile.h>
#include <pawl/record.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static char record_folder[64];

static inline const char *record_path(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", record_folder, name);
    return path;
}

static inline void record_make_folder(void)
{
    strcpy(record_folder, "/tmp/pawl-profile-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(record_folder));
}

static inline void record_remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", record_folder);
    ck_assert_int_eq(system(command), 0);
}

static inline const struct pawl_record *record_map(const char *path)
{
    int fd = open(path, O_RDONLY);
    ck_assert_msg(fd >= 0, "%s: %s", path, strerror(errno));
    struct stat st;
    ck_assert_int_eq(fstat(fd, &st), 0);
    ck_assert_uint_eq((uint64_t)st.st_size, sizeof(struct pawl_record));
    ck_assert_uint_eq(st.st_mode & 0777, 0600);
    const struct pawl_record *r = mmap(NULL, sizeof *r, PROT_READ, MAP_SHARED, fd, 0);
    ck_assert_ptr_ne(r, MAP_FAILED);
    close(fd);
    ck_assert_str_eq(r->head.magic, PAWL_RECORD_MAGIC);
    return r;
}

static inline void record_start(const char *name, struct pawl_profile_options options)
{
    record_make_folder();
    ck_assert_int_eq(pawl_profile_start(record_path(name), &options), 0);
}

static inline const struct pawl_record *record_stop(const char *name)
{
    pawl_profile_stop();
    const struct pawl_record *r = record_map(record_path(name));
    record_remove_folder(); // the mapping stays
    return r;
}

// What is recorded of the lock at an address: of a variable of this program.
static inline const struct pawl_record_lock *record_lock(const struct pawl_record *r,
                                                         const void *address)
{
    for (int i = 0; i < PAWL_RECORD_LOCKS; i++) {
        uint64_t module = r->locks[i].place >> PAWL_RECORD_MODULE_SHIFT;
        if (module == 0)
            continue;
        uint64_t offset = r->locks[i].place & ((UINT64_C(1) << PAWL_RECORD_MODULE_SHIFT) - 1);
        if (r->head.modules[module - 1].bias + offset == (uintptr_t)address)
            return &r->locks[i];
    }
    ck_abort_msg("%p is not in the record", address);
}

// How often a lock was taken: at its sites, and at those that found no room among them.
static inline uint64_t record_acquired(const struct pawl_record *r,
                                       const struct pawl_record_lock *l, bool shared)
{
    uint64_t acquired = shared ? l->shared.acquired : l->exclusive.acquired;
    for (int i = 0; i < PAWL_RECORD_SITES; i++)
        if (r->sites[i].ready && &r->locks[r->sites[i].lock] == l && r->sites[i].shared == shared)
            acquired += r->sites[i].use.acquired;
    return acquired;
}

// How many wait for the lock at an address at this moment.
static inline uint32_t record_waiting(const struct pawl_record *r, const void *address)
{
    uint32_t waiting = 0;
    for (int i = 0; i < PAWL_RECORD_OBJECTS; i++)
        if (r->objects[i].address == (uintptr_t)address)
            waiting += pawl_word_load_rlx(&r->objects[i].waiters);
    return waiting;
}

#endif
