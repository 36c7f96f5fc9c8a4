"""Results as tables, and tables as workbook, plan and JSON; knows nothing of the window."""
