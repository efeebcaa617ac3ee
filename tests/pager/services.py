"""Services that take pages, on this machine: a mail server, and a receiver that can be told to fail."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import free_port


class Inbox:
    """Keeps the mail that comes; refuses it while `down`."""

    def __init__(self) -> None:
        self.mail: list[str] = []
        self.down = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.down:
            return "451 try again later"
        self.mail.append(envelope.content.decode())
        return "250 taken"


@contextmanager
def mail_server() -> Iterator[tuple[Inbox, str]]:
    """A mail server, and the address by which apprise sends there."""
    inbox, port = Inbox(), free_port()
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield inbox, f"mailto://127.0.0.1:{port}?from=corridor@example.org&to=pat@example.org"
    finally:
        server.stop()


class Receiver:
    """`answer` is what it does: ok, 503, garbage, or slow, which answers nothing until the end."""

    def __init__(self) -> None:
        self.answer = "ok"
        self.bodies: list[str] = []
        self.ended = threading.Event()


@contextmanager
def receiver() -> Iterator[tuple[Receiver, str]]:
    """An HTTP receiver, and its address for apprise; it gives up a slow answer after a second."""
    known = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            match known.answer:
                case "ok":
                    known.bodies.append(body)
                    self.send_response(200)
                    self.end_headers()
                case "503":
                    self.send_error(503)
                case "garbage":
                    self.wfile.write(b"\x00\xff\x00 what is this\r\n\r\n")
                case _:
                    known.ended.wait(30)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield known, f"json://127.0.0.1:{server.server_port}/page?cto=1.0&rto=1.0"
    finally:
        known.ended.set()
        server.shutdown()
        server.server_close()
