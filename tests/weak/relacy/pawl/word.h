// word.h - Relacy's atomic word: takes the place of include/pawl/word.h.
// SPDX-License-Identifier: MIT
//
// Same names; each operation has the memory order that its name says, unless it is weakened.
#ifndef PAWL_WORD_H
#define PAWL_WORD_H

#include <pawl/base.h>

#include "site.h"

// A word that is made before the checker runs (the watcher's two) is a constant.
class pawl_word
{
  public:
    pawl_word(uint32_t value = 0) : constant_(value), atomic_(NULL)
    {
        if (rl::is_ctx())
            atomic_ = ::new (&room_) rl::atomic<int>((int)value);
    }

    ~pawl_word()
    {
        if (atomic_)
            atomic_->~atomic();
    }

    uint32_t load(const weak_site &s) const
    {
        if (atomic_ == NULL)
            return constant_;
        uint32_t value = (uint32_t)atomic_->load(s.order, s.info);
        if (value != (uint32_t)atomic_->debug_value())
            weak_reached(REACH_STALE);
        return value;
    }

    void store(uint32_t value, const weak_site &s)
    {
        atomic_->store((int)value, s.order, s.info);
    }

    uint32_t xchg(uint32_t value, const weak_site &s)
    {
        if (s.split)
            return replace(load_rlx(s), value, s);
        return (uint32_t)atomic_->exchange((int)value, s.order, s.info);
    }

    uint32_t add(uint32_t delta, const weak_site &s)
    {
        if (!s.split)
            return (uint32_t)atomic_->fetch_add((int)delta, s.order, s.info);
        uint32_t old = load_rlx(s);
        return replace(old, old + delta, s);
    }

    bool cas(bool may_fail, uint32_t old, uint32_t value, const weak_site &s)
    {
        int seen = (int)old;
        if (s.split) {
            if (load_rlx(s) != old)
                return false;
            replace(old, value, s);
            return true;
        }
        // In a bounded search it does not fail for no reason: see kernel.h.
        if (may_fail && rl::ctx().is_random_sched())
            return atomic_->compare_exchange_weak(seen, (int)value, s.order, s.info, rl::mo_relaxed,
                                                  s.info);
        return atomic_->compare_exchange_strong(seen, (int)value, s.order, s.info, rl::mo_relaxed,
                                                s.info);
    }

    rl::atomic<int> &futex()
    {
        return *atomic_;
    }

  private:
    uint32_t load_rlx(const weak_site &s) const
    {
        return (uint32_t)atomic_->load(rl::mo_relaxed, s.info);
    }

    uint32_t replace(uint32_t old, uint32_t value, const weak_site &s)
    {
        bool release = weak_has(s.order, rl::mo_release);
        atomic_->store((int)value, release ? rl::mo_release : rl::mo_relaxed, s.info);
        return old;
    }

    uint32_t constant_;
    rl::atomic<int> *atomic_; // in room_, or NULL
    alignas(rl::atomic<int>) char room_[sizeof(rl::atomic<int>)];

    pawl_word(const pawl_word &);
    pawl_word &operator=(const pawl_word &);
};

#define pawl_word_load_rlx(w) ((w)->load(WEAK_SITE("load_rlx", mo_relaxed)))
#define pawl_word_load_acq(w) ((w)->load(WEAK_SITE("load_acq", mo_acquire)))
#define pawl_word_store_rlx(w, v) ((w)->store((v), WEAK_SITE("store_rlx", mo_relaxed)))
#define pawl_word_store_rel(w, v) ((w)->store((v), WEAK_SITE("store_rel", mo_release)))
#define pawl_word_xchg_acq(w, v) ((w)->xchg((v), WEAK_SITE("xchg_acq", mo_acquire)))
#define pawl_word_xchg_rel(w, v) ((w)->xchg((v), WEAK_SITE("xchg_rel", mo_release)))
#define pawl_word_add_acq(w, d) ((w)->add((d), WEAK_SITE("add_acq", mo_acquire)))
#define pawl_word_add_rel(w, d) ((w)->add((d), WEAK_SITE("add_rel", mo_release)))
#define pawl_word_add_acq_rel(w, d) ((w)->add((d), WEAK_SITE("add_acq_rel", mo_acq_rel)))
#define pawl_word_cas_acq(w, o, v) ((w)->cas(false, (o), (v), WEAK_SITE("cas_acq", mo_acquire)))
#define pawl_word_cas_rel(w, o, v) ((w)->cas(false, (o), (v), WEAK_SITE("cas_rel", mo_release)))
#define pawl_word_casw_rlx(w, o, v) ((w)->cas(true, (o), (v), WEAK_SITE("casw_rlx", mo_relaxed)))
#define pawl_word_casw_acq(w, o, v) ((w)->cas(true, (o), (v), WEAK_SITE("casw_acq", mo_acquire)))
#define pawl_word_casw_rel(w, o, v) ((w)->cas(true, (o), (v), WEAK_SITE("casw_rel", mo_release)))
#define pawl_word_casw_acq_rel(w, o, v)                                                            \
    ((w)->cas(true, (o), (v), WEAK_SITE("casw_acq_rel", mo_acq_rel)))

#endif
