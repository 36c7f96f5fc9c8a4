"""Start of the bundled program: the command line."""

import multiprocessing
import sys

from bcm_tool.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # work done in a child process starts this file again
    sys.exit(main())
