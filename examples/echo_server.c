// echo_server.c - a server with a goroutine for each connection, in the protocol of Redis.
// SPDX-License-Identifier: MIT
//
// It knows ECHO text, PING and SHUTDOWN: enough for redis-cli, and for redis-benchmark, which puts
// load on it. A connection is served by plain code that reads, answers and reads again. Where it
// would have to wait, pawl_go_wait_fd lets its thread serve others.
//
//     cc examples/echo_server.c $(pkg-config --cflags --libs pawl) -pthread && ./a.out echo.sock &
//     redis-benchmark -s echo.sock -c 50 -n 100000 -P 8 ECHO hello
//     redis-cli -s echo.sock SHUTDOWN
#define _GNU_SOURCE // accept4
#include <errno.h>
#include <pawl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define IDLE (60 * PAWL_SECOND) // a connection that is, for so long, is closed

static int listener;
static atomic_bool closing;
static pawl_waitgroup all; // who accepts, and who serves a connection

// Lies on the stack of the goroutine that serves it: nobody else knows it.
struct connection {
    int fd;
    size_t at, end, unsent;
    char in[4096], out[4096];
};

// After a call that failed: waits, if that helps. A function has to ask for errno: this goroutine
// may be on another thread than when it last looked, and the compiler does not know.
static bool may_try_again(int fd, unsigned what, int64_t deadline)
{
    int err = pawl_go_errno();
    return err == EINTR || (err == EAGAIN && pawl_go_wait_fd(fd, what, deadline) == 0);
}

static bool flush(struct connection *c)
{
    for (size_t sent = 0; sent < c->unsent;) {
        ssize_t n = send(c->fd, c->out + sent, c->unsent - sent, MSG_NOSIGNAL);
        if (n >= 0)
            sent += (size_t)n;
        else if (!may_try_again(c->fd, PAWL_GO_WRITE, pawl_now() + IDLE))
            return false;
    }
    c->unsent = 0;
    return true;
}

// Makes sure that there is something to read. The answers go out when there is not: as many at
// once as there were questions.
static bool have_input(struct connection *c)
{
    ssize_t n;
    if (c->at < c->end)
        return true;
    if (!flush(c))
        return false;
    while ((n = recv(c->fd, c->in, sizeof c->in, 0)) < 0)
        if (!may_try_again(c->fd, PAWL_GO_READ, pawl_now() + IDLE))
            return false;
    c->at = 0;
    c->end = (size_t)n;
    return n > 0;
}

static bool put(struct connection *c, const char *data, size_t size)
{
    for (size_t part; size > 0; data += part, size -= part) {
        if (c->unsent == sizeof c->out && !flush(c))
            return false;
        size_t room = sizeof c->out - c->unsent;
        part = size < room ? size : room;
        memcpy(c->out + c->unsent, data, part);
        c->unsent += part;
    }
    return true;
}

// The next line, without its end. False: none, or too long.
static bool get_line(struct connection *c, char *line, size_t size)
{
    for (size_t n = 0; n < size && have_input(c); n++) {
        line[n] = c->in[c->at++];
        if (line[n] == '\n') {
            line[n > 0 && line[n - 1] == '\r' ? n - 1 : n] = '\0';
            return true;
        }
    }
    return false;
}

// A line like *2, two words follow, or $5, a word of five bytes.
static bool get_number(struct connection *c, char kind, size_t *number)
{
    char line[16];
    if (!get_line(c, line, sizeof line) || line[0] != kind)
        return false;
    *number = strtoul(line + 1, NULL, 10);
    return true;
}

// Sent back as it comes, whatever its size: so a client that has much to send has to read as well.
static bool get_word(struct connection *c, bool send_back)
{
    char head[32];
    size_t left, part;
    if (!get_number(c, '$', &left))
        return false;
    int n = snprintf(head, sizeof head, "$%zu\r\n", left);
    if (send_back && !put(c, head, (size_t)n))
        return false;
    for (left += 2; left > 0; left -= part) { // with its end of line
        if (!have_input(c))
            return false;
        part = c->end - c->at < left ? c->end - c->at : left;
        if (send_back && !put(c, c->in + c->at, part))
            return false;
        c->at += part;
    }
    return true;
}

static bool answer(struct connection *c)
{
    char name[16];
    size_t words, size;
    if (!get_number(c, '*', &words) || !get_number(c, '$', &size) ||
        !get_line(c, name, sizeof name))
        return false;
    bool is_echo = strcasecmp(name, "ECHO") == 0 && words == 2;
    for (size_t i = 1; i < words; i++)
        if (!get_word(c, is_echo))
            return false;
    if (is_echo)
        return true;
    if (strcasecmp(name, "PING") == 0)
        return put(c, "+PONG\r\n", 7);
    if (strcasecmp(name, "SHUTDOWN") == 0) {
        atomic_store(&closing, true);
        shutdown(listener, SHUT_RDWR); // wakes accept_all
        return false;
    }
    return put(c, "-ERR unknown command\r\n", 22);
}

static void serve(void *fd)
{
    struct connection c = {.fd = (int)(intptr_t)fd};
    while (answer(&c)) {
    }
    close(c.fd);
}

static void accept_all(void *arg)
{
    (void)arg;
    while (!atomic_load(&closing)) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        int err = pawl_go_errno();
        if (fd >= 0)
            pawl_waitgroup_go(&all, serve, (void *)(intptr_t)fd);
        else if (err == EMFILE || err == ENFILE)
            pawl_go_sleep(10 * PAWL_MILLISECOND); // until a connection is closed
        else if (err != ECONNABORTED && !may_try_again(listener, PAWL_GO_READ, PAWL_NEVER))
            return;
    }
}

int main(int argc, char **argv)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", argc > 1 ? argv[1] : "echo.sock");
    listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, SOMAXCONN) != 0) {
        perror(address.sun_path);
        return EXIT_FAILURE;
    }
    pawl_waitgroup_go(&all, accept_all, NULL);
    pawl_waitgroup_wait(&all);
    unlink(address.sun_path);
    puts("shut down, and all connections are closed");
    return EXIT_SUCCESS;
}
