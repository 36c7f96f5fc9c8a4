"""The parts of the Structure view."""
