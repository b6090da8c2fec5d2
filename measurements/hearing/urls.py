"""Addresses of the pages where municipalities answer hearings."""

from django.urls import path

from measurements.hearing import views

urlpatterns = [
    path("", views.my_hearings, name="hearings"),
    path("<slug:slug>/", views.hearing, name="hearing"),
    path("<slug:slug>/fil/", views.own_file, name="hearing-file"),
]
