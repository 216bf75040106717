// file.c - the file in which this process records.
// SPDX-License-Identifier: MIT
//
// It is mapped shared, so that what was counted survives any end of the process. The pointer to it
// lies in memory that a forked child finds empty: the child makes a file of its own at its first
// lock, and nothing of its parent's record is touched.
#include "watch/file.h"

#include "base/pointer.h"
#include "park/lowlock.h"

#include <fcntl.h>
#include <pawl/clock.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

uint32_t pawl_record_flags_ = PAWL_RECORD_LINKED;

static struct {
    char path[PAWL_RECORD_PATH - 32]; // absolute; numbers may come behind it
    bool directory;
    bool nowhere; // in memory only
    const struct pawl_record_format *format;
    pid_t pid; // of the process that began
} how;

void *pawl_record_current_;
static pawl_word generations;
static pawl_word in_use; // somebody records

static void wipe_by_hand(void)
{
    memset(pawl_record_current_, 0, sizeof(struct pawl_record_current));
}

static struct pawl_record_current *make_current(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    void *p = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return NULL;
    if (!pawl_ptr_cas_(&pawl_record_current_, NULL, p)) {
        munmap(p, page);
        return pawl_ptr_load_(&pawl_record_current_);
    }
    if (madvise(p, page, MADV_WIPEONFORK) != 0)
        pthread_atfork(NULL, NULL, wipe_by_hand);
    return p;
}

int pawl_record_begin_(const char *path, const struct pawl_record_format *format)
{
    struct pawl_record_current *c = pawl_ptr_load_(&pawl_record_current_);
    if (!c && !(c = make_current()))
        return ENOMEM;
    size_t used = 0;
    if (!pawl_word_cas_acq(&in_use, 0, 1))
        return EBUSY;
    how.format = format;
    how.nowhere = !path;
    how.pid = getpid();
    pawl_word_store_rlx(&c->failed, 0);
    if (!path)
        return 0;
    if (path[0] != '/' && getcwd(how.path, sizeof how.path - 1)) {
        used = strlen(how.path);
        how.path[used++] = '/';
    }
    if (used + strlen(path) >= sizeof how.path) {
        pawl_word_store_rel(&in_use, 0);
        return ENAMETOOLONG;
    }
    strcpy(how.path + used, path);
    struct stat st;
    how.directory = stat(how.path, &st) == 0 && S_ISDIR(st.st_mode);
    return 0;
}

// ---- making the file ----------------------------------------------------------------------------

static void say(const char *text)
{
    ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
    (void)ignored;
}

static void say_failed(const char *name, int err)
{
    char line[PAWL_RECORD_PATH + 128];
    // Not strerror, which translates: that locks and allocates.
    snprintf(line, sizeof line, "pawl: cannot record in %s: %s\n", name, strerrordesc_np(err));
    say(line);
}

static void say_taken(const char *name)
{
    char line[2 * PAWL_RECORD_PATH + 64];
    snprintf(line, sizeof line, "pawl: %s is there already: recording in %s\n", how.path, name);
    say(line);
}

// Room for it must be there now: a page that finds none later is a SIGBUS for the program.
static int reserve(int fd, off_t bytes)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < (rlim_t)bytes)
        return EFBIG;
    if (fallocate(fd, 0, 0, bytes) == 0)
        return 0;
    if (errno != EOPNOTSUPP && errno != ENOSYS)
        return errno;
    return ftruncate(fd, bytes) == 0 ? 0 : errno;
}

// DIRECTORY/PID.N.pawl; or PATH, of a forked child PATH.PID. Where that is taken, by the record of
// another run or of a program that this process ran before, it gets a number.
static int create(char *name, size_t size)
{
    long pid = getpid();
    bool plain = !how.directory && pid == how.pid;
    for (int n = 0; n < 10000; n++) {
        if (how.directory)
            snprintf(name, size, "%s/%ld.%d.pawl", how.path, pid, n);
        else if (n == 0)
            snprintf(name, size, plain ? "%s" : "%s.%ld", how.path, pid);
        else
            snprintf(name, size, "%s.%ld.%d", how.path, pid, n);
        int fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0 && errno == EEXIST)
            continue;
        if (fd >= 0 && plain && n > 0)
            say_taken(name);
        return fd;
    }
    return -1;
}

static struct pawl_record_head *map_memory(void)
{
    void *p =
        mmap(NULL, how.format->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

static struct pawl_record_head *map_file(void)
{
    char name[PAWL_RECORD_PATH];
    int fd = create(name, sizeof name);
    if (fd < 0) {
        say_failed(name, errno);
        return NULL;
    }
    int err = reserve(fd, (off_t)how.format->bytes);
    void *p = MAP_FAILED;
    if (err == 0) {
        p = mmap(NULL, how.format->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        err = p == MAP_FAILED ? errno : 0;
    }
    close(fd);
    if (err == 0)
        return p;
    // Empty, it tells who reads the directory that something is missing there.
    if (!how.directory || truncate(name, 0) != 0)
        unlink(name);
    say_failed(name, err);
    return NULL;
}

static void read_proc(const char *name, char *text, size_t size)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    ssize_t n = read(fd, text, size - 1);
    text[n > 0 ? n : 0] = '\0';
    close(fd);
}

static void fill_in(struct pawl_record_head *r)
{
    struct timespec wall;
    clock_gettime(CLOCK_REALTIME, &wall);
    r->version = how.format->version;
    r->bytes = (uint32_t)how.format->bytes;
    r->pid = getpid();
    r->ppid = getppid();
    r->started_ns = pawl_now();
    r->started_unix_ns = (int64_t)wall.tv_sec * PAWL_SECOND + wall.tv_nsec;
    r->flags = pawl_record_flags_;
    ssize_t n = readlink("/proc/self/exe", r->program, sizeof r->program - 1);
    r->program[n > 0 ? n : 0] = '\0';
    read_proc("/proc/self/cmdline", r->command, sizeof r->command);
    how.format->fill(r);
    memcpy(r->magic, how.format->magic, sizeof r->magic);
}

// ---- the record ---------------------------------------------------------------------------------

struct pawl_record_head *pawl_record_make_(void)
{
    struct pawl_record_current *c = pawl_ptr_load_(&pawl_record_current_);
    int saved = errno, cancel;
    sigset_t all, mask;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel); // open is a cancellation point
    // A handler that interrupts this and waits for a lock may wait for a thread that waits for
    // this.
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &mask);
    pawl_lowlock_lock_((struct pawl_lowlock *)&c->opening);
    struct pawl_record_head *r = pawl_ptr_load_(&c->record);
    if (!r && pawl_word_load_rlx(&c->failed) == 0) {
        r = how.nowhere ? map_memory() : map_file();
        if (r) {
            fill_in(r);
            pawl_word_store_rlx(&c->generation, pawl_word_add_acq(&generations, 1) + 1);
            pawl_ptr_xchg_(&c->record, r);
        } else {
            pawl_word_store_rlx(&c->failed, 1);
        }
    }
    pawl_lowlock_unlock_((struct pawl_lowlock *)&c->opening);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    pthread_setcancelstate(cancel, &cancel);
    errno = saved;
    return r;
}

static void mark_end(struct pawl_record_head *r)
{
    r->ended_ns = pawl_now();
    // release: who sees the flag may read the time.
    pawl_word_store_rel(&r->flags, pawl_word_load_rlx(&r->flags) | PAWL_RECORD_ENDED);
}

void pawl_record_mark_end_(void)
{
    struct pawl_record_current *c = pawl_ptr_load_(&pawl_record_current_);
    struct pawl_record_head *r = c ? pawl_ptr_load_(&c->record) : NULL;
    if (r)
        mark_end(r);
}

void pawl_record_end_(void)
{
    struct pawl_record_current *c = pawl_ptr_load_(&pawl_record_current_);
    struct pawl_record_head *r = c ? pawl_ptr_xchg_(&c->record, NULL) : NULL;
    if (r)
        mark_end(r);
    pawl_word_store_rel(&in_use, 0);
}
