"""Networks and their domains, as django-tenants wants them."""

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin


class Network(TenantMixin):
    """A tenant."""

    name = models.TextField()
    auto_create_schema = False


class Domain(DomainMixin):
    """Where it answers."""
