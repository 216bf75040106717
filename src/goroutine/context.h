// context.h - leaving one stack and going on on another.
// SPDX-License-Identifier: MIT
//
// A context that is off the CPU is a pointer: to the registers that it saved on its own stack. One
// back end per machine, chosen by file: context_x86_64.S, context_aarch64.S, context_ucontext.c.
#ifndef PAWL_SRC_GOROUTINE_CONTEXT_H
#define PAWL_SRC_GOROUTINE_CONTEXT_H

// pawl_context_switch_ saves the caller in *from and goes on with `to`, whose own call of it
// returns note, or whose entry begins. Saved is what the ABI wants of a call, the control words of
// floating point included; the signal mask is not.
void *pawl_context_switch_(void **from, void *to, void *note);

// pawl_context_make_ returns a context that will call entry(note) on the stack below top, which is
// aligned to 16 bytes. entry must not return.
void *pawl_context_make_(void *top, void (*entry)(void *note));

#endif
