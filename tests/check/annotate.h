// annotate.h - what a program tells of its locks to whoever checks them, if somebody does.
// SPDX-License-Identifier: MIT
//
// The functions of pawl/check.h, for programs that do not know whether libpawl, or the library that
// `pawl run` brings, is there. That is what the manual tells strangers to do, too.
#ifndef PAWL_TESTS_CHECK_ANNOTATE_H
#define PAWL_TESTS_CHECK_ANNOTATE_H

#define IF_THERE_ __attribute__((__weak__, __visibility__("default")))

extern void pawl_lock_name(const void *lock, const char *name) IF_THERE_;
extern void pawl_lock_class(const void *lock, const char *class_name) IF_THERE_;
extern void pawl_lock_level(const void *lock, unsigned level) IF_THERE_;
extern void pawl_lock_any_unlocker(const void *lock) IF_THERE_;

// TELL calls one of them, if it is there: TELL(pawl_lock_level, &root->lock, 1);
#define TELL(function, ...)                                                                        \
    do {                                                                                           \
        if (function)                                                                              \
            function(__VA_ARGS__);                                                                 \
    } while (0)

#endif
