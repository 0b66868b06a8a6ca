"""Contact without exposure."""
