"""The public list of groups as a minimal application on Django and django-tenants.

What a careful developer would write: one query for the page and one for its count, names of themes and
towns kept in memory as the portal keeps them, persistent connections, search_path set once a request,
the middleware that startproject puts in.
"""
