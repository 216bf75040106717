// lab_table.c - one table on the terminal: a row per lock, and the verdict.
// SPDX-License-Identifier: MIT
#include "lab_scenario.h"
#include "text.h"

#include <math.h>
#include <string.h>

enum { STRIP = 16, NAME = 9 };

// ---- the strip: how the rounds' speeds are spread
// ------------------------------------------------

static double fastest_round(const struct lab_table *t)
{
    double fastest = 0;
    for (int i = 0; i < t->rounds * t->lock_count; i++) {
        const struct lab_sample *s = &t->samples[i];
        if (s->wall_ns > 0)
            fastest = fmax(fastest, (double)s->ops * 1e9 / (double)s->wall_ns);
    }
    return fastest;
}

// A column per 1/16 of the fastest round of all locks; its height says how many rounds of this lock
// were that fast.
static void print_strip(FILE *out, const struct lab_table *t, int lock, double fastest)
{
    int counts[STRIP] = {0};
    int most = 1;
    for (int round = 0; round < t->rounds; round++) {
        const struct lab_sample *s = lab_sample_at(t, round, lock);
        if (s->wall_ns <= 0 || fastest <= 0)
            continue;
        int column = (int)((double)s->ops * 1e9 / (double)s->wall_ns / fastest * STRIP);
        column = column < STRIP ? column : STRIP - 1;
        if (++counts[column] > most)
            most = counts[column];
    }
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    bool utf8 = text_is_utf8();
    for (int i = 0; i < STRIP; i++) {
        if (counts[i] == 0)
            fputc('.', out);
        else if (utf8)
            fputs(blocks[(counts[i] * 8 - 1) / most], out);
        else
            fputc(counts[i] < 10 ? '0' + counts[i] : '#', out);
    }
}

// ---- the four parts of a table
// -------------------------------------------------------------------

static void print_summary(FILE *out, const struct lab_table *t, const struct lab_figures *f)
{
    double fastest = fastest_round(t);
    char scale[STRIP + 1] = "";
    text_add(scale, sizeof scale, "0%*s", STRIP - 1, text_count(fastest).text);
    char per_second[32] = "";
    text_add(per_second, sizeof per_second, "%s/s", t->scenario->ops);
    fprintf(out, "\n%*s%-24s  %-*s%9s   time to grant\n", NAME, "", per_second, STRIP, "rounds",
            "CPU per");
    fprintf(out, "%-*s%8s%8s%8s  %s%9s%9s%9s\n", NAME, "lock", "median", "p10", "p90", scale, "op",
            "p99", "longest");
    for (int i = 0; i < t->lock_count; i++) {
        fprintf(out, "%-*s%8s%8s%8s  ", NAME, t->locks[i], text_count(f[i].speed.median).text,
                text_count(f[i].p10).text, text_count(f[i].p90).text);
        print_strip(out, t, i, fastest);
        fprintf(out, "%9s%9s%9s%s\n", text_duration(f[i].cpu.median).text,
                text_duration(f[i].grant[1]).text, text_duration(f[i].grant[3]).text,
                lab_cut_short(t, f[i].grant[3]) ? "+" : "");
    }
}

static void print_quantiles(FILE *out, const double *values)
{
    for (int i = 0; i < QUANTILES; i++)
        fprintf(out, "%8s", text_duration(values[i]).text);
}

static const char quantile_heads[] = "     p50     p99   p99.9 longest";

static void print_own(FILE *out, const struct lab_table *t, const struct lab_figures *f)
{
    fprintf(out, "\n%*s  %s\n%-*s%s\n", NAME, "", t->scenario->own, NAME, "lock", quantile_heads);
    for (int i = 0; i < t->lock_count; i++) {
        fprintf(out, "%-*s", NAME, t->locks[i]);
        print_quantiles(out, f[i].own);
        fputc('\n', out);
    }
}

static void print_waits(FILE *out, const struct lab_table *t, const struct lab_figures *f)
{
    fprintf(out, "\n%*s  %-35s%s\n", NAME, "", "time to grant", "handed over: grant to running");
    fprintf(out, "%-*s%s  %s\n", NAME, "lock", quantile_heads, quantile_heads);
    for (int i = 0; i < t->lock_count; i++) {
        fprintf(out, "%-*s", NAME, t->locks[i]);
        print_quantiles(out, f[i].grant);
        fputs("  ", out);
        print_quantiles(out, f[i].run);
        fputc('\n', out);
    }
}

static void print_share_heads(FILE *out, const struct lab_table *t)
{
    char per_thread[24] = "";
    char per_1000[24] = "";
    text_add(per_thread, sizeof per_thread, "%s/%s", t->scenario->ops, lab_agent(t));
    text_add(per_1000, sizeof per_1000, "/1000 %s", t->scenario->ops);
    fprintf(out, "\n%*s%20s%17s%16s%16s\n", NAME, "", per_thread, "context switches", "lock calls",
            "starvation mode");
    fprintf(out, "%*s%20s%17s%16s\n", NAME, "", "(fair share: 1)", per_1000, per_1000);
    fprintf(out, "%-*s%7s%7s%6s%9s%8s%8s%8s%9s%7s\n", NAME, "lock", "least", "most", "Jain",
            "waiting", "forced", "slept", "handed", "times/s", "time");
}

static void print_shares(FILE *out, const struct lab_table *t, const struct lab_figures *f)
{
    print_share_heads(out, t);
    for (int i = 0; i < t->lock_count; i++) {
        double unknown = f[i].silent ? NAN : 0;
        fprintf(out, "%-*s%7s%7s%6s%9s%8s%8s%8s%9s%7s\n", NAME, t->locks[i],
                text_fraction(f[i].least).text, text_fraction(f[i].most).text,
                text_fraction(f[i].jain).text, text_count(f[i].voluntary).text,
                text_count(f[i].involuntary).text, text_count(f[i].sleeps + unknown).text,
                text_count(f[i].handoffs + unknown).text, text_count(f[i].starving + unknown).text,
                text_percent(f[i].starving_share + unknown).text);
    }
}

// ---- around it
// -----------------------------------------------------------------------------------

static void print_heading(FILE *out, const struct lab_report *r, const struct lab_table *t)
{
    fprintf(out, "\n%s, %d %s%s, %d rounds of %s for each lock\n", t->scenario->name, t->threads,
            lab_agent(t), text_plural((uint64_t)t->threads), t->rounds,
            text_duration((double)t->round_ns).text);
    text_print_wrapped(out, 0, 0, t->scenario->intro);
    if (t->scenario == &lab_hunger)
        fprintf(out, "Whoever has the lock keeps it for %g us.\n", (double)r->hold_ns / 1e3);
}

// The first failure of each lock; what the others say is much the same.
static void print_failures(FILE *out, const struct lab_table *t)
{
    for (int lock = 0; lock < t->lock_count; lock++) {
        for (int round = 0; round < t->rounds; round++) {
            const struct lab_sample *s = lab_sample_at(t, round, lock);
            if (s->failure[0] == '\0')
                continue;
            char text[LAB_FAILURE + 64] = "";
            text_add(text, sizeof text, "%s, round %d: %s.", t->locks[lock], round + 1, s->failure);
            text_print_wrapped(out, 0, 2, text);
            break;
        }
    }
}

static void print_verdict(FILE *out, const struct lab_table *t)
{
    char text[LAB_MAX_LOCKS * 128];
    lab_verdict(t, text, sizeof text);
    char *rest = text;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        fputs("=> ", out);
        text_print_wrapped(out, 3, 3, line);
    }
}

void lab_print_table(FILE *out, const struct lab_report *r, const struct lab_table *t)
{
    struct lab_figures f[LAB_MAX_LOCKS];
    for (int i = 0; i < t->lock_count; i++)
        f[i] = lab_figures(t, i);
    bool brief = strcmp(r->act, "demo") == 0;
    if (brief)
        fprintf(out, "\nAct %d of %d", (int)(t - r->tables) + 1, r->table_count);
    print_heading(out, r, t);
    print_summary(out, t, f);
    if (t->scenario->own && !brief)
        print_own(out, t, f);
    if (!brief) {
        print_waits(out, t, f);
        print_shares(out, t, f);
    }
    fputc('\n', out);
    print_failures(out, t);
    print_verdict(out, t);
    fflush(out);
}
