"""A mail server that behaves as a test asks: it listens on a port of its own and answers by script."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Post(socketserver.ThreadingTCPServer):
    """`answers` replace the usual one to a command; None drops the line without an answer."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, answers: dict[str, str | None]) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.answers = answers
        self.taken: list[str] = []

    @property
    def mailers(self) -> dict:
        options = {"host": "127.0.0.1", "port": self.server_address[1], "timeout": 5}
        return {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": options,
            }
        }


class Talk(socketserver.StreamRequestHandler):
    usual = {
        "EHLO": "250 hello",
        "MAIL": "250 ok",
        "RCPT": "250 ok",
        "DATA": "354 go on",
        "QUIT": "221 bye",
        "RSET": "250 ok",
    }

    def handle(self) -> None:
        if not self.say(self.server.answers.get("hello", "220 ready")):
            return
        for line in self.rfile:
            command = line[:4].decode().upper()
            if not self.say(self.server.answers.get(command, self.usual.get(command, "250 ok"))):
                return
            if command == "QUIT":
                return
            if command == "DATA" and "DATA" not in self.server.answers and not self.take():
                return

    def take(self) -> bool:
        text = b""
        for line in self.rfile:
            if line == b".\r\n":
                break
            text += line
        self.server.taken.append(text.decode())
        return self.say(self.server.answers.get("taken", "250 taken"))

    def say(self, answer: str | None) -> bool:
        if answer is None:
            return False
        self.wfile.write(f"{answer}\r\n".encode())
        return True


@contextmanager
def post(**answers: str | None) -> Iterator[Post]:
    with Post(answers) as server:
        threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        yield server
        server.shutdown()
