from __future__ import annotations

import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpcore
import pytest
from newsstand import HERE, QUICK, Newsstand, newsstand, refusal

from ingest.pages import connecting
from ingest.pages.connecting import is_public, resolve
from ingest.pages.fetching import Fetcher
from ingest.pages.requesting import Limits

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


@pytest.mark.parametrize("limits", [Limits(wait=0.2), Limits(seconds=0.2)])
def test_a_name_server_that_does_not_answer_is_given_up(limits: Limits) -> None:
    asked: list[str] = []
    over = threading.Event()

    def silent(host: str, port: int) -> list[str]:
        asked.append(host)
        over.wait(30)
        return [HERE]

    fetcher = Fetcher(["slow.example"], limits, resolver=silent)
    began = time.monotonic()

    assert "took too long to find where slow.example is" in refusal("http://slow.example/", fetcher)
    assert "took too long" in refusal("http://slow.example/other", fetcher)
    assert time.monotonic() - began < 10
    assert asked == ["slow.example"]  # no page of the host waits for it again
    over.set()


def test_no_wait_reaches_beyond_the_end() -> None:
    end = time.monotonic() + 5

    assert 0 < connecting._left(end, 20, httpcore.ReadTimeout) <= 5
    assert connecting._left(end, 1, httpcore.ReadTimeout) == 1
    assert 0 < connecting._left(end, None, httpcore.ReadTimeout) <= 5
    with pytest.raises(httpcore.ReadTimeout):
        connecting._left(end - 10, 20, httpcore.ReadTimeout)


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
