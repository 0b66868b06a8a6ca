"""What waits where: the stewards' board of practical help, and everything of one person in one place."""
