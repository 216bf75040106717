// main.c - torture: a lock under everything that may happen to its users, at once and for long.
// SPDX-License-Identifier: MIT
//
// After the kernel's locktorture. The seed determines what each thread draws and when what trouble
// comes, not how the kernel schedules: a failure comes again with the same seed often, not always.
#include "torture.h"

#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

struct torture *torture;

static const char usage[] =
    "usage: torture [OPTION...]\n"
    "  --lock NAME       of the editions, or a control (pawl)\n"
    "  --profile NAME    what is done to it (mixed); --list names them\n"
    "  --threads N       how many use it (2 for each CPU, and 3)\n"
    "  --seconds S       how long (10)\n"
    "  --operations N    end earlier, after so many operations\n"
    "  --seed N          for all that is random (the time)\n"
    "The last line is the verdict, with all parameters. The exit status is 0 for SUCCESS, 1 for\n"
    "FAILURE, 2 for wrong options, 77 if the machine does not allow the profile.\n";

_Noreturn static void wrong_usage(void)
{
    fputs(usage, stderr);
    exit(2);
}

static double number(const char *text, double min, double max)
{
    char *end;
    double n = strtod(text, &end);
    if (end == text || *end != '\0' || !(n >= min && n <= max))
        wrong_usage();
    return n;
}

static void list(void)
{
    for (const struct profile *p = profiles; p->name; p++) {
        printf("%-8s", p->name);
        for (const struct trouble *t = troubles; t->name; t++) {
            if ((p->troubles & t->bit) != 0)
                printf(" %s", t->name);
        }
        printf("\n");
    }
}

static const struct option names[] = {
    {"lock", required_argument, NULL, 'l'},
    {"profile", required_argument, NULL, 'p'},
    {"threads", required_argument, NULL, 't'},
    {"seconds", required_argument, NULL, 's'},
    {"operations", required_argument, NULL, 'o'},
    {"seed", required_argument, NULL, 'r'},
    {"list", no_argument, NULL, 'L'},
    {NULL, 0, NULL, 0},
};

static void set(struct options *o, int name, const char *value)
{
    switch (name) {
    case 'l': o->lock = pawl_edition_find(value); break;
    case 'p': o->profile = profile_find(value); break;
    case 't': o->threads = (int)number(value, 2, MAX_THREADS); break;
    case 's': o->seconds = number(value, 0, 1e6); break;
    case 'o': o->operations = (long)number(value, 1, 1e15); break;
    case 'r': o->seed = (unsigned)number(value, 0, 4294967295.0); break;
    case 'L': list(); exit(0);
    default: wrong_usage();
    }
    if (o->lock == NULL || o->profile == NULL)
        wrong_usage();
}

static int default_threads(void)
{
    cpu_set_t set;
    int cpus = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return 2 * cpus + 3 < MAX_THREADS ? 2 * cpus + 3 : MAX_THREADS;
}

static struct options options_of(int argc, char **argv)
{
    struct options o = {
        .lock = pawl_edition_find("pawl"),
        .profile = profile_find("mixed"),
        .threads = default_threads(),
        .seconds = 10,
        .seed = (unsigned)time(NULL),
    };
    for (int name; (name = getopt_long(argc, argv, "", names, NULL)) != -1;)
        set(&o, name, optarg);
    if (optind != argc)
        wrong_usage();
    return o;
}

int main(int argc, char **argv)
{
    struct options o = options_of(argc, argv);
    torture =
        mmap(NULL, sizeof *torture, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (torture == MAP_FAILED) {
        perror("torture");
        return 1;
    }
    torture->options = o;
    atomic_store(&torture->troubles, o.profile->troubles);
    pthread_rwlock_init(&torture->gate, NULL);
    return supervise();
}
