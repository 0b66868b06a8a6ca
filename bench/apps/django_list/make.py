"""`python -m bench.apps.django_list.make HOST < rows.json`: tables, one network at HOST, and its groups."""

import json
import sys

from django.db import connection

from bench.apps.django_list import wsgi  # noqa: F401 - sets Django up
from bench.apps.django_list.listing.models import Group, Location, Theme
from bench.apps.django_list.registry.models import Domain, Network

SCHEMA = "n000"


def main(host, rows):
    """Everything the measurement needs."""
    with connection.schema_editor() as editor:
        editor.create_model(Network)
        editor.create_model(Domain)
    network = Network.objects.create(schema_name=SCHEMA, name="Netwerk n000")
    Domain.objects.create(domain=host, tenant=network, is_primary=True)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
    connection.set_tenant(network)
    with connection.schema_editor() as editor:
        for model in (Theme, Location, Group):
            editor.create_model(model)
    Theme.objects.bulk_create(Theme(**theme) for theme in rows["themes"])
    Location.objects.bulk_create(Location(**location) for location in rows["locations"])
    Group.objects.bulk_create(Group(**group) for group in rows["groups"])
    links = [Group.themes.through(group_id=group, theme_id=theme) for group, theme in rows["links"]]
    Group.themes.through.objects.bulk_create(links)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(sys.argv[1], json.load(sys.stdin))
