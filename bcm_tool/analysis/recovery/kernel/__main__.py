"""``python -m bcm_tool.analysis.recovery.kernel``: compile the kernel into the user's cache."""

from bcm_tool.analysis.recovery.kernel.compiled import compile_apart

if __name__ == "__main__":
    raise SystemExit(0 if compile_apart() else 1)
