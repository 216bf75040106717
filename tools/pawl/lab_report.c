// lab_report.c - the machine, and what a report owns.
// SPDX-License-Identifier: MIT
#include "lab.h"
#include "text.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static void read_cpu(char *out, size_t size)
{
    char line[256];
    FILE *info = fopen("/proc/cpuinfo", "re");
    while (info && fgets(line, sizeof line, info)) {
        char *colon = strchr(line, ':');
        if (!colon || strncmp(line, "model name", 10) != 0)
            continue;
        colon[strcspn(colon, "\n")] = '\0';
        text_add(out, size, "%s", colon + 2);
        break;
    }
    if (info)
        fclose(info);
    if (out[0] == '\0')
        text_add(out, size, "unknown CPU");
    text_tame(out);
}

void lab_machine_read(struct lab_machine *m)
{
    *m = (struct lab_machine){.cpus = (int)sysconf(_SC_NPROCESSORS_ONLN)};
    read_cpu(m->cpu, sizeof m->cpu);
    cpu_set_t usable;
    if (sched_getaffinity(0, sizeof usable, &usable) == 0)
        m->cpus = CPU_COUNT(&usable);
    struct utsname u;
    if (uname(&u) == 0)
        text_add(m->system, sizeof m->system, "%s %s %s", u.sysname, u.release, u.machine);
}

void lab_sample_free(struct lab_sample *s)
{
    free(s->thread_ops);
    distribution_free(&s->grant);
    distribution_free(&s->run);
    distribution_free(&s->own);
}

void lab_report_free(struct lab_report *r)
{
    for (int i = 0; i < r->table_count; i++) {
        struct lab_table *t = &r->tables[i];
        for (int k = 0; t->samples && k < t->rounds * t->lock_count; k++)
            lab_sample_free(&t->samples[k]);
        for (int lock = 0; lock < t->lock_count; lock++)
            free(t->traces[lock].holds);
        free(t->samples);
    }
    *r = (struct lab_report){.table_count = 0};
}

int lab_failures(const struct lab_report *r)
{
    int failures = 0;
    for (int i = 0; i < r->table_count; i++) {
        const struct lab_table *t = &r->tables[i];
        for (int k = 0; k < t->rounds * t->lock_count; k++)
            failures += t->samples[k].failure[0] != '\0';
    }
    return failures;
}
