"""A broker for SAML that writes and signs what a test wants it to say, true or false."""

import base64
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlparse
from xml.sax.saxutils import escape

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from defusedxml import ElementTree
from onelogin.saml2.utils import OneLogin_Saml2_Utils

ENTITY_ID = "https://broker.example/saml"
OUR_HOST = "integrationsviden.example"
OURS = f"http://{OUR_HOST}/log-ind/saml"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"


def _pair() -> tuple[str, str]:
    """A private key and its certificate, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "broker.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


KEY, CERTIFICATE = _pair()
ANOTHER_KEY, ANOTHER_CERTIFICATE = _pair()


def metadata() -> str:
    bare = "".join(CERTIFICATE.splitlines()[1:-1])
    return f"""<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
        xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{ENTITY_ID}">
      <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
        <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data>
          <ds:X509Certificate>{bare}</ds:X509Certificate>
        </ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
        <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
          Location="{ENTITY_ID}/log-ud"/>
        <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
          Location="{ENTITY_ID}/log-ind"/>
      </md:IDPSSODescriptor>
    </md:EntityDescriptor>"""


@dataclass
class SamlBroker:
    """An answer about Karen of Hedensted; a test changes a part of it."""

    says: dict[str, str] = field(
        default_factory=lambda: {
            "cvr": "12345674",
            "kommunekode": "0766",
            "email": "karen@hedensted.example",
        }
    )
    issuer: str = ENTITY_ID
    audience: str | None = f"{OURS}/metadata/"
    destination: str | None = f"{OURS}/svar/"
    recipient: str = f"{OURS}/svar/"
    in_response_to: str | None = "as asked"
    confirms: str | None = "as asked"
    good_for: timedelta = timedelta(minutes=5)
    name_format: str = PERSISTENT
    key: str = KEY
    certificate: str = CERTIFICATE
    signs_assertion: bool = True
    signs_response: bool = True

    def answers_to(self, location: str) -> dict[str, str]:
        """What the broker's page posts after the person has logged in at `location`."""
        request = ElementTree.fromstring(unpacked(location))
        return packed_up(self.response(asked=request.get("ID")))

    def response(self, *, asked: str) -> str:
        assertion = self._assertion(asked)
        if self.signs_assertion:
            assertion = self._signed(assertion)
        response = f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
            xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_svar" Version="2.0"
            IssueInstant="{_at(timedelta(0))}"{_attribute("Destination", self.destination)}
            {_attribute("InResponseTo", self._of(self.in_response_to, asked))}>
          <saml:Issuer>{self.issuer}</saml:Issuer>
          <samlp:Status><samlp:StatusCode
            Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
          {assertion}
        </samlp:Response>"""
        return self._signed(response) if self.signs_response else response

    def _assertion(self, asked: str) -> str:
        attributes = "".join(
            f'<saml:Attribute Name="{name}"><saml:AttributeValue>{escape(value)}'
            "</saml:AttributeValue></saml:Attribute>"
            for name, value in self.says.items()
        )
        audience = (
            f"<saml:AudienceRestriction><saml:Audience>{self.audience}</saml:Audience>"
            "</saml:AudienceRestriction>"
            if self.audience
            else ""
        )
        return f"""<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
            ID="_udsagn" Version="2.0" IssueInstant="{_at(timedelta(0))}">
          <saml:Issuer>{self.issuer}</saml:Issuer>
          <saml:Subject>
            <saml:NameID Format="{self.name_format}">person-1</saml:NameID>
            <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
              <saml:SubjectConfirmationData NotOnOrAfter="{_at(self.good_for)}"
                Recipient="{self.recipient}"
                {_attribute("InResponseTo", self._of(self.confirms, asked))}/>
            </saml:SubjectConfirmation>
          </saml:Subject>
          <saml:Conditions NotBefore="{_at(timedelta(hours=-1))}"
            NotOnOrAfter="{_at(self.good_for)}">{audience}</saml:Conditions>
          <saml:AuthnStatement AuthnInstant="{_at(timedelta(0))}"><saml:AuthnContext>
            <saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:X509</saml:AuthnContextClassRef>
          </saml:AuthnContext></saml:AuthnStatement>
          <saml:AttributeStatement>{attributes}</saml:AttributeStatement>
        </saml:Assertion>"""

    def _signed(self, xml: str) -> str:
        return OneLogin_Saml2_Utils.add_sign(xml, self.key, self.certificate).decode()

    @staticmethod
    def _of(wanted: str | None, asked: str) -> str | None:
        return asked if wanted == "as asked" else wanted


def unpacked(location: str) -> bytes:
    """The question that the browser carries to `location`."""
    (packed,) = parse_qs(urlparse(location).query)["SAMLRequest"]
    return zlib.decompress(base64.b64decode(packed), -15)


def packed_up(response: str) -> dict[str, str]:
    return {"SAMLResponse": base64.b64encode(response.encode()).decode()}


def _at(after: timedelta) -> str:
    return (datetime.now(UTC) + after).strftime("%Y-%m-%dT%H:%M:%SZ")


def _attribute(name: str, value: str | None) -> str:
    return f' {name}="{value}"' if value else ""
