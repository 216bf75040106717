// export.h - what programs call: pthread functions under their own names, without versions.
// SPDX-License-Identifier: MIT
//
// A program refers to pthread_mutex_trylock@GLIBC_2.34 and an older one to @GLIBC_2.2.5: a
// definition without a version serves both, one with a version only its own, and leaves the program
// half ours.
#ifndef PAWL_PRELOAD_EXPORT_H
#define PAWL_PRELOAD_EXPORT_H

#define EXPORT __attribute__((__visibility__("default")))

// The name may be another one: the model checker gives ours away.
#define NAME_OF(function) NAME_OF_(function)
#define NAME_OF_(function) #function

// gcc warns of a second name without the attributes of the first; clang 14 knows no copying.
#if __has_attribute(__copy__)
#define SECOND_NAME(function) __attribute__((__alias__(NAME_OF(function)), __copy__(function)))
#else
#define SECOND_NAME(function) __attribute__((__alias__(NAME_OF(function))))
#endif

// ALIAS(__pthread_mutex_lock, pthread_mutex_lock): the same function by another name of the C
// library's.
#define ALIAS(name, function) extern EXPORT __typeof__(function) name SECOND_NAME(function)

// OWN(name, function): the same, for our own calls, which must not meet another library's function.
#define OWN(name, function)                                                                        \
    extern __attribute__((__visibility__("hidden"))) __typeof__(function) name SECOND_NAME(function)

#endif
