// environment.c - starts the observers that the environment asks for.
// SPDX-License-Identifier: MIT
//
// Of a privileged program's environment nothing is read.
#include "base/hook.h"
#include "watch/checked.h"
#include "watch/file.h"

#include <pawl/check.h>
#include <pawl/profile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The hook refers to it, so that this file is part of every program that has a lock, even if it is
// linked from an archive.
const char pawl_environment_;

static uint32_t number(const char *name)
{
    const char *text = secure_getenv(name);
    char *end = NULL;
    unsigned long value = text ? strtoul(text, &end, 10) : 0;
    if (!text || (end != text && *end == '\0' && text[0] != '-' && value <= UINT32_MAX))
        return (uint32_t)value;
    char line[160];
    int n =
        snprintf(line, sizeof line, "pawl: %s=%.40s is no number, and does nothing\n", name, text);
    ssize_t ignored = write(STDERR_FILENO, line, (size_t)n);
    (void)ignored;
    return 0;
}

static void profile(const char *path)
{
    struct pawl_profile_options options = {
        .hold = number("PAWL_PROFILE_HOLD") != 0,
        .sample = number("PAWL_PROFILE_SAMPLE"),
    };
    pawl_profile_start(path, &options);
}

// 1: only say it. Anything else is where to record it.
static void check(const char *path)
{
    struct pawl_check_options options = {
        .held_too_long_ms = number("PAWL_CHECK_HELD_TOO_LONG"),
        .abort_on_finding = number("PAWL_CHECK_ABORT") != 0,
        .quiet = number("PAWL_CHECK_QUIET") != 0,
    };
    // A constructor that came before may have begun threads, which may hold something.
    pawl_check_how_.from_start = pawl_process_threads_() == 1;
    pawl_check_enable(strcmp(path, "1") == 0 ? NULL : path, &options);
}

__attribute__((__constructor__)) static void at_load(void)
{
    const char *checks = secure_getenv("PAWL_CHECK");
    const char *profiles = secure_getenv("PAWL_PROFILE");
    if (checks && checks[0] && strcmp(checks, "0") != 0)
        check(checks);
    else if (profiles && profiles[0])
        profile(profiles);
}

// What is recorded after this, by other destructors, is still counted in the record.
__attribute__((__destructor__)) static void at_exit(void)
{
    if (pawl_watched_(PAWL_ON_THREAD_END))
        pawl_check_program_end_();
    pawl_record_mark_end_();
}
