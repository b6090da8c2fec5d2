"""Reference data and the audit log in Django's own admin: to look at, not to change.

The files in `measurements/reference` decide the municipalities; verbs write everything else.
"""

from django.contrib import admin
from django.http import HttpRequest

from measurements.models import Event, FormerMunicipality, Municipality


class ToLookAt(admin.ModelAdmin):
    """Shows rows to staff, and lets nobody add, change or delete them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Municipality)
class MunicipalityAdmin(ToLookAt):
    list_display = ("code", "name", "region")
    list_filter = ("region",)
    search_fields = ("code", "name")


@admin.register(FormerMunicipality)
class FormerMunicipalityAdmin(ToLookAt):
    list_display = ("old_code", "old_name", "successor", "split", "main_part", "in_use_until")
    list_select_related = ("successor",)
    search_fields = ("old_code", "old_name", "successor__name")


@admin.register(Event)
class EventAdmin(ToLookAt):
    list_display = ("at", "action", "by", "round", "details")
    list_select_related = ("by", "round")
    list_filter = ("action",)
