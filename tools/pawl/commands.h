// commands.h - the verbs of the pawl command.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_COMMANDS_H
#define PAWL_TOOLS_COMMANDS_H

// Each runs one verb; argv[0] is its name. Returns the exit status: 0; 1 if something was found
// wrong; 2 if the command line is wrong or a file cannot be read or written.
int pawl_explain_main(int argc, char **argv);
int pawl_locks_main(int argc, char **argv);
int pawl_lab_main(int argc, char **argv);
int pawl_report_main(int argc, char **argv);

// Becomes pawl-vet, whose exit status is also 3: something was found. Returns if it cannot.
int pawl_vet_main(int argc, char **argv);

// Returns the exit status of the program that it has run, or dies of the same signal.
int pawl_run_main(int argc, char **argv);

#endif
