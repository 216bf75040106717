// cmd_vet.c - `pawl vet`: a program of its own, pawl-vet, as only it needs a compiler's libraries.
// SPDX-License-Identifier: MIT
#include "commands.h"
#include "run_output.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

// Where pawl-vet lies: beside this program. Returns false if that cannot be known.
static bool find_vet(char *path, size_t size)
{
    static const char name[] = "pawl-vet";
    ssize_t length = readlink("/proc/self/exe", path, size - sizeof name);
    if (length <= 0)
        return false;
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    memcpy(slash ? slash + 1 : path, name, sizeof name);
    return access(path, X_OK) == 0;
}

int pawl_vet_main(int argc, char **argv)
{
    char path[PATH_MAX + 16];
    if (!find_vet(path, sizeof path))
        return run_complain("there is no pawl-vet beside pawl: it was built without libclang 19 "
                            "(Debian: libclang-19-dev)");
    (void)argc;
    execv(path, argv);
    return run_complain("pawl-vet cannot be run");
}
