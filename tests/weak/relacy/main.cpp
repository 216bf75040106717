// main.cpp - weak-relacy: the clients under C11's memory model.
// SPDX-License-Identifier: MIT
#include "modes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int usage(void)
{
    fputs("usage: weak-relacy check [FACTOR]           all clients; FACTOR times as long\n"
          "       weak-relacy weaken [FACTOR]          which memory orders are needed?\n"
          "       weak-relacy trace CLIENT BOUND FIRST LAST [OPERATION FUNCTION LINE LOSS]\n"
          "           one search, with the steps of an execution that fails. BOUND 0: the random\n"
          "           executions FIRST to LAST. LOSS: acquire, release or atomicity\n",
          stderr);
    return 2;
}

static enum weak_loss loss_of(const char *name)
{
    for (int loss = LOSE_ACQUIRE; loss <= LOSE_ATOMICITY; loss++)
        if (strcmp(name, weak_loss_name((enum weak_loss)loss)) == 0)
            return (enum weak_loss)loss;
    return LOSE_NOTHING;
}

static int trace(int argc, char **argv)
{
    struct weak_run run = {};
    for (int i = 0; (run.client = weak_client_at(i)) != NULL; i++)
        if (strcmp(run.client->name, argv[0]) == 0)
            break;
    if (run.client == NULL)
        return usage();
    run.bound = (unsigned)atoi(argv[1]);
    run.first = strtoull(argv[2], NULL, 10);
    run.last = strtoull(argv[3], NULL, 10);
    run.trace = true;
    if (argc == 8) {
        run.w.place = {argv[4], argv[5], atoi(argv[6])};
        run.w.loss = loss_of(argv[7]);
    }
    struct weak_report report;
    const char *error = weak_explore(&run, &report);
    printf("%s\n", error ? error : "no error");
    return error ? 1 : 0;
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    int factor = argc > 2 ? atoi(argv[2]) : 1;
    if (strcmp(mode, "check") == 0 && argc <= 3 && factor > 0)
        return weak_check_all(factor);
    if (strcmp(mode, "weaken") == 0 && argc <= 3 && factor > 0)
        return weak_weaken_all(factor);
    if (strcmp(mode, "trace") == 0 && (argc == 6 || argc == 10))
        return trace(argc - 2, argv + 2);
    return usage();
}
