// context_x86_64.S - leaving one stack and going on on another, on x86-64 (System V).
// SPDX-License-Identifier: MIT
//
// What is saved, from the saved stack pointer up: the control words of floating point, r15 to r12,
// rbx, rbp, and where to go on. By ret: the CPU predicts where a ret leads from the calls before,
// and two who leave alike, by the same calls, return alike. A jmp would leave one call too many
// behind, and all functions up to the user's would be mispredicted when they return, 5 to 10 ns
// each. But a new context is entered by jmp: no call has led there. There is no note that shadow
// stacks are supported, so the linker turns them off.

    .text

// void *pawl_context_switch_(void **from, void *to, void *note)
    .globl pawl_context_switch_
    .hidden pawl_context_switch_
    .type pawl_context_switch_, @function
    .p2align 4
pawl_context_switch_:
    .cfi_startproc
    endbr64
    pushq %rbp
    .cfi_def_cfa_offset 16
    .cfi_offset %rbp, -16
    pushq %rbx
    .cfi_def_cfa_offset 24
    .cfi_offset %rbx, -24
    pushq %r12
    .cfi_def_cfa_offset 32
    .cfi_offset %r12, -32
    pushq %r13
    .cfi_def_cfa_offset 40
    .cfi_offset %r13, -40
    pushq %r14
    .cfi_def_cfa_offset 48
    .cfi_offset %r14, -48
    pushq %r15
    .cfi_def_cfa_offset 56
    .cfi_offset %r15, -56
    subq $8, %rsp
    .cfi_def_cfa_offset 64
    stmxcsr (%rsp)
    fnstcw 4(%rsp)
    movl (%rsp), %eax
    movzwl 4(%rsp), %ecx

    // Here one stack is left and the other one taken: both look alike.
    movq %rsp, (%rdi)
    movq %rsi, %rsp

    // To load a control word takes longer than all the rest: only if it differs.
    cmpl (%rsp), %eax
    je 1f
    ldmxcsr (%rsp)
1:  cmpw 4(%rsp), %cx
    je 2f
    fldcw 4(%rsp)
2:  addq $8, %rsp
    .cfi_def_cfa_offset 56
    popq %r15
    .cfi_def_cfa_offset 48
    .cfi_restore %r15
    popq %r14
    .cfi_def_cfa_offset 40
    .cfi_restore %r14
    popq %r13
    .cfi_def_cfa_offset 32
    .cfi_restore %r13
    popq %r12
    .cfi_def_cfa_offset 24
    .cfi_restore %r12
    popq %rbx
    .cfi_def_cfa_offset 16
    .cfi_restore %rbx
    popq %rbp
    .cfi_def_cfa_offset 8
    .cfi_restore %rbp
    movq %rdx, %rax
    leaq pawl_context_begin_(%rip), %rcx
    cmpq %rcx, (%rsp)
    je 3f
    ret
3:  popq %rcx
    .cfi_def_cfa_offset 0
    .cfi_register %rip, %rcx
    notrack jmpq *%rcx
    .cfi_endproc
    .size pawl_context_switch_, . - pawl_context_switch_

// Where a new context begins: the note in rax, the entry in rbx. Unwinding ends here.
    .globl pawl_context_begin_
    .hidden pawl_context_begin_
    .type pawl_context_begin_, @function
    .p2align 4
pawl_context_begin_:
    .cfi_startproc
    .cfi_undefined %rip
    .cfi_undefined %rbp
    endbr64
    movq %rax, %rdi
    callq *%rbx
    ud2
    .cfi_endproc
    .size pawl_context_begin_, . - pawl_context_begin_

// void *pawl_context_make_(void *top, void (*entry)(void *note))
// The entry is called with the stack as the ABI wants it: rsp + 8 is a multiple of 16 in it.
    .globl pawl_context_make_
    .hidden pawl_context_make_
    .type pawl_context_make_, @function
    .p2align 4
pawl_context_make_:
    .cfi_startproc
    endbr64
    leaq pawl_context_begin_(%rip), %rcx
    leaq -64(%rdi), %rax
    stmxcsr (%rax)      // as the one who makes it has them
    fnstcw 4(%rax)
    movq $0, 8(%rax)    // r15
    movq $0, 16(%rax)   // r14
    movq $0, 24(%rax)   // r13
    movq $0, 32(%rax)   // r12
    movq %rsi, 40(%rax) // rbx
    movq $0, 48(%rax)   // rbp
    movq %rcx, 56(%rax)
    retq
    .cfi_endproc
    .size pawl_context_make_, . - pawl_context_make_

    .section .note.GNU-stack, "", @progbits
