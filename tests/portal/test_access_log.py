"""What the web server writes down of a request, with the settings that production uses."""

import logging
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger

from measurements import signed_links
from portal import access_log

SETTINGS = Path(__file__).parents[2] / "deploy" / "gunicorn.conf.py"


@pytest.fixture
def config():
    class Server(BaseApplication):
        def load_config(self):
            for name, value in self._told().items():
                self.cfg.set(name, value)

        def _told(self):
            told = {}
            exec(SETTINGS.read_text(), told)
            return {name: told[name] for name in ("access_log_format", "logger_class", "accesslog")}

    return Server().cfg


@pytest.fixture
def logged(caplog):
    """The line that a server with this configuration writes."""

    def make(config, path, query="", referer="-"):
        logger = config.logger_class(config)
        logger.access_log.propagate = True
        environ = {
            "REQUEST_METHOD": "GET",
            "RAW_URI": f"{path}?{query}",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_REFERER": referer,
        }
        answer = SimpleNamespace(status="200 OK", sent=10, headers=[])
        asked = SimpleNamespace(headers=[])
        with caplog.at_level(logging.INFO, logger="gunicorn.access"):
            logger.access(answer, asked, environ, timedelta(milliseconds=12))
        return caplog.messages[-1]

    return make


def test_the_page_is_logged_without_what_was_searched_for(config, logged):
    line = logged(config, "/soeg/", "q=stress", referer="https://x.example/?q=angst")

    assert '"GET /soeg/ HTTP/1.1" 200 10 12ms' in line
    assert "stress" not in line
    assert "angst" not in line


def test_a_signed_link_is_not_logged(config, logged):
    token = signed_links.token([7, "sanne@example.com"], purpose="x")

    line = logged(config, f"/bidrag-status/{token}/ret/metoden/")

    assert "/bidrag-status/-/ret/metoden/" in line
    assert token not in line


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/en/ny-adgangskode/MQ/d4x-0123456789abcdef/", "/en/ny-adgangskode/-/"),
        ("/kommuner/hedensted/", "/kommuner/hedensted/"),
        ("/maalinger/maaling-1999-2007/", "/maalinger/maaling-1999-2007/"),
    ],
)
def test_the_path_keeps_its_words_and_loses_its_proofs(path, shown):
    assert access_log.without_proofs(path) == shown


def test_with_the_server_s_own_settings_both_would_be_logged(logged):
    plain = Config()
    plain.set("accesslog", "-")
    assert plain.logger_class is Logger

    line = logged(plain, "/bidrag-status/a:b:c/", "q=stress")

    assert "stress" in line
    assert "a:b:c" in line
