// export.h - what programs call: pthread functions under their own names, without versions.
// SPDX-License-Identifier: MIT
//
// A program refers to pthread_mutex_trylock@GLIBC_2.34 and an older one to @GLIBC_2.2.5: a
// definition without a version serves both, one with a version only its own, and leaves the program
// half ours.
#ifndef PAWL_PRELOAD_EXPORT_H
#define PAWL_PRELOAD_EXPORT_H

#define EXPORT __attribute__((__visibility__("default")))

// ALIAS(__pthread_mutex_lock, pthread_mutex_lock): the same function by another name of the C
// library's.
#define ALIAS(name, function)                                                                      \
    extern EXPORT __typeof__(function) name                                                        \
        __attribute__((__alias__(#function), __copy__(function)))

// VERSIONED(pthread_cond_wait): the same function by its version, too. A look-up with
// dlvsym (TSan's, libfaketime's) passes over definitions that have none, and would find the C
// library's.
#define VERSIONED(function)                                                                        \
    ALIAS(pawl_versioned_##function, function);                                                    \
    __asm__(".symver pawl_versioned_" #function "," #function "@GLIBC_2.3.2")

#endif
