"""What takes a service down: minimal cut sets, availability, importance (fault trees)."""
