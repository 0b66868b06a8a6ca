"""Groups in formation."""
