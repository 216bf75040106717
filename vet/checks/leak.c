// leak.c - placeholder
// SPDX-License-Identifier: MIT
#include "vet/checks/guarded.h"
static void run(struct vet_flow *f, struct vet_findings *out)
{
    (void)f;
    (void)out;
}
const struct vet_check vet_check_leak = {"leak", "x", run};
