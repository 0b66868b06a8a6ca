"""The shared application: which networks there are."""
