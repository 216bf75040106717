# all.py - to import it is to have all of it, once.
# SPDX-License-Identifier: MIT
from . import command, printers

printers.register()
command.register()
