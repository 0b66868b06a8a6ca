"""The list."""

from functools import cache

from django.core.paginator import Paginator
from django.db import connection
from django.shortcuts import render

from bench.apps.django_list.listing.models import Group, Theme
from portal.rings import ring_dots

PER_PAGE = 20
COLUMNS = (
    *("slug", "name", "meeting_text", "starts_at", "ends_at", "place", "in_person", "online", "by_phone"),
    *("state", "verified_on", "location__name"),
)


@cache
def _choices(schema):
    """Names of themes and towns of one network, kept as the portal keeps them."""
    themes = list(Theme.objects.all())
    roots = [theme for theme in themes if not theme.parent]
    tree = [(root, [theme for theme in themes if theme.parent == root.code]) for root in roots]
    return {"themes": tree, "towns": sorted(set(Group.objects.values_list("place", flat=True)))}


def index(request):
    """One page of it; the rows come as dictionaries, which is Django's quick way."""
    groups = Group.objects.filter(listed=True).exclude(state="ended").order_by("sort_key", "id")
    shown = Paginator(groups.values(*COLUMNS), PER_PAGE).get_page(request.GET.get("page"))
    for row in shown.object_list:
        row["ring"] = ring_dots(row["slug"])
    return render(request, "list.html", {"page": shown, **_choices(connection.schema_name)})
