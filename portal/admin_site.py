"""Django's own admin, to look with: for superusers, with nothing in it that can be changed.

What is changed goes through verbs, which ask who may, and leave a trace. So the password is asked
for on our own page, with its brake and second factor.
"""

from typing import Any, NoReturn

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

SECRETS = {"account", "mfa", "socialaccount"}  # second factors, and what brokers said


class Looking(ModelAdmin):
    """Shows rows; nobody adds, changes or deletes them, whatever their permissions."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class LookingSite(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def register(
        self,
        model_or_iterable: Any,
        admin_class: Any = None,
        **options: Any,
    ) -> None:
        """Every app's registrations, made to look at; of keys and secrets not even that."""
        one = isinstance(model_or_iterable, type)
        asked: list[Any] = [model_or_iterable] if one else list(model_or_iterable)
        models = [model for model in asked if model._meta.app_label not in SECRETS]
        shown = admin_class or ModelAdmin
        only_looking = type(f"Looking{shown.__name__}", (Looking, shown), {})
        super().register(models, only_looking, **options)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> NoReturn:
        raise Http404
