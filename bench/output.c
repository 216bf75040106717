// output.c - results as Go prints them, and a summary for people.
// SPDX-License-Identifier: MIT
#include "output.h"

#include "tools/pawl/stats.h"
#include "tools/pawl/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static const char *go_arch(const char *machine)
{
    static const char *const names[][2] = {
        {"x86_64", "amd64"}, {"aarch64", "arm64"}, {"i686", "386"}, {"ppc64le", "ppc64le"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(machine, names[i][0]) == 0)
            return names[i][1];
    }
    return machine;
}

// Go prints the CPU's name if it knows it, and no line otherwise.
static void print_cpu(void)
{
    FILE *f = fopen("/proc/cpuinfo", "r");
    if (f == NULL)
        return;
    char line[256];
    while (fgets(line, sizeof line, f)) {
        char *value = strchr(line, ':');
        if (value && strncmp(line, "model name", 10) == 0) {
            printf("cpu:%s", value + 1);
            break;
        }
    }
    fclose(f);
}

void bench_print_header_(void)
{
    struct utsname u;
    if (uname(&u) == 0)
        printf("goos: linux\ngoarch: %s\n", go_arch(u.machine));
    printf("pkg: pawl\n");
    print_cpu();
}

double bench_ns_per_op_(const struct bench_round *r)
{
    return r->ops == 0 ? NAN : (double)r->elapsed / (double)r->ops;
}

// As many decimals as Go: about four digits that mean something.
static int decimals_of(double value)
{
    return value >= 999.95 ? 0 : value >= 99.995 ? 1 : value >= 9.9995 ? 2 : 3;
}

static void print_metric(double value, const char *unit)
{
    int decimals = decimals_of(value);
    printf("\t%*.*f %s", decimals == 0 ? 10 : 11 + decimals, decimals, value, unit);
}

// As Go has it: benchstat takes it from a file or a pipe.
static void print_line(const char *name, const struct bench_round *r)
{
    printf("%-56s\t%9llu", name, (unsigned long long)r->ops);
    print_metric(bench_ns_per_op_(r), "ns/op");
    if (r->waits != 0)
        print_metric((double)r->elapsed / (double)r->waits, "ns/wait");
    putchar('\n');
}

// The same in the 80 columns of a terminal, without the word Benchmark.
static void print_narrow_line(const char *name, const struct bench_round *r)
{
    enum { COUNT_ENDS = 52 };
    double op = bench_ns_per_op_(r);
    name += strlen("Benchmark");
    printf("%s %*llu %5.*f ns/op", name, COUNT_ENDS - 1 - (int)strlen(name),
           (unsigned long long)r->ops, decimals_of(op), op);
    if (r->waits != 0) {
        double wait = (double)r->elapsed / (double)r->waits;
        printf(" %4.*f ns/wait", wait < 99.95 ? 1 : 0, wait);
    }
    putchar('\n');
}

void bench_print_round_(const struct bench_round *r)
{
    if (r->ops == 0) {
        fprintf(stderr, "pawl bench: %s, lock %s: not one operation in the time of a round\n",
                r->bench->name, r->lock);
        return;
    }
    char name[128];
    snprintf(name, sizeof name, "Benchmark%s/lock=%s-%u", r->bench->name, r->lock, r->cpus);
    (isatty(STDOUT_FILENO) ? print_narrow_line : print_line)(name, r);
    fflush(stdout);
    if (r->failure)
        fprintf(stderr, "pawl bench: %s, lock %s: %s\n", r->bench->name, r->lock, r->failure);
}

static double quantile(const struct bench_result *r, double q)
{
    return stats_quantile(r->ns_per_op, r->rounds, q);
}

// The median of pthread in the benchmark of results[i]; NaN if it did not take part.
static double reference(const struct bench_result *results, size_t n, size_t i)
{
    for (size_t j = 0; j < n; j++) {
        if (results[j].bench == results[i].bench && strcmp(results[j].lock, "pthread") == 0)
            return quantile(&results[j], 0.5);
    }
    return NAN;
}

static void print_result(const struct bench_result *r, bool first, double pthread_ns)
{
    double median = quantile(r, 0.5);
    fprintf(stderr, "%-32s %-8s %9.4g %9.4g %9.4g", first ? r->bench->name : "", r->lock, median,
            quantile(r, 0), quantile(r, 1));
    if (isnan(pthread_ns)) {
        fprintf(stderr, "%7s\n", "-");
    } else {
        fprintf(stderr, "%7.2f\n", pthread_ns / median);
    }
}

void bench_print_summary_(const struct bench_result *results, size_t n)
{
    fprintf(stderr,
            "\nns per operation, of %u round%s; speed: pthread's median by this lock's,\n"
            "so 2.00 is twice pthread's throughput.\n\n"
            "%-32s %-8s %9s %9s %9s%7s\n",
            n == 0 ? 0 : results[0].rounds, text_plural(n == 0 ? 0 : results[0].rounds),
            "benchmark", "lock", "median", "least", "most", "speed");
    for (size_t i = 0; i < n; i++) {
        bool first = i == 0 || results[i].bench != results[i - 1].bench;
        print_result(&results[i], first, reference(results, n, i));
    }
}
