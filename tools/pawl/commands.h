// commands.h - the verbs of the pawl command.
// SPDX-License-Identifier: MIT
#ifndef PAWL_TOOLS_COMMANDS_H
#define PAWL_TOOLS_COMMANDS_H

// Each runs one verb; argv[0] is its name. Returns the exit status: 0; 1 if something was found
// wrong; 2 if the command line is wrong or a file cannot be read or written.
int pawl_lab_main(int argc, char **argv);

#endif
