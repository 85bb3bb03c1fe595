"""A mail server on this machine, that takes letters, or does not, as a test wants it to."""

import socketserver
import threading
from email import message_from_bytes


class MailServer:
    """`with MailServer() as server:` listens on `server.port`; `server.letters` holds what it has taken."""

    def __init__(self):
        self.letters = []
        self.refuse = {}  # address -> the answer to RCPT TO, "550 no such person"
        self.answers = threading.Event()  # while it is not set, the answer to a whole letter is held back
        self.answers.set()
        self.hold_after = None  # holds back the answers from this letter on
        self.got_one = threading.Condition()

    def __enter__(self):
        self.server = Server(("127.0.0.1", 0), Talk)
        self.server.mail, self.port = self, self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()
        return self

    def __exit__(self, *error):
        self.answers.set()
        self.server.shutdown()
        self.server.server_close()

    def take(self, raw):
        with self.got_one:
            self.letters.append(message_from_bytes(raw))
            if self.hold_after is not None and len(self.letters) >= self.hold_after:
                self.answers.clear()
            self.got_one.notify_all()
        self.answers.wait(60)

    def wait_for(self, count, seconds=60):
        with self.got_one:
            assert self.got_one.wait_for(lambda: len(self.letters) >= count, seconds), len(self.letters)

    @property
    def ids(self):
        return [letter["Message-ID"] for letter in self.letters]


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True


class Talk(socketserver.StreamRequestHandler):
    """The few words of RFC 5321 that a client needs to hand over a letter."""

    def handle(self):
        self.say("220 hub.test")
        while line := self.rfile.readline():
            word, _space, rest = line.decode().strip().partition(" ")
            if word.upper() == "QUIT":
                return self.say("221 bye")
            self.answer(word.upper(), rest)
        return None

    def answer(self, word, rest):
        if word == "RCPT":
            address = rest.partition("<")[2].partition(">")[0]
            self.say(self.server.mail.refuse.get(address, "250 ok"))
        elif word == "DATA":
            self.say("354 go on")
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            self.server.mail.take(b"".join(lines))
            self.say("250 taken")
        else:
            self.say("250 ok")

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())
