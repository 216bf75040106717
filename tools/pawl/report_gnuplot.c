// report_gnuplot.c - running gnuplot, and making its SVG part of a page.
// SPDX-License-Identifier: MIT
#include "report_page.h"
#include "report_plot.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

// Both files are without a name: nobody else can touch them, and neither waits for the other as
// pipes would. -d: the user's own settings stay out.
static bool run(int script, int svg)
{
    char name[] = "gnuplot";
    char defaults[] = "-d";
    char *const argv[] = {name, defaults, NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int status = -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, script, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, svg, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    bool started = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    while (started && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return started && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

FILE *gnuplot_run(FILE *script)
{
    FILE *svg = tmpfile();
    bool ready = svg && fflush(script) == 0 && lseek(fileno(script), 0, SEEK_SET) == 0;
    if (ready && run(fileno(script), fileno(svg)) && fseek(svg, 0, SEEK_END) == 0 &&
        ftell(svg) > 0) {
        rewind(svg);
        return svg;
    }
    if (svg)
        fclose(svg);
    return NULL;
}

// ---- the SVG ------------------------------------------------------------------------------------

// The whole file as a string; NULL if there is too little memory.
static char *contents(FILE *file)
{
    char *text = NULL;
    size_t size = 0;
    ssize_t length = getdelim(&text, &size, '\0', file);
    if (length >= 0)
        return text;
    free(text);
    return NULL;
}

// A colour that report_plot.c chose: rgb(170,0,N) is the page's --cN, (1,1,1) its --ink and (2,2,2)
// its --grid. Returns what follows it.
static const char *copy_colour(FILE *out, const char *at)
{
    int red = 0;
    int green = 0;
    int blue = 0;
    int length = 0;
    int got = sscanf(at, "rgb(%d,%d,%d)%n", &red, &green, &blue, &length);
    if (got != 3 || length == 0) {
        fputc(*at, out);
        return at + 1;
    }
    if (red == 170)
        fprintf(out, "var(--c%d)", blue);
    else
        fputs(red == 1 ? "var(--ink)" : "var(--grid)", out);
    return at + length;
}

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

// What several pictures in one page must not have (names), and what says nothing. Returns what
// follows it, or at.
static const char *skip(const char *at)
{
    static const char *const parts[][2] = {
        {"<defs>", "</defs>"}, {"<title>", "</title>"}, {"<desc>", "</desc>"},
        {" id=\"", "\""},      {" color=\"", "\""},     {" font-family=\"", "\""},
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *inside = at + strlen(parts[i][0]);
        const char *end = starts(at, parts[i][0]) ? strstr(inside, parts[i][1]) : NULL;
        if (end)
            return end + strlen(parts[i][1]);
    }
    return at;
}

// gnuplot opens and closes many groups that hold nothing. Returns what follows such a group, or at.
static const char *skip_empty_group(const char *at)
{
    const char *end = starts(at, "<g ") ? strchr(at, '>') : NULL;
    if (!end)
        return at;
    end++;
    end += strspn(end, " \n\t");
    return starts(end, "</g>") ? end + 4 + strspn(end + 4, "\n") : at;
}

static void copy_picture(FILE *out, const char *at)
{
    while (*at != '\0') {
        const char *next = skip(skip_empty_group(at));
        if (next != at) {
            at = next;
        } else if (starts(at, "rgb(")) {
            at = copy_colour(out, at);
        } else {
            fputc(*at++, out);
        }
    }
}

void gnuplot_copy_svg(FILE *out, FILE *svg, const char *alt, int width, int height)
{
    char *text = contents(svg);
    const char *at = text ? strstr(text, "<svg") : NULL;
    at = at ? strchr(at, '>') : NULL;
    if (at) {
        fprintf(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", width, height);
        page_text(out, alt);
        fputs("\">", out);
        copy_picture(out, at + 1);
    }
    free(text);
}
