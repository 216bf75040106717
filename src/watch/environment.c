// environment.c - starts the observers that the environment asks for.
// SPDX-License-Identifier: MIT
//
// Of a privileged program's environment nothing is read.
#include "base/hook.h"
#include "watch/file.h"

#include <pawl/profile.h>
#include <stdlib.h>
#include <string.h>

// The hook refers to it, so that this file is part of every program that has a lock, even if it is
// linked from an archive.
const char pawl_environment_;

static uint32_t number(const char *name)
{
    const char *text = secure_getenv(name);
    return text ? (uint32_t)strtoul(text, NULL, 10) : 0;
}

__attribute__((__constructor__)) static void at_load(void)
{
    const char *path = secure_getenv("PAWL_PROFILE");
    if (!path || !path[0])
        return;
    struct pawl_profile_options options = {
        .hold = number("PAWL_PROFILE_HOLD") != 0,
        .sample = number("PAWL_PROFILE_SAMPLE"),
    };
    pawl_profile_start(path, &options);
}

// What is recorded after this, by other destructors, is still counted in the record.
__attribute__((__destructor__)) static void at_exit(void)
{
    pawl_record_mark_end_();
}
