// site.h - an atomic operation at its place in the source, which can be weakened.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_WEAK_RELACY_SITE_H
#define PAWL_TESTS_WEAK_RELACY_SITE_H

#include "report.h"
#include "rl.h"

#include <string.h>

// What is weakened in this process.
extern struct weak_weakening weak_chosen;

static inline bool weak_has(rl::memory_order order, rl::memory_order half)
{
    return order == half || order == rl::mo_acq_rel;
}

static inline rl::memory_order weak_without(rl::memory_order order, enum weak_loss loss)
{
    bool acquire = weak_has(order, rl::mo_acquire) && loss != LOSE_ACQUIRE;
    bool release = weak_has(order, rl::mo_release) && loss != LOSE_RELEASE;
    if (acquire && release)
        return rl::mo_acq_rel;
    return acquire ? rl::mo_acquire : release ? rl::mo_release : rl::mo_relaxed;
}

static inline bool weak_same_place(const struct weak_place *a, const struct weak_place *b)
{
    return a->line == b->line && strcmp(a->operation, b->operation) == 0 &&
           strcmp(a->function, b->function) == 0;
}

static inline void weak_note_place(const struct weak_place *place)
{
    int n = weak_report->nplaces;
    for (int i = 0; i < n; i++)
        if (weak_same_place(&weak_report->places[i], place))
            return;
    if (n == WEAK_MAX_PLACES)
        abort(); // make it larger
    weak_report->places[n] = *place;
    weak_report->nplaces = n + 1;
}

struct weak_site {
    rl::memory_order order;
    bool split; // read and write are two steps
    rl::debug_info info;

    weak_site(const char *operation, rl::memory_order said, const char *function, const char *file,
              int line)
        : info(function, file, (unsigned)line)
    {
        struct weak_place place = {operation, function, line};
        weak_note_place(&place);
        bool chosen =
            weak_chosen.loss != LOSE_NOTHING && weak_same_place(&weak_chosen.place, &place);
        order = weak_without(said, chosen ? weak_chosen.loss : LOSE_NOTHING);
        split = chosen && weak_chosen.loss == LOSE_ATOMICITY;
    }
};

// One object per place, made when it is reached first.
#define WEAK_SITE(operation, order)                                                                \
    ([](const char *function) -> const weak_site & {                                               \
        static const weak_site site(operation, rl::order, function, __FILE__, __LINE__);           \
        return site;                                                                               \
    }(__func__))

#endif
