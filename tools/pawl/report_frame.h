// report_frame.h - a place in a program, for people.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_REPORT_FRAME_H
#define PAWL_TOOLS_REPORT_FRAME_H

#include "profile.h"

// report_frame_name writes to out the function, or "libx.so+0x1a2b", or "0x7f..."; returns out.
const char *report_frame_name(const struct profile_frame *f, char *out, size_t size);

// report_file_name returns a path without its folders.
const char *report_file_name(const char *path);

// report_address_frames returns how many of the frames stand for the address of the first: one, or
// that and the functions it is inlined into.
size_t report_address_frames(const struct profile_frame *frames, size_t count);

#endif
