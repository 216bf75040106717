// random.h - numbers to choose with, not to keep secrets with.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_BASE_RANDOM_H
#define PAWL_SRC_BASE_RANDOM_H

#include <stdint.h>

// pawl_random_ returns a number below n, which is positive; each is as likely, but for one part in
// 2^32 / n.
uint32_t pawl_random_(uint32_t n);

#endif
