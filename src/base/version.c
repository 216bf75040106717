// version.c - which library is this?
// SPDX-License-Identifier: MIT
#include <pawl/base.h>

const char *pawl_version(void)
{
    return PAWL_VERSION;
}
