// cpu.h - where is the caller running?
// SPDX-License-Identifier: MIT
#ifndef PAWL_SRC_PARK_CPU_H
#define PAWL_SRC_PARK_CPU_H

// pawl_cpu_ returns the number of the CPU that runs the caller; it may be on another one already
// when it looks at the answer. Takes about a nanosecond where the kernel has rseq.
unsigned pawl_cpu_(void);

#endif
