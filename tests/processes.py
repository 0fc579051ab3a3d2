"""Work done by another process on the test's database, as a second worker of the server does it."""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import django
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone


def start(work: Callable[..., Any], *arguments: object) -> "subprocess.Popen[str]":
    """Begin this work in a process of its own; what it returns or prints comes as lines of JSON."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.processes",
            work.__module__,
            work.__name__,
            *map(str, arguments),
        ],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "SOKY_TESTED": str(connection.settings_dict["NAME"]),
            "SOKY_TESTED_HOME": os.environ["SOKY_HOME"],
            "SOKY_NOW": timezone.now().isoformat(),
        },
        stdout=subprocess.PIPE,
        text=True,
    )


def result(process: "subprocess.Popen[str]") -> Any:
    """Wait for its end and hand out the last line it wrote."""
    output, _ = process.communicate(timeout=600)
    assert process.returncode == 0, output
    return json.loads(output.splitlines()[-1])


def _begin() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    connection.settings_dict["NAME"] = os.environ["SOKY_TESTED"]


if __name__ == "__main__":
    _begin()
    _module, _work, *_arguments = sys.argv[1:]
    with time_machine.travel(os.environ["SOKY_NOW"], tick=True):
        _returned = getattr(importlib.import_module(_module), _work)(*_arguments)
    sys.stdout.write(json.dumps(_returned) + "\n")
