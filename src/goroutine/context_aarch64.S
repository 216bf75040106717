// context_aarch64.S - leaving one stack and going on on another, on AArch64 (AAPCS64).
// SPDX-License-Identifier: MIT
//
// What is saved, from the saved stack pointer up: x19 to x28, x29, x30 (where to go on), d8 to d15,
// fpcr. x18 is the platform's and not touched. bti: where indirect jumps lead. By ret, but into a
// new context: see context_x86_64.S.

    .text

// void *pawl_context_switch_(void **from, void *to, void *note)
    .globl pawl_context_switch_
    .hidden pawl_context_switch_
    .type pawl_context_switch_, %function
    .p2align 4
pawl_context_switch_:
    .cfi_startproc
    hint #34 // bti c
    sub sp, sp, #176
    .cfi_def_cfa_offset 176
    stp x19, x20, [sp, #0]
    .cfi_offset x19, -176
    .cfi_offset x20, -168
    stp x21, x22, [sp, #16]
    .cfi_offset x21, -160
    .cfi_offset x22, -152
    stp x23, x24, [sp, #32]
    .cfi_offset x23, -144
    .cfi_offset x24, -136
    stp x25, x26, [sp, #48]
    .cfi_offset x25, -128
    .cfi_offset x26, -120
    stp x27, x28, [sp, #64]
    .cfi_offset x27, -112
    .cfi_offset x28, -104
    stp x29, x30, [sp, #80]
    .cfi_offset x29, -96
    .cfi_offset x30, -88
    stp d8, d9, [sp, #96]
    stp d10, d11, [sp, #112]
    stp d12, d13, [sp, #128]
    stp d14, d15, [sp, #144]
    mrs x9, fpcr
    str x9, [sp, #160]

    // Here one stack is left and the other one taken: both look alike.
    mov x10, sp
    str x10, [x0]
    mov sp, x1

    // To write fpcr may drain the pipeline: only if it differs.
    ldr x11, [sp, #160]
    cmp x9, x11
    b.eq 1f
    msr fpcr, x11
1:  ldp d14, d15, [sp, #144]
    ldp d12, d13, [sp, #128]
    ldp d10, d11, [sp, #112]
    ldp d8, d9, [sp, #96]
    ldp x29, x30, [sp, #80]
    ldp x27, x28, [sp, #64]
    ldp x25, x26, [sp, #48]
    ldp x23, x24, [sp, #32]
    ldp x21, x22, [sp, #16]
    ldp x19, x20, [sp, #0]
    add sp, sp, #176
    .cfi_def_cfa_offset 0
    .cfi_restore x19
    .cfi_restore x20
    .cfi_restore x21
    .cfi_restore x22
    .cfi_restore x23
    .cfi_restore x24
    .cfi_restore x25
    .cfi_restore x26
    .cfi_restore x27
    .cfi_restore x28
    .cfi_restore x29
    .cfi_restore x30
    mov x0, x2
    adr x9, pawl_context_begin_
    cmp x30, x9
    b.eq 2f
    ret
2:  br x30
    .cfi_endproc
    .size pawl_context_switch_, . - pawl_context_switch_

// Where a new context begins: the note in x0, the entry in x19. Unwinding ends here.
    .type pawl_context_begin_, %function
    .p2align 4
pawl_context_begin_:
    .cfi_startproc
    .cfi_undefined x30
    hint #36 // bti j
    blr x19
    brk #1
    .cfi_endproc
    .size pawl_context_begin_, . - pawl_context_begin_

// void *pawl_context_make_(void *top, void (*entry)(void *note))
    .globl pawl_context_make_
    .hidden pawl_context_make_
    .type pawl_context_make_, %function
    .p2align 4
pawl_context_make_:
    .cfi_startproc
    hint #34 // bti c
    sub x0, x0, #176
    stp x1, xzr, [x0, #0]
    stp xzr, xzr, [x0, #16]
    stp xzr, xzr, [x0, #32]
    stp xzr, xzr, [x0, #48]
    stp xzr, xzr, [x0, #64]
    adr x9, pawl_context_begin_
    stp xzr, x9, [x0, #80]
    stp xzr, xzr, [x0, #96]
    stp xzr, xzr, [x0, #112]
    stp xzr, xzr, [x0, #128]
    stp xzr, xzr, [x0, #144]
    mrs x9, fpcr
    str x9, [x0, #160]
    ret
    .cfi_endproc
    .size pawl_context_make_, . - pawl_context_make_

    .section .note.GNU-stack, "", %progbits
