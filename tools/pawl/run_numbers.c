// run_numbers.c - numbers and signals on a command line.
// SPDX-License-Identifier: MIT
#include "run_numbers.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool run_number(const char *text, long low, long high, long *out)
{
    errno = 0;
    *out = strtol(text, NULL, 10);
    return text[0] != '\0' && strspn(text, "0123456789") == strlen(text) && errno == 0 &&
           *out >= low && *out <= high;
}

// Those that stop a process, end it whatever it does, or are how pawl learns of the program's end.
static bool can_be_waited_for(long number)
{
    return number != SIGKILL && number != SIGSTOP && number != SIGTSTP && number != SIGTTIN &&
           number != SIGTTOU && number != SIGCHLD && number != SIGCONT;
}

int run_signal(const char *text)
{
    long number = 0;
    if (!run_number(text, 1, SIGRTMAX, &number)) {
        const char *name = strncasecmp(text, "SIG", 3) == 0 ? text + 3 : text;
        for (number = 1; number < NSIG; number++) {
            const char *abbreviation = sigabbrev_np((int)number);
            if (abbreviation && strcasecmp(abbreviation, name) == 0)
                break;
        }
    }
    return number < NSIG && can_be_waited_for(number) ? (int)number : 0;
}
