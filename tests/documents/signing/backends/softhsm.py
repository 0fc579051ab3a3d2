"""Tokens in software: SoftHSM2, with keys of the little PKI on them."""

import os
import shutil
import subprocess
from itertools import count
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from tests.pki.pki import PrivateKey

PIN = "482915"


def library() -> str:
    """SoftHSM2's PKCS#11 library. Without it the test fails, and says what to install."""
    for place in Path("/usr/lib").glob("**/libsofthsm2.so"):
        if shutil.which("softhsm2-util"):
            return str(place)
    pytest.fail("SoftHSM2 is missing. Please run:  sudo apt-get install softhsm2")


class Tokens:
    """A folder of tokens that SoftHSM2 finds by SOFTHSM2_CONF."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys = count(1)
        self.store = folder / "tokens"
        self.store.mkdir()
        self.configuration = folder / "softhsm2.conf"
        self.configuration.write_text(f"directories.tokendir = {self.store}\nlog.level = ERROR\n")

    def plug_in(self, token: str) -> None:
        """A new token, still empty."""
        self._run("--init-token", "--free", "--label", token, "--so-pin", "87654321")

    def put(self, key: PrivateKey, label: str, token: str, *, alone: bool = False) -> None:
        """This key onto this token; alone means without its public half."""
        file = self._folder / "key.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        where = ("--token", token, "--label", label, "--id", f"{next(self._keys):02x}")
        self._run("--import", str(file), *where, *(["--no-public-key"] if alone else []))

    def _run(self, *arguments: str) -> None:
        subprocess.run(
            ["softhsm2-util", *arguments, "--pin", PIN],
            env={**os.environ, "SOFTHSM2_CONF": str(self.configuration)},
            check=True,
            capture_output=True,
        )
