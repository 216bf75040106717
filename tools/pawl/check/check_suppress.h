// check_suppress.h - findings that the user knows, and need not see (docs/check-suppress.md).
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_CHECK_SUPPRESS_H
#define PAWL_TOOLS_CHECK_SUPPRESS_H

#include "check/check_read.h"

enum { RULE_FUNCTIONS = 8 }; // patterns of one kind in a rule at most

// One rule: what it does not say (NULL, NOTHING) may be anything.
struct check_rule {
    const char *path; // of the file that it is in
    int line;         // where it begins
    enum pawl_check_kind kind;
    char *functions[RULE_FUNCTIONS], *files[RULE_FUNCTIONS], *locks[RULE_FUNCTIONS];
    char *program, *reason;
    bool used;
};

struct check_rules {
    struct check_rule *rules;
    size_t count;
};

// check_rules_read appends the rules of a file. Returns false, and says in why what is wrong, with
// the number of the line.
bool check_rules_read(struct check_rules *all, const char *path, char *why, size_t size);

// check_rules_apply sets suppressed in those findings of a process that a rule is for; the reasons
// are the rules'.
void check_rules_apply(struct check_rules *all, struct checked_process *p);

void check_rules_free(struct check_rules *all);

#endif
