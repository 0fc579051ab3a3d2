"""What other people's programs say of a signed file: poppler, OpenSSL and qpdf, and nothing of ours."""

import hashlib
import io
import os
import subprocess

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.conftest import require


def run(*command, cwd):
    answer = subprocess.run([require(command[0]), *command[1:]], cwd=cwd, capture_output=True)
    return answer.returncode, (answer.stdout + answer.stderr).decode()


def all_accept(pdf, root, folder):
    """Raise AssertionError unless each accepts every signature and timestamp; `root` is PEM."""
    (folder / "signed.pdf").write_bytes(pdf)
    (folder / "root.crt").write_bytes(root)
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    assert signatures
    _syntax(folder)
    _bytes(folder, len(signatures))
    for one in signatures:
        _cades(pdf, one, folder)
        _timestamp(one, folder)


def _syntax(folder):
    code, said = run("qpdf", "--check", "signed.pdf", cwd=folder)
    assert code == 0, said


def _bytes(folder, number):
    _code, said = run("pdfsig", "-nocert", "signed.pdf", cwd=folder)
    assert said.count("Signature is Valid") == number, said


def _cades(pdf, one, folder):
    start, length, end, rest = map(int, one.byte_range)
    (folder / "content").write_bytes(pdf[start : start + length] + pdf[end : end + rest])
    (folder / "signature").write_bytes(one.pkcs7_content)
    code, said = run(
        *("openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "signature"),
        *("-content", "content", "-CAfile", "root.crt", "-no_check_time", "-out", os.devnull),
        cwd=folder,
    )
    assert code == 0, said
    assert "CAdES Verification successful" in said


def _timestamp(one, folder):
    info = cms.ContentInfo.load(one.pkcs7_content)["content"]
    signer = info["signer_infos"][0]
    (folder / "token").write_bytes(signer["unsigned_attrs"][0]["values"][0].dump())
    above = b"".join(_pem(each.chosen.dump()) for each in info["certificates"])
    (folder / "above.crt").write_bytes(above)
    digest = hashlib.sha256(signer["signature"].native).hexdigest()
    _code, said = run(
        *("openssl", "ts", "-verify", "-token_in", "-in", "token", "-CAfile", "root.crt"),
        *("-untrusted", "above.crt", "-digest", digest),
        cwd=folder,
    )
    assert "Verification: OK" in said, said


def _pem(der):
    return subprocess.run(
        [require("openssl"), "x509", "-inform", "DER"], input=der, capture_output=True, check=True
    ).stdout
