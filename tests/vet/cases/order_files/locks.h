// locks.h - two locks.
// SPDX-License-Identifier: MIT
#include <pthread.h>

extern pthread_mutex_t upper, lower;
extern int floors;
