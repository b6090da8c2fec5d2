"""What must hold between the settings of brokers, looked at before anything starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

from portal.federation import organisations


@register
def openid_connect_is_whole(**_asked: Any) -> list[CheckMessage]:
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    return [
        *_all_or_none(names, number="E010"),
        *_over_tls("OIDC_ISSUER", number="E011"),
    ]


@register
def saml_is_whole(**_asked: Any) -> list[CheckMessage]:
    found = [
        *_all_or_none(("SAML_IDP_ENTITY_ID", "SAML_IDP_METADATA"), number="E012"),
        *_over_tls("SAML_IDP_METADATA", number="E014"),
    ]
    if bool(settings.SAML_CERTIFICATE) != bool(settings.SAML_PRIVATE_KEY):
        found.append(
            Error(
                "SAML_CERTIFICATE_FILE and SAML_PRIVATE_KEY_FILE must both be set, or neither.",
                hint="docs/log-in.md says how to make them.",
                id="portal.E013",
            )
        )
    if not settings.SAML_SIGNED_RESPONSE and not settings.SAML_SIGNED_ASSERTION:
        found.append(
            Error(
                "SAML_SIGNED_RESPONSE and SAML_SIGNED_ASSERTION are both off.",
                hint="At least one must be signed, or anybody could write it.",
                id="portal.E015",
            )
        )
    return found


@register
def the_saml_broker_is_described(**_asked: Any) -> list[CheckMessage]:
    """A file is read now; what stands at an address may change, and is read when it is needed."""
    if not settings.SAML_IDP_METADATA.startswith("file:"):
        return []
    try:
        found = OneLogin_Saml2_IdPMetadataParser.parse_remote(
            settings.SAML_IDP_METADATA, entity_id=settings.SAML_IDP_ENTITY_ID
        )
    except Exception as fault:  # the library raises bare ones
        found, why = {}, str(fault)
    else:
        why = f"it does not describe {settings.SAML_IDP_ENTITY_ID}"
    if "idp" in found:
        return []
    return [
        Error(
            f"SAML_IDP_METADATA names {settings.SAML_IDP_METADATA}: {why}",
            hint="The broker gives out the file; docs/log-in.md says where.",
            id="portal.E019",
        )
    ]


@register
def people_can_be_placed(**_asked: Any) -> list[CheckMessage]:
    """A broker that names no municipality code needs the list of CVR numbers."""
    try:
        listed = organisations.cvr_list()
    except (organisations.BadList, OSError, UnicodeDecodeError) as fault:
        return [
            Error(
                f"MUNICIPALITY_CVR_FILE: {fault}",
                hint="Two columns, cvr,kommunekode; docs/log-in.md shows an example.",
                id="portal.E016",
            )
        ]
    return [
        Error(
            f"{protocol} names no municipality code, and there is no list of CVR numbers.",
            hint=f"Set MUNICIPALITY_CVR_FILE, or {protocol}_CLAIM_MUNICIPALITY.",
            id="portal.E017",
        )
        for protocol, names in _brokers()
        if not listed and not names["municipality"]
    ]


@register
def somebody_can_log_in(**_asked: Any) -> list[CheckMessage]:
    if settings.PASSWORD_LOGIN or _brokers():
        return []
    return [
        Error(
            "PASSWORD_LOGIN is off, and there is no broker: only administrators could log in.",
            hint="Set OIDC_ISSUER or SAML_IDP_ENTITY_ID and what belongs to it.",
            id="portal.E018",
        )
    ]


def _brokers() -> list[tuple[str, dict[str, str]]]:
    all_of_them = [
        ("OIDC", settings.OIDC_ISSUER, settings.OIDC_CLAIMS),
        ("SAML", settings.SAML_IDP_ENTITY_ID, settings.SAML_CLAIMS),
    ]
    return [(protocol, names) for protocol, is_there, names in all_of_them if is_there]


def _all_or_none(names: tuple[str, ...], *, number: str) -> list[CheckMessage]:
    missing = [name for name in names if not getattr(settings, name)]
    if not missing or len(missing) == len(names):
        return []
    there = next(name for name in names if name not in missing)
    return [
        Error(
            f"{there} is set, and {' and '.join(missing)} must be so too.",
            hint=".env.example shows an example of each.",
            id=f"portal.{number}",
        )
    ]


def _over_tls(name: str, *, number: str) -> list[CheckMessage]:
    """In production nobody on the way may read or change what a broker says of itself."""
    if not settings.PRODUCTION or not getattr(settings, name).startswith("http://"):
        return []
    return [
        Error(f"{name} must begin with https://.", hint="Or name a file.", id=f"portal.{number}")
    ]
