from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import checks, log_ins  # noqa: F401  (its checks register themselves)
        from portal.federation import checks as broker_checks  # noqa: F401

        user_logged_in.connect(log_ins.begin, dispatch_uid="portal.log_ins.begin")
        user_logged_out.connect(log_ins.end, dispatch_uid="portal.log_ins.end")


class LookingAdminConfig(AdminConfig):
    """Django's admin, with our site in it."""

    default_site = "portal.admin_site.LookingSite"
