// exceptions.c - asks the C++ runtime, if there is one.
// SPDX-License-Identifier: MIT
#include "goroutine/exceptions.h"

__attribute__((__weak__)) void *__cxa_get_globals(void);

struct pawl_exceptions *pawl_exceptions_of_thread_(void)
{
    return __cxa_get_globals ? __cxa_get_globals() : NULL;
}
