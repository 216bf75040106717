// lab_story.c - `pawl lab story`: one play of three threads on the lock of an edition.
// SPDX-License-Identifier: MIT
//
// To stop threads between any two steps takes the deterministic scheduler that runs the model
// checks. It is another program, which lies beside this one.
#include "lab.h"
#include "text.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

// Writes the path of a program in this one's folder.
static bool find_neighbour(char path[PATH_MAX], const char *name)
{
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (length < 0)
        return false;
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    if (slash == NULL || slash + 1 + strlen(name) >= path + PATH_MAX)
        return false;
    strcpy(slash + 1, name);
    return true;
}

void lab_story(const char *edition, char *why, size_t size)
{
    char path[PATH_MAX];
    if (!find_neighbour(path, "pawl-model")) {
        snprintf(why, size, "story: where is this program? /proc cannot be read");
        return;
    }
    execl(path, "pawl-model", "--play", edition, (char *)NULL);
    snprintf(why, size, "story needs %s, which cannot be run: %s", text_file(path),
             strerror(errno));
}
