"""Start of the bundled program: the window."""

import multiprocessing
import sys

from ui.app import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # work done in a child process starts this file again
    sys.exit(main())
