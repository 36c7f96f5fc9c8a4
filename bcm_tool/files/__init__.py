"""The document's file: a SQLite database in which every command is one transaction."""
