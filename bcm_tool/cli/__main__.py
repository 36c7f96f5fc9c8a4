"""``python -m bcm_tool.cli``."""

from bcm_tool.cli import main

if __name__ == "__main__":
    main()
