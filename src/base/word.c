// word.c - the exported copies of the inline atomic operations.
// SPDX-License-Identifier: MIT
#include <pawl/word.h>

extern inline uint32_t pawl_word_load_rlx(const pawl_word *w);
extern inline uint32_t pawl_word_load_acq(const pawl_word *w);
extern inline void pawl_word_store_rlx(pawl_word *w, uint32_t v);
extern inline void pawl_word_store_rel(pawl_word *w, uint32_t v);
extern inline uint32_t pawl_word_xchg_acq(pawl_word *w, uint32_t v);
extern inline uint32_t pawl_word_xchg_rel(pawl_word *w, uint32_t v);
extern inline uint32_t pawl_word_add_acq(pawl_word *w, uint32_t delta);
extern inline uint32_t pawl_word_add_rel(pawl_word *w, uint32_t delta);
extern inline uint32_t pawl_word_add_acq_rel(pawl_word *w, uint32_t delta);
extern inline bool pawl_word_cas_acq(pawl_word *w, uint32_t old, uint32_t value);
extern inline bool pawl_word_cas_rel(pawl_word *w, uint32_t old, uint32_t value);
extern inline bool pawl_word_casw_rlx(pawl_word *w, uint32_t old, uint32_t value);
extern inline bool pawl_word_casw_acq(pawl_word *w, uint32_t old, uint32_t value);
extern inline bool pawl_word_casw_rel(pawl_word *w, uint32_t old, uint32_t value);
extern inline bool pawl_word_casw_acq_rel(pawl_word *w, uint32_t old, uint32_t value);
