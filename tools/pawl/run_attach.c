// run_attach.c - the record of a running process: a file that it has mapped.
// SPDX-License-Identifier: MIT
#include "run_attach.h"

#include "profile_maps.h"
#include "run_numbers.h"
#include "text.h"

#include <pawl/check_record.h>
#include <pawl/record.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool run_is_pid(const char *word)
{
    long number;
    return run_number(word, 1, INT32_MAX, &number);
}

// Nothing is taken out of a pipe, which is JSON if anything.
enum run_aim run_record_aim(const char *path)
{
    char magic[sizeof PAWL_RECORD_MAGIC] = "";
    struct stat st;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    bool whole = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
                 read(fd, magic, sizeof magic) == sizeof magic;
    if (fd >= 0)
        close(fd);
    if (whole && memcmp(magic, PAWL_RECORD_MAGIC, sizeof magic) == 0)
        return RUN_AIM_WAITS;
    return whole && memcmp(magic, PAWL_CHECK_MAGIC, sizeof magic) == 0 ? RUN_AIM_CHECKS : 0;
}

// ---- one process --------------------------------------------------------------------------------

// Is this the file that is mapped, and not one that has its name by now, or in our view of things?
static bool is_mapped_file(const char *path, const struct map_entry *e)
{
    struct stat st;
    return stat(path, &st) == 0 && st.st_ino == e->inode && run_record_aim(path);
}

// By its name; by its name as the process sees it, which may have a root of its own; by the
// mapping, also if the file was deleted, which only root may do.
static bool find_path(int pid, const struct map_entry *e, char *out, size_t size)
{
    snprintf(out, size, "%s", e->path);
    if (is_mapped_file(out, e))
        return true;
    snprintf(out, size, "/proc/%d/root%s", pid, e->path);
    if (is_mapped_file(out, e))
        return true;
    snprintf(out, size, "/proc/%d/map_files/%" PRIx64 "-%" PRIx64, pid, e->start, e->end);
    return is_mapped_file(out, e);
}

// Only a file that is mapped from its start and as long as a record is can be one.
static bool may_be_record(const struct map_entry *e)
{
    uint64_t bytes = e->end - e->start;
    return e->path[0] == '/' && e->inode != 0 &&
           (bytes >= sizeof(struct pawl_record) || bytes >= sizeof(struct pawl_check_record));
}

// Returns how many records were added, or -1 with errno: the process may not be asked.
static int add_records(int pid, run_adder *add, void *arg)
{
    struct maps *maps = maps_open(pid);
    if (!maps)
        return -1;
    static struct map_entry e;
    static char path[PATH_MAX + 64];
    int added = 0;
    while (added == 0 && maps_next(maps, &e)) {
        if (may_be_record(&e) && find_path(pid, &e, path, sizeof path))
            added += add(arg, path) == NULL;
    }
    maps_close(maps);
    return added;
}

// ---- its children -------------------------------------------------------------------------------

static int add_children(int pid, run_adder *add, void *arg)
{
    char path[64] = "";
    int child;
    int added = 0;
    text_add(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
    FILE *file = fopen(path, "re");
    while (file && fscanf(file, "%d", &child) == 1) {
        int found = add_records(child, add, arg);
        added += found > 0 ? found : 0;
        added += add_children(child, add, arg);
    }
    if (file)
        fclose(file);
    return added;
}

bool run_attach(const char *word, run_adder *add, void *arg, char *why, size_t size)
{
    long pid = 0;
    run_number(word, 1, INT32_MAX, &pid);
    int added = add_records((int)pid, add, arg);
    int err = errno;
    if (added == 0)
        added = add_children((int)pid, add, arg);
    if (added > 0)
        return true;
    if (added < 0)
        snprintf(why, size, "process %ld: %s", pid,
                 err == ENOENT || err == ESRCH ? "there is none" : strerror(err));
    else
        snprintf(why, size,
                 "process %ld writes no record: was it started with pawl run, and has it used a "
                 "lock?",
                 pid);
    return false;
}
