"""The web server in production: three processes, a few threads each, behind a proxy."""

from portal import access_log

bind = "127.0.0.1:8000"
workers = 3
threads = 4
graceful_timeout = 20
max_requests = 5000
max_requests_jitter = 500
accesslog = "-"
logger_class = "portal.access_log.PlainLogger"
access_log_format = access_log.FORMAT
