// edition_words.c - what the bits of each edition's lock mean.
// SPDX-License-Identifier: MIT
#include "edition_words.h"

#include "mutex_events.h"
#include "mutex_monitor.h"

#include <stdio.h>

const struct pawl_edition *const sim_editions[] = {
    &pawl_edition_textbook_,
    &pawl_edition_m2008_,
    &pawl_edition_m2011_,
    &pawl_edition_m2015_,
    &pawl_edition_m2016_,
    &pawl_edition_pawl_,
    NULL,
};

static void textbook(char *out, size_t size, uint32_t v)
{
    snprintf(out, size, "[%s, %u blocked]", v & 1 ? "taken" : "available", v >> 1);
}

static void counting_key(char *out, size_t size, uint32_t v)
{
    if (v == 0)
        snprintf(out, size, "[free]");
    else
        snprintf(out, size, "[owned %u waiting]", v - 1);
}

static void woken_only(char *out, size_t size, uint32_t v)
{
    snprintf(out, size, "[%s%s%u waiting]", v & 1 ? "locked " : "", v & 2 ? "woken " : "", v >> 2);
}

static bool has_starvation_mode(const struct pawl_edition *e)
{
    return e == &pawl_edition_m2016_ || e == &pawl_edition_pawl_;
}

sim_describe *sim_edition_words(const struct pawl_edition *e)
{
    if (e == &pawl_edition_textbook_)
        return textbook;
    if (e == &pawl_edition_m2008_)
        return counting_key;
    return has_starvation_mode(e) ? sim_describe_mutex : woken_only;
}

void sim_watch_edition(const struct pawl_edition *e, const pawl_word words[2])
{
    sim_name(&words[0], e == &pawl_edition_m2008_ ? "key" : "state", sim_edition_words(e));
    sim_name(&words[1], "sema", NULL);
    if (has_starvation_mode(e))
        sim_watch_events(&words[0], &words[1], SIM_STARVATION_MODE);
    else if (e == &pawl_edition_m2011_ || e == &pawl_edition_m2015_)
        sim_watch_events(&words[0], &words[1], SIM_WOKEN_ONLY);
}
