"""The embedded servers: closed to others, durable, back after they are killed."""

import os
import signal
import socket
import stat
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import redis

from core.serving import embedded, roles
from core.serving.account import service_account

WAIT = 30


@pytest.fixture
def data():
    """A folder with a short name: the path of a socket has a limit."""
    with tempfile.TemporaryDirectory(prefix="gd-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def ask(url, question, *values):
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(question, values)
        answer = cursor.fetchone()[0] if cursor.description else None
        connection.commit()
        return answer


def until(condition):
    end = time.monotonic() + WAIT
    while True:
        try:
            if condition():
                return
        except (psycopg2.OperationalError, redis.RedisError, OSError):
            pass
        assert time.monotonic() < end
        time.sleep(0.1)


def test_postgres_has_two_roles_and_keeps_what_it_acknowledges(data):
    with embedded.postgres(data) as urls:
        app, owner = urls["DATABASE_URL"], urls["DATABASE_OWNER_URL"]
        assert [ask(app, f"SHOW {name}") for name in ("fsync", "synchronous_commit")] == [
            "on",
            "on",
        ]
        assert ask(app, "SELECT current_user") == roles.APP
        rights = "SELECT rolsuper OR rolinherit OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = %s"
        assert ask(app, rights, roles.APP) is False
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(app, "CREATE TABLE anything (id int)")
        ask(owner, "CREATE TABLE kept AS SELECT 'còn đây' AS word")
    with embedded.postgres(data) as urls:
        assert ask(urls["DATABASE_OWNER_URL"], "SELECT word FROM kept") == "còn đây"


def test_postgres_knows_vietnamese_letters(data):
    with embedded.postgres(data, durable=False) as urls:
        url = urls["DATABASE_OWNER_URL"]
        ask(url, "CREATE EXTENSION pg_trgm")
        assert ask(url, "SELECT lower('ĐƯỜNG ẶN')") == "đường ặn"
        assert ask(url, "SELECT 'ĐƯỜNG' ILIKE 'đường'") is True
        assert ask(url, "SELECT similarity('đường', 'đương') > 0.3") is True


def test_postgres_listens_in_a_closed_folder_only(data):
    with embedded.postgres(data, durable=False) as urls:
        assert ask(urls["DATABASE_URL"], "SHOW listen_addresses") == ""
        sockets = data / "run" / "pg"
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert stat.S_IMODE((data / "postgres").stat().st_mode) == 0o700


def test_postgres_finds_another_place_for_its_socket_when_the_path_is_long(data):
    deep = data / ("rất dài " * 8) / "nữa"
    deep.mkdir(parents=True)
    with embedded.postgres(deep, durable=False) as urls:
        assert ask(urls["DATABASE_URL"], "SELECT 1") == 1
        folder = Path(urls["DATABASE_URL"].split("host=")[1])
        assert folder.parent == Path(tempfile.gettempdir())
    assert not folder.exists()


def test_postgres_that_is_killed_comes_back_with_its_data(data):
    with embedded.postgres(data) as urls:
        url = urls["DATABASE_OWNER_URL"]
        ask(url, "CREATE TABLE kept AS SELECT 7 AS number")
        pid = int((data / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        until(lambda: ask(url, "SELECT number FROM kept") == 7)


def test_postgres_that_cannot_start_says_why_with_its_log(data):
    with embedded.postgres(data, durable=False):
        pass
    (data / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(embedded.ServiceError) as caught, embedded.postgres(data):
        pass
    assert "PostgreSQL không khởi động được" in str(caught.value)
    assert str(data / "log" / "postgres.log") in str(caught.value)
    assert "could not find the database system" in str(caught.value)


def test_servers_do_not_run_as_root(data):
    with embedded.postgres(data, durable=False), embedded.valkey(data, durable=False):
        owners = {(data / name).owner() for name in ("postgres", "valkey")}
    me = Path(f"/proc/{os.getpid()}").owner() if os.geteuid() else None
    assert owners == {service_account() or me}


def test_valkey_asks_for_a_password_and_forgets_nothing_by_itself(data):
    with embedded.valkey(data) as urls, redis.Redis.from_url(urls["REDIS_URL"]) as client:
        settings = ("appendonly", "appendfsync", "maxmemory-policy", "bind")
        values = [client.config_get(name)[name] for name in settings]
        assert values == ["yes", "everysec", "noeviction", "127.0.0.1"]
        client.set("khóa", "còn đây")
        stranger = redis.Redis(port=client.connection_pool.connection_kwargs["port"])
        with closing(stranger), pytest.raises(redis.AuthenticationError):
            stranger.get("khóa")
    with embedded.valkey(data) as urls, redis.Redis.from_url(urls["REDIS_URL"]) as client:
        assert client.get("khóa").decode() == "còn đây"


def test_valkey_that_is_killed_comes_back(data):
    with embedded.valkey(data) as urls, redis.Redis.from_url(urls["REDIS_URL"]) as client:
        os.kill(client.info("server")["process_id"], signal.SIGKILL)
        until(client.ping)


def test_servers_are_gone_after_the_block(data):
    with embedded.valkey(data, durable=False) as urls:
        port = int(urls["REDIS_URL"].rsplit(":", 1)[1].split("/")[0])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize(("memory", "share"), [(512, 128), (4096, 512), (65_536, 1024)])
def test_the_database_takes_an_eighth_of_the_memory_within_bounds(monkeypatch, memory, share):
    sizes = {"SC_PHYS_PAGES": memory, "SC_PAGE_SIZE": 2**20}
    monkeypatch.setattr(os, "sysconf", sizes.__getitem__)
    assert f"shared_buffers={share}MB" in embedded._postgres_options(durable=True)
    assert "shared_buffers=128MB" in embedded._postgres_options(durable=False)
