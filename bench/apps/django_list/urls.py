"""Addresses."""

from django.http import HttpResponse
from django.urls import path

from bench.apps.django_list.listing import views

urlpatterns = [
    path("", lambda request: HttpResponse(), name="home"),
    path("groups", views.index, name="groups"),
    path("groups/<slug:slug>", lambda request, slug: HttpResponse(), name="group"),
    path("signin", lambda request: HttpResponse(), name="sign-in"),
]
