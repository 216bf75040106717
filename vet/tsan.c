// tsan.c - what ThreadSanitizer shall not tell of: clang's libraries are built without it, and so
// it sees neither their atomics nor what those order.
// SPDX-License-Identifier: MIT

#if defined(__SANITIZE_THREAD__)
#define WITH_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WITH_TSAN 1
#endif
#endif

#ifdef WITH_TSAN
const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void) // NOLINT(bugprone-reserved-identifier,cert-*)
{
    return "race:libLLVM\nrace:libclang\n";
}
#else
typedef int empty_translation_unit_is_no_c;
#endif
