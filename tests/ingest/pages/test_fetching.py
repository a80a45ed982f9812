from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpcore
import pytest
from newsstand import Newsstand, Reply, newsstand

from assistant.errors import InputError
from ingest.pages import connecting
from ingest.pages.connecting import is_public, resolve
from ingest.pages.fetching import Fetched, Fetcher, Limits, unpacked

HERE = "127.0.0.1"
QUICK = Limits(delay=0)


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    with newsstand() as stand:
        yield stand


def fetch(url: str, limits: Limits = QUICK) -> Fetched:
    return Fetcher([HERE], limits).get(url)


def refusal(url: str, fetcher: Fetcher | None = None) -> str:
    with pytest.raises(InputError) as raised:
        (fetcher or Fetcher([HERE], QUICK)).get(url)
    return str(raised.value)


# -- what comes back -------------------------------------------------------------------------


def test_a_page_comes_with_its_type_and_the_moment_it_was_fetched(stand: Newsstand) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    url = stand.put("/a?b=c", "Łódź".encode("iso-8859-2"), 'text/html; charset="ISO-8859-2"')

    page = fetch(url + "#here")

    assert (page.url, page.content, page.kind) == (url, "Łódź".encode("iso-8859-2"), "text/html")
    assert page.charset == "iso-8859-2"
    assert before <= page.moment <= datetime.now(UTC)


def test_it_says_who_asks(stand: Newsstand) -> None:
    fetch(stand.put("/", "Snow."))

    assert all(headers["User-Agent"].startswith("Newsdesk/") for _, headers in stand.asked)
    assert {headers["Host"] for _, headers in stand.asked} == {f"{HERE}:{stand.port}"}


def test_gzip_is_unpacked(stand: Newsstand) -> None:
    packed = Reply(gzip.compress(b"Snow " * 1000), headers={"Content-Encoding": "gzip"})

    assert fetch(stand.reply("/", packed)).content == b"Snow " * 1000


def test_gzip_of_several_members_is_unpacked() -> None:
    assert unpacked(gzip.compress(b"Snow, ") + gzip.compress(b"rain."), 100) == b"Snow, rain."


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=404), "the server answered 404 (not found)"),
        (Reply(status=500), "the server answered 500"),
        (Reply(status=799), "the server answered 799"),
        (Reply(status=304), "the server answered 304"),
        (Reply(status=302), "redirects to nowhere"),
        (Reply(b"x", headers={"Content-Encoding": "br"}), "packed as 'br'"),
        (Reply(b"no gzip", headers={"Content-Encoding": "gzip"}), "packing is broken"),
        (
            Reply(gzip.compress(b"Snow." * 99)[:-9], headers={"Content-Encoding": "gzip"}),
            "its end is missing",
        ),
    ],
)
def test_what_cannot_be_had_has_a_reason(stand: Newsstand, reply: Reply, reason: str) -> None:
    assert reason in refusal(stand.reply("/", reply))


def test_a_server_that_is_not_there_has_a_reason() -> None:
    with socket.create_server((HERE, 0)) as listener:
        port = listener.getsockname()[1]

    assert "cannot be reached" in refusal(f"http://{HERE}:{port}/")


def test_a_server_that_does_not_speak_http_has_a_reason() -> None:
    with socket.create_server((HERE, 0)) as listener:

        def hang_up() -> None:
            with listener.accept()[0] as connection:
                connection.recv(9999)
                connection.sendall(b"220 smtp ready\r\n")

        thread = threading.Thread(target=hang_up)
        thread.start()
        assert "broke off" in refusal(f"http://{HERE}:{listener.getsockname()[1]}/")
        thread.join()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://news.example/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://news.example/", "only http and https"),
        ("news.example/a", "only http and https"),
        ("http:///a", "names no host"),
        ("http://[::1", "not a web address"),
        ("http://news.example:port/", "not a web address"),
        ("http://jo:secret@news.example/", "user name or a password"),
    ],
)
def test_what_is_no_web_address_has_a_reason(url: str, reason: str) -> None:
    assert reason in refusal(url)


# -- only public addresses -------------------------------------------------------------------


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "0.0.0.0"),
        *("100.64.0.1", "169.254.169.254", "224.0.0.1", "239.255.255.255", "240.0.0.1"),
        *("255.255.255.255", "198.18.0.1", "192.0.2.1", "::", "::1", "fe80::1", "fe80::1%eth0"),
        *("fc00::1", "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1", "::ffff:127.0.0.1"),
        *("::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
        *("2002:7f00:1::", "2001:0:7f00:1::"),
    ],
)
def test_any_other_address_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "LOCALHOST", "127.1", "0.0.0.0", "[::1]"),
        *("2130706433", "0x7f000001", "0x7f.1", "017700000001", "[::ffff:127.0.0.1]"),
        *("[0:0:0:0:0:ffff:7f00:1]", "169.254.169.254", "2852039166"),
    ],
)
def test_this_machine_is_refused_however_it_is_written(stand: Newsstand, host: str) -> None:
    url = f"http://{host}:{stand.port}/"

    assert "not an address of the public internet" in refusal(url, Fetcher(limits=QUICK))
    assert stand.asked == []


@pytest.mark.parametrize("host", ["0177.0.0.1", "127.0.0.256", "0300.0250.1.1"])
def test_octal_parts_are_no_address(host: str) -> None:
    assert "not a web address" in refusal(f"http://{host}/", Fetcher(limits=QUICK))


@pytest.mark.parametrize(
    "target",
    [
        *("http://localhost:{port}/", "//localhost:{port}/", "http://[::1]:{port}/"),
        *("http://2130706434:{port}/", "http://0x7f000002:{port}/", "http://127.2:{port}/"),
        *("http://017700000002:{port}/", "http://169.254.169.254/latest/meta-data/"),
        *("http://[::ffff:127.0.0.1]:{port}/", "http://10.0.0.1/", "http://0.0.0.0:{port}/"),
    ],
)
def test_a_redirect_to_a_private_address_is_refused(stand: Newsstand, target: str) -> None:
    stand.put("/", "secret")
    url = stand.redirect("/go", target.format(port=stand.port))

    # The first address is allowed by name. That says nothing about where it leads.
    assert "not an address of the public internet" in refusal(url)
    assert stand.paths == ["/go"]


def test_a_redirect_to_this_machine_is_refused_from_a_public_name(stand: Newsstand) -> None:
    stand.put("/", "secret")
    url = stand.redirect("/go", f"http://{HERE}:{stand.port}/")
    fetcher = Fetcher(["public.example"], QUICK, lambda host, port: [HERE])

    reason = refusal(url.replace(HERE, "public.example"), fetcher)

    assert f"--allow-host {HERE}" in reason
    assert stand.paths == ["/go"]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://a.example/", "data:text/html,x"])
def test_a_redirect_to_something_else_than_the_web_is_refused(
    stand: Newsstand, target: str
) -> None:
    reason = refusal(stand.redirect("/go", target))

    assert target in reason
    assert "only http and https" in reason


def test_a_name_that_resolves_differently_the_second_time_gains_nothing(
    stand: Newsstand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: what is connected to is the address that was checked, each time anew."""
    stand.put("/", "secret")
    connected: list[str] = []
    connect = socket.create_connection

    def elsewhere(address: tuple[str, int], *rest: Any, **named: Any) -> socket.socket:
        connected.append(address[0])
        return connect((HERE, stand.port), *rest, **named)

    monkeypatch.setattr(socket, "create_connection", elsewhere)
    answers = iter([["203.0.114.1"], [HERE]])
    fetcher = Fetcher(limits=QUICK, resolver=lambda host, port: next(answers))

    assert f"resolves to {HERE}" in refusal("http://rebind.example/", fetcher)
    assert connected == ["203.0.114.1"]
    assert [path for path, _ in stand.asked] == ["/robots.txt"]


def test_one_private_address_among_public_ones_is_enough_to_refuse(stand: Newsstand) -> None:
    fetcher = Fetcher(limits=QUICK, resolver=lambda host, port: ["93.184.216.34", "10.0.0.7"])

    assert "10.0.0.7" in refusal("http://mixed.example/", fetcher)


def test_the_next_address_is_tried_if_the_first_does_not_answer(stand: Newsstand) -> None:
    stand.put("/", "Snow.")
    fetcher = Fetcher(["two.example"], QUICK, lambda host, port: ["127.0.0.99", HERE])
    with socket.create_server((HERE, 0)):
        assert fetcher.get(f"http://two.example:{stand.port}/").content == b"Snow."


@pytest.mark.parametrize("name", ["localhost", "LocalHost"])
def test_a_host_is_allowed_by_its_name_alone(stand: Newsstand, name: str) -> None:
    stand.put("/", "Snow.")
    fetcher = Fetcher([name], QUICK, lambda host, port: [HERE])

    assert fetcher.get(f"http://localhost:{stand.port}/").content == b"Snow."
    assert "--allow-host" in refusal(f"http://{HERE}:{stand.port}/", fetcher)


def test_a_name_without_an_address_has_a_reason() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror("Name or service not known")

    fetcher = Fetcher(limits=QUICK, resolver=unknown)

    assert "no address is known for gone.example" in refusal("http://gone.example/", fetcher)


def test_the_resolver_is_the_systems() -> None:
    assert HERE in resolve("localhost", 80)


# -- TLS -------------------------------------------------------------------------------------


def certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate for this name: what the server shows, and what trusts it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    shown = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "both.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + shown.public_bytes(pem)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "both.pem")
    return server, ssl.create_default_context(cadata=shown.public_bytes(pem).decode())


def test_tls_verifies_the_name_though_the_connection_goes_to_an_address(tmp_path: Path) -> None:
    server, trusted = certificate(tmp_path, "news.example")
    names: list[str | None] = []
    server.sni_callback = lambda connection, name, context: names.append(name)
    allowed = ["news.example", "other.example"]
    with newsstand(server) as stand:
        stand.put("/", "Snow.")
        fetcher = Fetcher(allowed, QUICK, lambda host, port: [HERE], trusted)

        page = fetcher.get(f"https://news.example:{stand.port}/")
        reason = refusal(f"https://other.example:{stand.port}/", fetcher)

    assert page.content == b"Snow."
    assert set(names) == {"news.example", "other.example"}
    assert "certificate" in reason.lower()
    assert {headers["Host"] for _, headers in stand.asked} == {f"news.example:{stand.port}"}


# -- bounds ----------------------------------------------------------------------------------


def test_a_page_that_says_it_is_too_long_is_not_read(stand: Newsstand) -> None:
    url = stand.put("/", b"x" * 1001)

    assert "1,001 bytes long; the limit is 1,000" in refusal(
        url, Fetcher([HERE], Limits(delay=0, bytes=1000))
    )
    assert fetch(stand.put("/", b"x" * 1000), Limits(delay=0, bytes=1000)).content == b"x" * 1000


def endless(piece: bytes, pause: float = 0) -> Callable[[Callable[[bytes], object]], None]:
    def send(write: Callable[[bytes], object]) -> None:
        while True:  # until the other side hangs up
            write(piece)
            time.sleep(pause)

    return send


def test_a_page_that_never_ends_is_given_up(stand: Newsstand) -> None:
    url = stand.reply("/", Reply(send=endless(b"<item/>" * 1000)))

    assert "longer than 100,000 bytes" in refusal(
        url, Fetcher([HERE], Limits(delay=0, bytes=100_000))
    )


def test_a_server_that_drips_is_given_up_when_the_time_is_up(stand: Newsstand) -> None:
    url = stand.reply("/", Reply(send=endless(b"x", pause=0.01)))

    assert "took longer than 0.5 seconds" in refusal(
        url, Fetcher([HERE], Limits(delay=0, seconds=0.5, wait=20))
    )


def test_a_server_that_drips_its_headers_is_given_up_when_the_time_is_up() -> None:
    with socket.create_server((HERE, 0)) as listener:

        def drip() -> None:
            with listener.accept()[0] as connection, suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while True:
                    connection.sendall(b"X")
                    time.sleep(0.01)

        thread = threading.Thread(target=drip)
        thread.start()
        limits = Limits(delay=0, seconds=0.5, wait=20)
        reason = refusal(f"http://{HERE}:{listener.getsockname()[1]}/", Fetcher([HERE], limits))
        thread.join()

    assert "took longer than 0.5 seconds" in reason


def test_no_wait_reaches_beyond_the_end() -> None:
    end = time.monotonic() + 5

    assert 0 < connecting._left(end, 20, httpcore.ReadTimeout) <= 5
    assert connecting._left(end, 1, httpcore.ReadTimeout) == 1
    assert 0 < connecting._left(end, None, httpcore.ReadTimeout) <= 5
    with pytest.raises(httpcore.ReadTimeout):
        connecting._left(end - 10, 20, httpcore.ReadTimeout)


@pytest.mark.parametrize("limits", [Limits(wait=0.2), Limits(seconds=0.2)])
def test_a_server_that_says_nothing_is_given_up(limits: Limits) -> None:
    with socket.create_server((HERE, 0)) as listener:
        url = f"http://{HERE}:{listener.getsockname()[1]}/"

        assert "took longer than 0.2 seconds" in refusal(url, Fetcher([HERE], limits))


def test_a_gzip_bomb_is_not_unpacked(stand: Newsstand) -> None:
    bomb = Reply(gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"})
    assert len(bomb.body) < 100_000

    reason = refusal(stand.reply("/", bomb), Fetcher([HERE], Limits(delay=0, bytes=100_000)))

    assert "longer than 100,000 bytes" in reason
    tracemalloc.start()
    with pytest.raises(InputError, match="longer than 1,000,000"):
        unpacked(bomb.body, 1_000_000)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10_000_000


def test_redirects_are_followed_but_not_for_ever(stand: Newsstand) -> None:
    stand.put("/5", "Snow.")
    for number in range(5):
        stand.redirect(f"/{number}", f"/{number + 1}")
    stand.redirect("/round", "/round")

    assert fetch(stand.address + "/0").url == stand.address + "/5"
    assert "redirects more than 5 times" in refusal(stand.redirect("/6", "/0"))
    assert "redirects more than 5 times" in refusal(stand.address + "/round")


# -- politeness ------------------------------------------------------------------------------

RULES = """
User-agent: *
Disallow: /private
Disallow: /*.pdf$

User-agent: Newsdesk
Disallow: /not-you
Allow: /not-you/but-this
Crawl-delay: 7
"""


def test_robots_txt_is_obeyed(stand: Newsstand) -> None:
    stand.put("/robots.txt", RULES, "text/plain")
    for path in ("/private", "/not-you/a", "/not-you/but-this"):
        stand.put(path, "Snow.")
    fetcher = Fetcher([HERE], QUICK, sleep=lambda seconds: None)

    assert "robots.txt does not allow it" in refusal(stand.address + "/not-you/a", fetcher)
    assert fetcher.get(stand.address + "/not-you/but-this").content == b"Snow."
    assert fetcher.get(stand.address + "/private").content == b"Snow."  # said to others
    assert stand.paths == ["/not-you/but-this", "/private"]
    assert [path for path, _ in stand.asked].count("/robots.txt") == 1


def test_robots_txt_for_all_is_obeyed_with_its_wildcards(stand: Newsstand) -> None:
    stand.put("/robots.txt", RULES.replace("Newsdesk", "Otherbot"), "text/plain")

    assert "robots.txt" in refusal(stand.put("/private/a", "Snow."))
    assert "robots.txt" in refusal(stand.put("/paper.pdf", "Snow."))


def test_robots_txt_counts_where_a_redirect_leads(stand: Newsstand) -> None:
    stand.put("/robots.txt", "User-agent: *\nDisallow: /private", "text/plain")
    stand.put("/private", "Snow.")

    assert "robots.txt" in refusal(stand.redirect("/go", "/private"))
    assert stand.paths == ["/go"]


def test_robots_txt_counts_on_the_host_to_which_a_redirect_leads(stand: Newsstand) -> None:
    with newsstand() as other:
        other.put("/robots.txt", "User-agent: *\nDisallow: /", "text/plain")

        assert "robots.txt" in refusal(stand.redirect("/go", other.put("/a", "Snow.")))
        assert other.paths == []


@pytest.mark.parametrize(
    ("reply", "allowed"),
    [
        (Reply(status=404), True),
        (Reply(status=403), True),
        (Reply(status=500), False),
        (Reply(status=503), False),
        (Reply(b"\xff\xfe\x00<html>not rules"), True),
        (Reply(b"User-agent: *\nDisallow: /\n" + b"# long\n" * 100_000), False),
        (Reply(status=302, headers={"Location": "/robots.txt"}), True),
        (Reply(status=302, headers={"Location": "http://10.0.0.1/"}), False),
    ],
    ids=["none", "hidden", "broken", "busy", "junk", "too long", "circle", "private"],
)
def test_without_rules_all_is_allowed_and_without_an_answer_nothing(
    stand: Newsstand, reply: Reply, allowed: bool
) -> None:
    stand.reply("/robots.txt", reply)
    url = stand.put("/a", "Snow.")

    if allowed:
        assert fetch(url).content == b"Snow."
    else:
        assert refusal(url)
        assert stand.paths == []


def waits(stand: Newsstand, limits: Limits, paths: int = 3) -> list[float]:
    taken: list[float] = []
    fetcher = Fetcher([HERE], limits, sleep=taken.append)
    for number in range(paths):
        fetcher.get(stand.put(f"/{number}", "Snow."))
    return taken


def test_a_host_is_asked_one_thing_at_a_time_with_a_pause(stand: Newsstand) -> None:
    taken = waits(stand, Limits(delay=1000))

    # robots.txt and three pages: each waits for its turn after the one before.
    assert [round(wait, -3) for wait in taken] == [1000, 2000, 3000]


def test_the_pause_that_robots_txt_asks_for_is_kept_within_reason(stand: Newsstand) -> None:
    stand.put("/robots.txt", "User-agent: *\nCrawl-delay: 500", "text/plain")

    taken = waits(stand, Limits(delay=0, longest_delay=1000))
    assert [round(wait, -2) for wait in taken] == [500, 1000, 1500]
    taken = waits(stand, Limits(delay=0, longest_delay=100))
    assert [round(wait, -2) for wait in taken] == [100, 200, 300]


def test_other_hosts_need_not_wait(stand: Newsstand) -> None:
    taken: list[float] = []
    with newsstand() as other:
        fetcher = Fetcher([HERE], Limits(delay=1000), sleep=taken.append)
        fetcher.get(stand.put("/", "Snow."))
        fetcher.get(other.put("/", "Rain."))

    assert [round(wait, -3) for wait in taken] == [1000, 1000]  # after each one's robots.txt


def test_a_busy_server_is_left_alone(stand: Newsstand) -> None:
    url = stand.reply("/", Reply(status=429))
    fetcher = Fetcher([HERE], QUICK)

    assert "429" in refusal(url, fetcher)
    assert "not asked any more" in refusal(stand.put("/other", "Snow."), fetcher)
    assert stand.paths == ["/"]


@pytest.mark.parametrize("as_date", [False, True])
def test_a_server_that_asks_for_a_little_time_gets_it(stand: Newsstand, as_date: bool) -> None:
    wished = "400"
    if as_date:
        wished = format_datetime(datetime.now(UTC) + timedelta(seconds=400), usegmt=True)
    stand.reply("/", Reply(status=503, headers={"Retry-After": wished}))
    taken: list[float] = []
    fetcher = Fetcher([HERE], Limits(delay=0, longest_delay=1000), sleep=taken.append)

    assert "503" in refusal(stand.address + "/", fetcher)
    assert fetcher.get(stand.put("/other", "Snow.")).content == b"Snow."
    assert [round(wait, -2) for wait in taken] == [400]


def test_what_did_not_change_is_not_sent_again(stand: Newsstand) -> None:
    stamp = "Tue, 04 Mar 2025 10:00:00 GMT"
    url = stand.reply("/", Reply(b"Snow.", headers={"ETag": '"a"', "Last-Modified": stamp}))
    page = fetch(url)
    assert (page.etag, page.last_modified) == ('"a"', stamp)

    again = Fetcher([HERE], QUICK).get(url, page.etag, page.last_modified)

    assert again.content is None
    asked = stand.asked[-1][1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"a"', stamp)


def test_a_validator_cannot_smuggle_in_a_header(stand: Newsstand) -> None:
    url = stand.put("/", "Snow.")

    Fetcher([HERE], QUICK).get(url, 'a"\r\nX-Evil: 1', "")

    assert "If-None-Match" not in stand.asked[-1][1]
    assert "X-Evil" not in stand.asked[-1][1]
