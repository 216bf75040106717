// eg_profile.c - records one part of a run, and shows where threads waited.
// SPDX-License-Identifier: MIT
#include <pawl.h>
#include <pawl/profile.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pawl_mutex mu;
static int visits; // guarded by mu

static void *visit(void *arg)
{
    (void)arg;
    PAWL_GUARD(&mu);
    int64_t end = pawl_now() + PAWL_MILLISECOND; // the others wait
    while (pawl_now() < end)
        continue;
    visits++;
    return NULL;
}

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "eg_profile.pawl";
    int err = pawl_profile_start(path, NULL);
    if (err != 0) {
        fprintf(stderr, "no profile: %s\n", strerror(err));
        return 1;
    }
    pthread_t visitors[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&visitors[i], NULL, visit, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(visitors[i], NULL);
    pawl_profile_stop();

    printf("%d visits; pawl report %s tells of them\n", visits, path);
    return 0;
}
