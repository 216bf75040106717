// registers.h - a call that has known values in all registers that it has to preserve.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TESTS_REGISTERS_H
#define PAWL_TESTS_REGISTERS_H

#include <stdint.h>

// What is preserved, in words: x86-64 rbx, rbp, r12 to r15; AArch64 x19 to x29, d8 to d15.
#if defined(__x86_64__)
#define REGISTERS 6
#elif defined(__aarch64__)
#define REGISTERS 19
#else
#define REGISTERS 0
#endif

typedef void *registers_fn(void **from, void *to, void *note);

// registers_call loads `in` into the registers, calls fn(from, to, note), stores what they are then
// into `out`, and returns what fn has returned.
void *registers_call(registers_fn *fn, void **from, void *to, void *note, const uint64_t *in,
                     uint64_t *out);

#if defined(__x86_64__)
__asm__("    .pushsection .text\n"
        "registers_call:\n"
        "    endbr64\n"
        "    push %rbp; push %rbx; push %r12; push %r13; push %r14; push %r15\n"
        "    push %r9\n"
        "    mov %rdi, %rax; mov %rsi, %rdi; mov %rdx, %rsi; mov %rcx, %rdx\n"
        "    mov (%r8), %rbx; mov 8(%r8), %rbp; mov 16(%r8), %r12; mov 24(%r8), %r13\n"
        "    mov 32(%r8), %r14; mov 40(%r8), %r15\n"
        "    call *%rax\n"
        "    pop %r9\n"
        "    mov %rbx, (%r9); mov %rbp, 8(%r9); mov %r12, 16(%r9); mov %r13, 24(%r9)\n"
        "    mov %r14, 32(%r9); mov %r15, 40(%r9)\n"
        "    pop %r15; pop %r14; pop %r13; pop %r12; pop %rbx; pop %rbp\n"
        "    ret\n"
        "    .popsection\n");
#elif defined(__aarch64__)
__asm__("    .pushsection .text\n"
        "registers_call:\n"
        "    stp x29, x30, [sp, #-176]!\n"
        "    stp x19, x20, [sp, #16]; stp x21, x22, [sp, #32]; stp x23, x24, [sp, #48]\n"
        "    stp x25, x26, [sp, #64]; stp x27, x28, [sp, #80]\n"
        "    stp d8, d9, [sp, #96]; stp d10, d11, [sp, #112]; stp d12, d13, [sp, #128]\n"
        "    stp d14, d15, [sp, #144]; str x5, [sp, #160]\n"
        "    mov x9, x0; mov x0, x1; mov x1, x2; mov x2, x3\n"
        "    ldp x19, x20, [x4]; ldp x21, x22, [x4, #16]; ldp x23, x24, [x4, #32]\n"
        "    ldp x25, x26, [x4, #48]; ldp x27, x28, [x4, #64]; ldr x29, [x4, #80]\n"
        "    ldp d8, d9, [x4, #88]; ldp d10, d11, [x4, #104]; ldp d12, d13, [x4, #120]\n"
        "    ldp d14, d15, [x4, #136]\n"
        "    blr x9\n"
        "    ldr x5, [sp, #160]\n"
        "    stp x19, x20, [x5]; stp x21, x22, [x5, #16]; stp x23, x24, [x5, #32]\n"
        "    stp x25, x26, [x5, #48]; stp x27, x28, [x5, #64]; str x29, [x5, #80]\n"
        "    stp d8, d9, [x5, #88]; stp d10, d11, [x5, #104]; stp d12, d13, [x5, #120]\n"
        "    stp d14, d15, [x5, #136]\n"
        "    ldp x19, x20, [sp, #16]; ldp x21, x22, [sp, #32]; ldp x23, x24, [sp, #48]\n"
        "    ldp x25, x26, [sp, #64]; ldp x27, x28, [sp, #80]\n"
        "    ldp d8, d9, [sp, #96]; ldp d10, d11, [sp, #112]; ldp d12, d13, [sp, #128]\n"
        "    ldp d14, d15, [sp, #144]\n"
        "    ldp x29, x30, [sp], #176\n"
        "    ret\n"
        "    .popsection\n");
#else
void *registers_call(registers_fn *fn, void **from, void *to, void *note, const uint64_t *in,
                     uint64_t *out)
{
    (void)in;
    (void)out;
    return fn(from, to, note);
}
#endif

#endif
