// sanitizer.h - under which sanitizer is this test built, and how much work can it stand there?
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_SANITIZER_H
#define PAWL_TESTS_SANITIZER_H

#if defined(__SANITIZE_THREAD__)
#define UNDER_TSAN 1
#elif defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define UNDER_TSAN 1
#elif __has_feature(address_sanitizer)
#define UNDER_ASAN 1
#endif
#endif

#ifndef UNDER_TSAN
#define UNDER_TSAN 0
#endif
#ifndef UNDER_ASAN
#define UNDER_ASAN 0
#endif

// An emulator, tests/aarch64/run: asks the kernel in its own way for memory.
#ifndef EMULATED
#define EMULATED 0
#endif

// SCALED is the full count in a plain build and less of it where every access costs ten.
#define SCALED(n) (UNDER_TSAN ? (n) / 10 : UNDER_ASAN ? (n) / 2 : (n))

#endif
