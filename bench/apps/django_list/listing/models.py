"""Groups, themes and places, with the columns that the list shows."""

import uuid

from django.db import models


class Theme(models.Model):
    """What groups are about."""

    code = models.TextField(primary_key=True)
    parent = models.TextField()
    name = models.TextField()


class Location(models.Model):
    """Where groups meet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.TextField()


class Group(models.Model):
    """A self-help group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    slug = models.TextField(unique=True)
    name = models.TextField()
    sort_key = models.TextField(db_index=True)
    themes = models.ManyToManyField(Theme)
    location = models.ForeignKey(Location, models.PROTECT)
    place = models.TextField()
    meeting_text = models.TextField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    in_person = models.BooleanField()
    online = models.BooleanField()
    by_phone = models.BooleanField()
    state = models.TextField()
    listed = models.BooleanField()
    verified_on = models.DateField(null=True)
