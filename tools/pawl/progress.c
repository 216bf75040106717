// progress.c - a bar with the time left, on standard error if that is a terminal.
// SPDX-License-Identifier: MIT
#include "progress.h"

#include "text.h"

#include <pawl/clock.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { BAR = 24, LABEL = 32 };

static const char erase[] = "\r\033[K";

static struct {
    bool on;
    int steps, done;
    int64_t step_ns, start_ns;
} bar;

// Ctrl-C ends the command at once, but not with half a bar before the prompt.
static void interrupted(int signal)
{
    ssize_t ignored = write(STDERR_FILENO, erase, sizeof erase - 1);
    (void)ignored;
    raise(signal); // SA_RESETHAND: now as if there had been no handler
}

static void catch_interrupts(void)
{
    struct sigaction action = {.sa_handler = interrupted,
                               .sa_flags = (int)SA_RESETHAND | SA_NODEFER};
    struct sigaction old;
    if (sigaction(SIGINT, NULL, &old) == 0 && old.sa_handler == SIG_DFL)
        sigaction(SIGINT, &action, NULL);
}

// A dumb terminal cannot erase what it shows.
static bool can_erase(void)
{
    const char *term = getenv("TERM");
    return isatty(STDERR_FILENO) && term && term[0] != '\0' && strcmp(term, "dumb") != 0;
}

// A line that fills the terminal could begin another one, which is not erased.
static int room(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return TEXT_WIDTH - 1;
    return size.ws_col - 1;
}

void progress_begin(int steps, int64_t step_ns)
{
    bar.on = can_erase();
    bar.steps = steps;
    bar.done = 0;
    bar.step_ns = step_ns;
    bar.start_ns = pawl_now();
    if (bar.on)
        catch_interrupts();
}

// What a step took so far, or was planned to take.
static int64_t seconds_left(void)
{
    int64_t step_ns = bar.done > 0 ? (pawl_now() - bar.start_ns) / bar.done : bar.step_ns;
    return ((bar.steps - bar.done) * step_ns + PAWL_SECOND - 1) / PAWL_SECOND;
}

void progress_show(const char *label)
{
    if (!bar.on)
        return;
    char drawing[BAR + 1];
    int full = bar.done * BAR / bar.steps;
    memset(drawing, '.', BAR);
    memset(drawing, '#', (size_t)full);
    drawing[BAR] = '\0';
    int64_t left = seconds_left();
    char line[160] = "";
    text_add(line, sizeof line, "%-*.*s [%s] %3d%%  ", LABEL, LABEL, label, drawing,
             bar.done * 100 / bar.steps);
    if (left < 60)
        text_add(line, sizeof line, "%d s left", (int)left);
    else
        text_add(line, sizeof line, "%d min %02d s", (int)(left / 60), (int)(left % 60));
    fprintf(stderr, "%s%.*s", erase, room(), line);
    fflush(stderr);
}

void progress_step(void)
{
    bar.done++;
}

void progress_hide(void)
{
    if (bar.on)
        fputs(erase, stderr);
    fflush(stderr);
}

void progress_end(void)
{
    progress_hide();
    bar.on = false;
}
