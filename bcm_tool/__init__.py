"""The core of bcm-tool: model, files, analysis and export, usable without a window."""

__version__ = "0.1.0"
