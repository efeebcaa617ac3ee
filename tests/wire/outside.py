"""The way out of a hospital: a private authority, services behind TLS, and a proxy that counts.

No name that ends in .test can be resolved, so whatever is answered from there came by the proxy.
"""

import asyncio
import ipaddress
import ssl
import threading
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)
Streams = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Authority:
    """A certificate authority of the hospital's own; `bundle` is its certificate in a file."""

    def __init__(self, path: Path) -> None:
        self._path, self._key = path, ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Harbor Authority")])
        made = _blank(name, self._key.public_key(), name, -DAY, DAY)
        constraint, usage = x509.BasicConstraints(ca=True, path_length=0), _usage()
        made = made.add_extension(constraint, critical=True).add_extension(usage, critical=True)
        self._made = made.sign(self._key, SHA256())
        self.bundle = path / "authority.pem"
        self.bundle.write_bytes(self._made.public_bytes(Encoding.PEM))

    def serving(self, host: str, *, ended: bool = False) -> ssl.SSLContext:
        """What a server at `host` shows; `ended` a day ago."""
        key, file = ec.generate_private_key(ec.SECP256R1()), self._path / f"{host}-{ended}.pem"
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        until = -DAY if ended else DAY
        made = _blank(subject, key.public_key(), self._made.subject, -2 * DAY, until)
        made = made.add_extension(x509.SubjectAlternativeName([_named(host)]), critical=False)
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(secret + made.sign(self._key, SHA256()).public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def _blank(
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer: x509.Name,
    since: timedelta,
    until: timedelta,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    made = made.serial_number(x509.random_serial_number())
    return made.not_valid_before(now + since).not_valid_after(now + until)


def _usage() -> x509.KeyUsage:
    signs = dict.fromkeys(("key_cert_sign", "crl_sign", "digital_signature"), True)
    others = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    return x509.KeyUsage(
        **signs, **dict.fromkeys(others, False), encipher_only=False, decipher_only=False
    )


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


@dataclass
class Outside:
    """Runs in a thread of its own. `connects` are the places that were asked of the proxy, in order;
    it asks for `login` where that is set, answers `status` to everybody where that is set, and says
    nothing at all when `silent`."""

    connects: list[str] = field(default_factory=list)
    login: str = ""
    status: int = 0
    silent: bool = False
    places: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> "Outside":
        self._loop, self._servers = asyncio.new_event_loop(), list[asyncio.Server]()
        self._tasks = set[asyncio.Task[None]]()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.port = self._listen(self._proxy)
        return self

    def __exit__(self, *ended: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def hosts(self) -> set[str]:
        return {place.partition(":")[0] for place in self.connects}

    def serves(self, host: str, port: int, context: ssl.SSLContext) -> int:
        """What listens on `port` of this machine is at https://`host` for who comes by the proxy;
        its own port with TLS."""

        async def behind(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await _joined(reader, writer, port)

        self.places[host] = self._listen(behind, context)
        return self.places[host]

    def _listen(self, serve: Streams, context: ssl.SSLContext | None = None) -> int:
        starting = self._start(serve, context)
        return asyncio.run_coroutine_threadsafe(starting, self._loop).result()

    async def _start(self, serve: Streams, context: ssl.SSLContext | None) -> int:
        def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = self._loop.create_task(_until_gone(serve, reader, writer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        server = await asyncio.start_server(begin, "127.0.0.1", 0, ssl=context)
        self._servers.append(server)
        port: int = server.sockets[0].getsockname()[1]
        return port

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)

    async def _proxy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, place, _ = head.split("\r\n")[0].split(" ")
        self.connects.append(place if method == "CONNECT" else f"{method} {place}")
        if self.silent:
            await reader.read()
            return
        status = self._refusal(head) or (0 if place.partition(":")[0] in self.places else 502)
        if status:
            writer.write(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
            return
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await _joined(reader, writer, self.places[place.partition(":")[0]])

    def _refusal(self, head: str) -> int:
        wanted = f"Basic {b64encode(self.login.encode()).decode()}"
        if self.login and f"Proxy-Authorization: {wanted}" not in head.split("\r\n"):
            return 407
        return self.status


async def _until_gone(
    serve: Streams, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    try:
        with suppress(OSError, asyncio.IncompleteReadError):
            await serve(reader, writer)
    finally:
        writer.close()


async def _joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    """Both ways until one of them ends."""
    there, back = await asyncio.open_connection("127.0.0.1", port)
    ways = {
        asyncio.ensure_future(_copied(reader, back)),
        asyncio.ensure_future(_copied(there, writer)),
    }
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        back.close()


async def _copied(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()


@contextmanager
def outside() -> Iterator[Outside]:
    with Outside() as found:
        yield found
