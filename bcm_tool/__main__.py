"""`python -m bcm_tool`: the command line."""

from bcm_tool.cli import main

if __name__ == "__main__":
    main()
