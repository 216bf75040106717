// report_file.c - a file of the user's that is whole or not there.
// SPDX-License-Identifier: MIT
#include "report_file.h"

#include "xalloc.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// ---- which file --------------------------------------------------------------------------------

// In /tmp and the like anybody can lay a link that leads into somebody else's files. The kernel
// does not follow it for open (fs.protected_symlinks); whoever resolves links himself must not
// either.
static bool is_strangers_link(const char *path)
{
    struct stat link;
    struct stat folder;
    if (lstat(path, &link) != 0 || !S_ISLNK(link.st_mode) || link.st_uid == geteuid())
        return false;
    char *copy = xstrdup(path);
    bool known = stat(dirname(copy), &folder) == 0;
    free(copy);
    bool open_to_all = known && (folder.st_mode & S_ISVTX) && (folder.st_mode & S_IWOTH);
    return !known || (open_to_all && folder.st_uid != link.st_uid);
}

// The file to replace, links followed; NULL, with errno 0: it is a device or a pipe, to be written
// to as it is.
static char *target_of(const char *path)
{
    struct stat st;
    if (is_strangers_link(path)) {
        errno = EACCES;
        return NULL;
    }
    if (stat(path, &st) != 0)
        return xstrdup(path);
    errno = 0;
    return S_ISREG(st.st_mode) ? realpath(path, NULL) : NULL;
}

// Creates a file beside target, under a name of its own that it puts into temporary (to be freed).
// O_EXCL, which mkostemp implies, follows no link.
static int create_beside(const char *target, char **temporary)
{
    size_t size = strlen(target) + 8;
    *temporary = xrealloc(NULL, size);
    snprintf(*temporary, size, "%s.XXXXXX", target);
    int fd = mkostemp(*temporary, O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        int err = errno;
        free(*temporary);
        *temporary = NULL;
        errno = err;
    }
    return fd;
}

// ---- can it be written? ------------------------------------------------------------------------

// What is there already is opened, which neither changes nor empties it. Not a pipe: its reader
// would take the closing for the end.
static const char *check_present(const char *path, const struct stat *st)
{
    if (S_ISDIR(st->st_mode))
        return strerror(EISDIR);
    if (S_ISFIFO(st->st_mode))
        return access(path, W_OK) == 0 ? NULL : strerror(errno);
    int fd = open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return strerror(errno);
    close(fd);
    return NULL;
}

// A link to nowhere would be replaced by a file: nobody means that.
static const char *check_absent(const char *path, int err)
{
    struct stat st;
    if (path[0] == '\0' || path[strlen(path) - 1] == '/')
        return strerror(ENOENT);
    return err != ENOENT || lstat(path, &st) == 0 ? strerror(err) : NULL;
}

// The only sure way to learn whether a file can be made here is to make one.
const char *report_file_check(const char *path)
{
    struct stat st;
    if (strcmp(path, "-") == 0)
        return NULL;
    bool present = stat(path, &st) == 0;
    const char *wrong = present ? check_present(path, &st) : check_absent(path, errno);
    char *target = wrong ? NULL : target_of(path);
    if (!target)
        return wrong || errno == 0 ? wrong : strerror(errno);
    char *temporary;
    int fd = create_beside(target, &temporary);
    wrong = fd < 0 ? strerror(errno) : NULL;
    if (fd >= 0) {
        close(fd);
        unlink(temporary);
        free(temporary);
    }
    free(target);
    return wrong;
}

// ---- writing -----------------------------------------------------------------------------------

static bool print_all(FILE *out, report_printer *print, const void *arg)
{
    return print(out, arg) && fflush(out) == 0;
}

// Whoever reads the standard output may leave early.
static bool to_stdout(report_printer *print, const void *arg)
{
    return print_all(stdout, print, arg) || errno == EPIPE;
}

static void keep_rights(int fd, const char *target)
{
    struct stat st;
    int ignored = stat(target, &st) == 0 ? fchmod(fd, st.st_mode & 07777) : 0;
    (void)ignored; // then it is readable by its owner only
}

// Writes beside target, then takes its place in one step.
static bool replace(const char *target, report_printer *print, const void *arg)
{
    char *temporary;
    int fd = create_beside(target, &temporary);
    if (fd < 0)
        return false;
    keep_rights(fd, target);
    FILE *out = fdopen(fd, "w");
    bool ok = out && print_all(out, print, arg) && fsync(fd) == 0;
    int err = errno;
    if (out && fclose(out) != 0 && ok) {
        ok = false;
        err = errno;
    }
    if (ok && rename(temporary, target) != 0) {
        ok = false;
        err = errno;
    }
    if (!ok)
        unlink(temporary);
    free(temporary);
    errno = err;
    return ok;
}

static bool write_through(const char *path, report_printer *print, const void *arg)
{
    FILE *out = fopen(path, "we");
    if (!out)
        return false;
    bool ok = print_all(out, print, arg);
    int err = errno;
    if (fclose(out) != 0 && ok)
        return false;
    errno = err;
    return ok;
}

static bool to_path(const char *path, report_printer *print, const void *arg)
{
    char *target = target_of(path);
    if (!target && errno != 0)
        return false;
    bool ok = target ? replace(target, print, arg) : write_through(path, print, arg);
    int err = errno;
    free(target);
    errno = err;
    return ok;
}

const char *report_file_write(const char *path, report_printer *print, const void *arg)
{
    bool ok = strcmp(path, "-") == 0 ? to_stdout(print, arg) : to_path(path, print, arg);
    return ok ? NULL : strerror(errno != 0 ? errno : EIO);
}

// ---- a file that grows --------------------------------------------------------------------------

FILE *report_file_open(const char *path, const char **wrong)
{
    if (strcmp(path, "-") == 0)
        return stdout;
    int fd = -1;
    errno = EACCES;
    if (!is_strangers_link(path))
        fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY | O_CLOEXEC, 0600);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    *wrong = out ? NULL : strerror(errno);
    if (out)
        setlinebuf(out);
    return out;
}
