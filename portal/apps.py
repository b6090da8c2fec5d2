from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import checks  # noqa: F401  (its checks register themselves)
        from portal.federation import checks as broker_checks  # noqa: F401
