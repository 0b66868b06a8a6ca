"""Meetings that recur as real life does: every second Tuesday, not in July, one moved, one cancelled.

Times are what the clock on the wall says, in the zone of the pattern, on both sides of a clock change. Pure:
no request, no database, and today is handed in. `pattern` holds the facts, `reading` and `stepping` the dates
of a rule, `expanding` the meetings, `wording` the sentence, `choices` the pure half of a form.
"""
