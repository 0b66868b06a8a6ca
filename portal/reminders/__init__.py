"""Reminders in time, the weekly overviews, and what each person wants of them."""
