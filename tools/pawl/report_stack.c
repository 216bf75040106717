// report_stack.c - a stack, for people.
// SPDX-License-Identifier: MIT
#include "report_stack.h"

#include "profile_names.h"
#include "profile_wrappers.h"
#include "run_table.h"
#include "text.h"

#include <inttypes.h>

// What lies in run-time libraries is of no interest, unless there is nothing else.
static bool is_shown(const struct profile_stack *s, size_t frame, bool wide)
{
    bool other = !profile_is_wrapper(profile_caller(s->frames, s->depth));
    return wide || !other || !profile_is_wrapper(&s->frames[frame]);
}

void report_stack(FILE *out, struct profile *p, const struct profile_stack *s, int indent,
                  bool wide)
{
    if (s->depth == 0)
        fprintf(out, "%*s(the stack is not known)\n", indent, "");
    for (size_t i = 0; i < s->depth; i++) {
        char text[600] = "";
        if (!is_shown(s, i, wide))
            continue;
        text_add(text, sizeof text, "%s", profile_frame_name(p, &s->frames[i]));
        if (s->frames[i].address)
            text_add(text, sizeof text, "  0x%" PRIx64, s->frames[i].address);
        fprintf(out, "%*s", indent, "");
        if (wide)
            fputs(text, out);
        else
            run_print_cut(out, text, TEXT_WIDTH - indent);
        fputc('\n', out);
    }
}
