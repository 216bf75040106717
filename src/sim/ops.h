// ops.h - what the code under test does to shared memory; each call is a scheduling point.
// SPDX-License-Identifier: MIT
#ifndef PAWL_SIM_OPS_H
#define PAWL_SIM_OPS_H

#include <stdbool.h>
#include <stdint.h>

uint32_t sim_load(const uint32_t *w, const char *func, int line);
void sim_store(uint32_t *w, uint32_t v, const char *func, int line);
uint32_t sim_xchg(uint32_t *w, uint32_t v, const char *func, int line);
uint32_t sim_add(uint32_t *w, uint32_t delta, const char *func, int line);
bool sim_cas(uint32_t *w, uint32_t old, uint32_t v, bool weak, const char *func, int line);

// The same for pointers. A store is an exchange.
void *sim_ptr_load(void *const *p, const char *func, int line);
void *sim_ptr_xchg(void **p, void *v, const char *func, int line);
bool sim_ptr_cas(void **p, void *old, void *v, const char *func, int line);

// And for 64-bit counters.
uint64_t sim_count_load(const uint64_t *c, const char *func, int line);
void sim_count_store(uint64_t *c, uint64_t value, const char *func, int line);

#endif
