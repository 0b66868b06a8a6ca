"""Calendar files (RFC 5545, 7986): the one writer for feeds, downloads and mails.

`writing` makes the file of events, `series` the events of a pattern, `sending` the answer of a feed.
"""
