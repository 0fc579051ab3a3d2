"""A receiving gateway on this machine, which answers well, refuses, is slow, lies, or dies in the middle."""

import json
import threading
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from documents.records.transcript.xml.packages import verify_package
from documents.records.transcript.xml.transport import unpacked


class Adaptor:
    """How a province would be plugged in: JSON by POST."""

    codes_of_receipt = frozenset({"00"})
    name_of_rows = "data"

    def __init__(self, address, seconds=5.0):
        self.address, self.seconds = address, seconds

    def exchange(self, fields):
        request = urllib.request.Request(self.address, json.dumps(fields).encode())
        with urllib.request.urlopen(request, timeout=self.seconds) as answer:
            return answer.read()


class Receiver(ThreadingHTTPServer):
    daemon_threads = True
    manner = "good"

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.packages = {}
        self.may_answer = threading.Event()

    def answer_to(self, fields):
        message_id = fields["messageid"]
        if fields["type"] == 2:
            return {"MessageId": message_id, "data": self.rows(message_id)}
        self.packages.setdefault(message_id, unpacked(fields["content"]))
        return {"MessageId": message_id, "ResponseCode": "00", "ResponseDescription": "Đã nhận"}

    def rows(self, message_id):
        files = verify_package(self.packages[message_id]).files
        codes = [file.data.findtext(".//MA_TRA_CUU_UUID") for file in files]
        good = [{"ma_tra_cuu_uuid": code, "trang_thai": 1} for code in codes[:-1]]
        bad = {"ma_tra_cuu_uuid": codes[-1], "trang_thai": "0", "error": "E12"}
        bad |= {"error_field_title": "SO_CCCD", "error_description": "Sai số định danh"}
        return [*good, bad]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        fields = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps(self.server.answer_to(fields)).encode()
        getattr(self, self.server.manner)(fields, body)

    def good(self, _fields, body):
        self.send(body)

    def refusing(self, fields, _body):
        refusal = {"Error": "E01", "ErrorDescription": "Chứng thư chưa được duyệt"}
        self.send(json.dumps({"MessageId": fields["messageid"], **refusal}).encode())

    def of_two_minds(self, fields, _body):
        both = {"Error": "E01", "ResponseCode": "00"}
        self.send(json.dumps({"MessageId": fields["messageid"], **both}).encode())

    def unknown_code(self, fields, _body):
        self.send(json.dumps({"MessageId": fields["messageid"], "ResponseCode": "77"}).encode())

    def wrong_message(self, fields, body):
        self.send(body.replace(fields["messageid"].encode(), b"another"))

    def garbage(self, _fields, _body):
        self.send(b"\xff<html>")

    def nested(self, _fields, _body):
        self.send(b"[" * 200_000)

    def broken(self, _fields, body):
        self.send(body, status=500)

    def slow(self, _fields, body):
        self.server.may_answer.wait(30)
        self.close_connection = True

    def dying(self, _fields, body):
        self.send(body[: len(body) // 2], length=len(body))
        self.close_connection = True

    def send(self, body, status=200, length=None):
        self.send_response(status)
        self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        """Nothing on the screen."""


@contextmanager
def receiver(manner="good"):
    server = Receiver()
    server.manner = manner
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.may_answer.set()
        server.shutdown()
        server.server_close()
        thread.join()


def adaptor(server, seconds=5.0):
    return Adaptor(f"http://127.0.0.1:{server.server_port}/", seconds)
