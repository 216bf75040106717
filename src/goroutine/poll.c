// poll.c - goroutines that wait for files, without a thread for each.
// SPDX-License-Identifier: MIT
//
// One epoll instance. Each wait arms its file for one event (EPOLLONESHOT), so nothing is told that
// nobody waits for, and a file that was closed meanwhile, whose number is another file's now, is
// simply armed again. Who waits is in a table by file number, under a lock.
//
// Between the kernel's word that a file is ready and the look at the table a wait may have ended,
// at its deadline, and another one begun, for which the file is not ready any more. So an event
// carries the round in which its file was armed, and of an earlier one it is not heard: the kernel
// looks again whenever a file is armed.
#include "goroutine/order.h"
#include "goroutine/sched.h"

#include "base/counter.h"
#include "base/fatal.h"
#include "base/pointer.h"
#include "base/process.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define EVENTS 128
#define CHUNK 1024 // files
#define CHUNKS 1024

enum { READER, WRITER, SIDES };

struct file {
    struct pawl_parker *waiter[SIDES];
    uint32_t round; // how often it was armed
};

static struct {
    struct pawl_lowlock lock;
    pawl_word waiters;
    int epoll, wake; // plus 1; 0: not made yet
    struct file *chunks[CHUNKS];
} poller;

bool pawl_poll_waiters_(void)
{
    // acquire: pairs with the release in set_waiter. The instance was made before.
    return pawl_word_load_acq(&poller.waiters) != 0;
}

void pawl_poll_break_(void)
{
    uint64_t one = 1;
    struct pawl_calm calm; // this may be in the unlock of any lock
    pawl_calm_(&calm);
    pawl_order_after_(&poller);
    // EAGAIN: it has been told 2^64 times.
    if (PAWL_UNLIKELY(write(poller.wake - 1, &one, sizeof one) < 0 && errno == EBADF))
        pawl_fatal_("pawl: the program has closed a file that is not its own: the eventfd by which "
                    "goroutines are woken",
                    NULL);
    pawl_uncalm_(&calm);
}

void pawl_poll_reset_(void)
{
    // The parent's instance is shared with the child: not to be used.
    if (poller.epoll) {
        close(poller.epoll - 1);
        close(poller.wake - 1);
    }
    poller.lock = (struct pawl_lowlock){0};
    poller.waiters = 0;
    poller.epoll = poller.wake = 0;
    for (int i = 0; i < CHUNKS; i++)
        for (int j = 0; j < CHUNK && poller.chunks[i]; j++)
            poller.chunks[i][j] = (struct file){{NULL, NULL}, 0};
}

// ---- arming: the lock is held -------------------------------------------------------------------

static int start(void)
{
    if (poller.epoll) {
        pawl_order_after_(&poller);
        return 0;
    }
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    int wake = epoll < 0 ? -1 : eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint32_t)wake};
    if (wake < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &event) != 0) {
        int err = pawl_go_errno();
        close(epoll);
        close(wake);
        return err;
    }
    poller.wake = wake + 1;
    poller.epoll = epoll + 1;
    pawl_order_before_(&poller);
    return 0;
}

static struct file *file_of(int fd)
{
    if (fd < 0 || fd >= CHUNK * CHUNKS)
        return NULL;
    struct file **chunk = &poller.chunks[fd / CHUNK];
    if (*chunk == NULL) {
        void *files = mmap(NULL, CHUNK * sizeof(struct file), PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (files == MAP_FAILED)
            return NULL;
        *chunk = files;
    }
    return &(*chunk)[fd % CHUNK];
}

static int arm(int fd, struct file *f)
{
    struct epoll_event event = {.events = EPOLLONESHOT,
                                .data.u64 = (uint64_t)++f->round << 32 | (uint32_t)fd};
    // RDHUP for a reader only: while the other side has shut its half down it would come at once,
    // and again, as often as the file is armed for a writer.
    if (f->waiter[READER])
        event.events |= EPOLLIN | EPOLLRDHUP;
    if (f->waiter[WRITER])
        event.events |= EPOLLOUT;
    if (epoll_ctl(poller.epoll - 1, EPOLL_CTL_MOD, fd, &event) == 0)
        return 0;
    if (pawl_go_errno() == ENOENT && epoll_ctl(poller.epoll - 1, EPOLL_CTL_ADD, fd, &event) == 0)
        return 0;
    return pawl_go_errno();
}

static void set_waiter(struct file *f, int side, struct pawl_parker *waiter)
{
    f->waiter[side] = waiter;
    uint32_t n = pawl_word_load_rlx(&poller.waiters);
    pawl_word_store_rel(&poller.waiters, waiter ? n + 1 : n - 1);
}

static int begin(int fd, int side, struct pawl_parker *p)
{
    pawl_lowlock_lock_(&poller.lock);
    int err = start();
    struct file *f = err == 0 ? file_of(fd) : NULL;
    if (err == 0 && f == NULL)
        err = fcntl(fd, F_GETFD) < 0 ? EBADF : ENOMEM;
    else if (err == 0 && f->waiter[side])
        err = EEXIST;
    if (err == 0) {
        set_waiter(f, side, p);
        err = arm(fd, f);
        if (err != 0)
            set_waiter(f, side, NULL);
    }
    pawl_lowlock_unlock_(&poller.lock);
    return err;
}

// The deadline has passed. Reports whether p was still waiting.
static bool give_up(int fd, int side, const struct pawl_parker *p)
{
    pawl_lowlock_lock_(&poller.lock);
    struct file *f = file_of(fd);
    bool waited = f->waiter[side] == p;
    if (waited) {
        set_waiter(f, side, NULL);
        arm(fd, f);
    }
    pawl_lowlock_unlock_(&poller.lock);
    return waited;
}

// ---- waiting ------------------------------------------------------------------------------------

static int wait_until(int fd, int side, int64_t deadline)
{
    struct pawl_parker *p = pawl_parker_lend_();
    pawl_park_prepare_(p);
    int err = begin(fd, side, p);
    if (err == 0 && !pawl_park_(p, pawl_deadline_at_(deadline))) {
        if (give_up(fd, side, p))
            err = PAWL_ETIMEDOUT;
        else // the unpark is on its way and must not hit a later wait
            pawl_park_(p, pawl_deadline_at_(PAWL_NEVER));
    }
    pawl_parker_return_(p);
    return err;
}

static int thread_wait_until(int fd, short events, int64_t deadline)
{
    struct pollfd file = {.fd = fd, .events = events};
    if (fd < 0)
        return EBADF;
    for (;;) {
        int64_t now = pawl_now(), left = deadline > now ? deadline - now : 0;
        struct timespec ts = {(time_t)(left / PAWL_SECOND), (long)(left % PAWL_SECOND)};
        struct pawl_calm calm;
        pawl_calm_(&calm);
        int n = ppoll(&file, 1, deadline == PAWL_NEVER ? NULL : &ts, NULL), err = errno;
        pawl_uncalm_(&calm);
        if (n > 0)
            return file.revents & POLLNVAL ? EBADF : 0;
        if (n == 0)
            return PAWL_ETIMEDOUT;
        if (err != EINTR)
            return err;
    }
}

int pawl_go_wait_fd(int fd, unsigned what, int64_t deadline)
{
    if (what != PAWL_GO_READ && what != PAWL_GO_WRITE)
        return EINVAL;
    bool reads = what == PAWL_GO_READ;
    int saved = pawl_go_errno();
    int err = pawl_g_self_() ? wait_until(fd, reads ? READER : WRITER, deadline)
                             : thread_wait_until(fd, reads ? POLLIN : POLLOUT, deadline);
    pawl_errno_set_(saved); // maybe on another thread
    return err;
}

// ---- polling ------------------------------------------------------------------------------------

static struct pawl_g *take(struct file *f, int side, struct pawl_g *list)
{
    struct pawl_parker *p = f->waiter[side];
    if (p == NULL)
        return list;
    set_waiter(f, side, NULL);
    struct pawl_g *g = pawl_task_unpark_(p);
    if (g == NULL)
        return list;
    g->next = list;
    return g;
}

// Errors and hang-ups end both waits.
static struct pawl_g *take_ready(const struct epoll_event *event, struct pawl_g *list)
{
    int fd = (int)(uint32_t)event->data.u64;
    struct file *f = file_of(fd);
    if (f->round != (uint32_t)(event->data.u64 >> 32))
        return list;
    uint32_t bad = EPOLLERR | EPOLLHUP;
    if (event->events & (EPOLLIN | EPOLLRDHUP | bad))
        list = take(f, READER, list);
    if (event->events & (EPOLLOUT | bad))
        list = take(f, WRITER, list);
    if (f->waiter[READER] || f->waiter[WRITER])
        arm(fd, f);
    return list;
}

static int wait_for_events(struct epoll_event *events, int64_t deadline)
{
    int64_t left = deadline == 0 ? 0 : deadline - pawl_now();
    left = left > 0 ? left : 0;
    pawl_order_after_(&poller);
    if (deadline == PAWL_NEVER || left == 0)
        return epoll_wait(poller.epoll - 1, events, EVENTS, left == 0 ? 0 : -1);
#if __GLIBC_PREREQ(2, 35)
    struct timespec ts = {(time_t)(left / PAWL_SECOND), (long)(left % PAWL_SECOND)};
    int n = epoll_pwait2(poller.epoll - 1, events, EVENTS, &ts, NULL);
    if (n >= 0 || pawl_go_errno() == EINTR)
        return n;
#endif
    // A kernel before 5.11, or a filter that does not know the call: up to a millisecond late.
    left = (left + PAWL_MILLISECOND - 1) / PAWL_MILLISECOND;
    return epoll_wait(poller.epoll - 1, events, EVENTS, left < INT_MAX ? (int)left : INT_MAX);
}

struct pawl_g *pawl_poll_(int64_t deadline)
{
    struct epoll_event events[EVENTS];
    struct pawl_g *list = NULL;
    uint64_t told;
    int n = wait_for_events(events, deadline);
    if (n <= 0)
        return NULL;
    pawl_lowlock_lock_(&poller.lock);
    for (int i = n; i-- > 0;) { // the list grows at its front
        if (events[i].data.u64 == (uint32_t)(poller.wake - 1)) {
            // Only who sleeps here is told; but who looks in may read it first.
            ssize_t ignored = deadline != 0 ? read(poller.wake - 1, &told, sizeof told) : 0;
            (void)ignored;
        } else {
            list = take_ready(&events[i], list);
        }
    }
    pawl_lowlock_unlock_(&poller.lock);
    return list;
}
