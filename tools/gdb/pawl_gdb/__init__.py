# pawl_gdb - what gdb has to know of pawl. Python 3.6 or later, gdb 9 or later.
# SPDX-License-Identifier: MIT
#
#   layout.py     where things lie in memory, so that no debug information is needed
#   memory.py     reads them from the program or its core file
#   table.py      the semaphore table: who waits, and on what address
#   frames.py     stacks: which function of pawl a thread is in, and who called it
#   threads.py    the threads by stack, by the kernel's number, and by pawl's
#   record.py     the record that the run-time checks keep: who holds what, since when
#   states.py     a lock's words, in words
#   locks.py      who holds which lock, and who waits for it
#   show.py       prints that
#   printers.py   pretty printers
#   command.py    pawl locks, pawl show
