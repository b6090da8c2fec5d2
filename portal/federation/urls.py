"""Where brokers send people. The names are django-allauth's, which looks them up; the words are ours.

The same in both languages: a broker knows one address.
"""

from allauth.socialaccount.providers import registry
from django.urls import re_path

from portal.federation import oidc, saml

registry.load()  # as allauth's own list of addresses does, which we do not use

urlpatterns = [
    re_path(r"^(?P<provider_id>oidc)/$", oidc.start, name="openid_connect_login"),
    re_path(r"^(?P<provider_id>oidc)/svar/$", oidc.callback, name="openid_connect_callback"),
    re_path(r"^(?P<organization_slug>saml)/$", saml.start, name="saml_login"),
    re_path(r"^(?P<organization_slug>saml)/svar/$", saml.answer, name="saml_acs"),
    re_path(r"^(?P<organization_slug>saml)/svar/modtaget/$", saml.finish, name="saml_finish_acs"),
    re_path(r"^(?P<organization_slug>saml)/log-ud/$", saml.log_out, name="saml_sls"),
    re_path(r"^(?P<organization_slug>saml)/metadata/$", saml.metadata, name="saml_metadata"),
]
