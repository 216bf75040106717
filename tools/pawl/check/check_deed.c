// check_deed.c - findings on the terminal: one thread did one thing to one lock.
// SPDX-License-Identifier: MIT
#include "check/check_print.h"

#include "text.h"

#include <string.h>

enum { TEXT = 2, STACK = 4 }; // columns

static bool is_same_thread(const struct checked_step *s)
{
    return s->holder.tid > 0 && s->holder.tid == s->thread.tid;
}

static void print_did(const struct check_printer *to, const struct checked_finding *f)
{
    static const char *const deeds[PAWL_FOUND_KINDS][2] = {
        [PAWL_FOUND_UNLOCK_OF_UNLOCKED] = {"unlocked", ""},
        [PAWL_FOUND_UNLOCK_BY_OTHER] = {"unlocked", ""},
        [PAWL_FOUND_DESTROY] = {"destroyed", ""},
        [PAWL_FOUND_INIT] = {"initialised", " again"},
        [PAWL_FOUND_FREE] = {"freed the memory of", ""},
        [PAWL_FOUND_COPIED] = {"used", ""},
    };
    const struct checked_step *s = &f->steps[0];
    const char *const *deed = deeds[f->kind];
    check_print_sentence(to, TEXT, "%s %s %s%s, at",
                         check_words_thread(to->process, &s->thread).text, deed[0],
                         check_words_lock(&s->wanted, s->flags).text, deed[1]);
    check_print_stack(to, &s->stack, STACK);
}

// A thread or the program has ended.
static void print_end(const struct check_printer *to, const struct checked_finding *f)
{
    const struct checked_step *s = &f->steps[0];
    struct check_words thread = check_words_thread(to->process, &s->thread);
    struct check_words lock = check_words_lock(&s->wanted, s->held_flags);
    const char *what = f->kind == PAWL_FOUND_PROGRAM_ENDS ? " the program" : "";
    if (s->stack.depth > 0) {
        check_print_sentence(to, TEXT, "%s has ended%s, at", thread.text, what);
        check_print_stack(to, &s->stack, STACK);
        check_print_sentence(to, TEXT, "and still holds %s, which it took at", lock.text);
    } else {
        check_print_sentence(to, TEXT, "%s has ended%s, and still holds %s, which it took at",
                             thread.text, what, lock.text);
    }
    check_print_stack(to, &s->held_stack, STACK);
}

// ---- held too long ------------------------------------------------------------------------------

static void print_now(const struct check_printer *to, const struct checked_finding *f)
{
    if (f->now.depth == 0)
        return;
    check_print_sentence(to, TEXT, "It is at this moment in");
    check_print_stack(to, &f->now, STACK);
}

static void print_slow(const struct check_printer *to, const struct checked_finding *f)
{
    const struct checked_step *s = &f->steps[0];
    bool still = (f->flags & PAWL_FINDING_STILL) != 0;
    const struct checked_thread *holder = s->holder.tid > 0 ? &s->holder : &s->thread;
    check_print_sentence(to, TEXT, "%s %s %s for %s%s, taken at",
                         check_words_thread(to->process, holder).text, still ? "holds" : "held",
                         check_words_lock(&s->wanted, s->held_flags).text,
                         text_duration((double)s->ns).text, still ? " now" : "");
    check_print_stack(to, &s->held_stack, STACK);
    print_now(to, f);
    if (still && !is_same_thread(s))
        check_print_sentence(to, TEXT, "%s waits for it, at",
                             check_words_thread(to->process, &s->thread).text);
    else
        check_print_sentence(to, TEXT, still ? "and is at" : "until it unlocked it, at");
    check_print_stack(to, &s->stack, STACK);
}

// ---- who holds it -------------------------------------------------------------------------------

static void print_copied(const struct check_printer *to, const struct checked_step *s)
{
    if (!check_is_lock(&s->held)) {
        check_print_sentence(to, TEXT, "Its bytes come from another lock, which is not known.");
        return;
    }
    bool known = s->held_stack.depth > 0;
    check_print_sentence(to, TEXT, "Its bytes were copied from %s%s",
                         check_words_lock(&s->held, s->held_flags).text,
                         known ? ", which was taken at" : ".");
    if (known)
        check_print_stack(to, &s->held_stack, STACK);
}

static void print_before(const struct check_printer *to, const struct checked_step *s)
{
    if (s->held_stack.depth == 0)
        return;
    check_print_sentence(to, TEXT, "It had been unlocked before at");
    check_print_stack(to, &s->held_stack, STACK);
}

static void print_holder(const struct check_printer *to, const struct checked_finding *f)
{
    const struct checked_step *s = &f->steps[0];
    if (!check_is_lock(&s->held)) {
        bool other = f->kind == PAWL_FOUND_UNLOCK_BY_OTHER;
        check_print_sentence(to, TEXT,
                             other ? "Who holds it is not known." : "A thread waits for it.");
        return;
    }
    if (is_same_thread(s))
        check_print_sentence(to, TEXT, "which it took at");
    else
        check_print_sentence(to, TEXT, "%s holds it%s, taken at",
                             check_words_thread(to->process, &s->holder).text,
                             s->held_flags & PAWL_CHECK_SHARED ? " for reading" : "");
    check_print_stack(to, &s->held_stack, STACK);
}

void check_print_deed(const struct check_printer *to, const struct checked_finding *f)
{
    if (f->kind == PAWL_FOUND_HELD_TOO_LONG) {
        print_slow(to, f);
        return;
    }
    if (f->kind == PAWL_FOUND_THREAD_ENDS || f->kind == PAWL_FOUND_PROGRAM_ENDS) {
        print_end(to, f);
        return;
    }
    print_did(to, f);
    if (f->kind == PAWL_FOUND_COPIED)
        print_copied(to, &f->steps[0]);
    else if (f->kind == PAWL_FOUND_UNLOCK_OF_UNLOCKED)
        print_before(to, &f->steps[0]);
    else
        print_holder(to, f);
}
