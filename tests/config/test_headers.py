"""What every answer says of itself, and what the log says of a refusal."""

import json
import logging
import os
import subprocess
import sys

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.log import log_response

from people.incidents.reference import WithoutTraceback
from tests.school import School

NAMES = "import json; from config import settings as s; print(json.dumps([s.SESSION_COOKIE_NAME,"
NAMES += " s.CSRF_COOKIE_NAME, s.SOKY_DEVICE_COOKIE, s.SESSION_COOKIE_SECURE]))"


@pytest.mark.parametrize(("https", "prefix"), [("0", ""), ("1", "__Host-")])
def test_over_https_the_cookies_are_of_this_host_alone(https, prefix, settings):
    run = [sys.executable, "-c", NAMES]
    environment = {**os.environ, "SOKY_HTTPS": https}
    told = subprocess.run(
        run, env=environment, cwd=settings.BASE_DIR, capture_output=True, check=True
    )
    names = ("sessionid", "csrftoken", "so_ky_device")
    assert json.loads(told.stdout) == [*(prefix + name for name in names), https == "1"]


def test_no_page_may_use_camera_microphone_or_place(school: School, client):
    for path in ("/sign-in/", "/verify/", "/nothing/"):
        assert "camera=()" in client.get(path)["Permissions-Policy"]


def test_nothing_that_needs_signing_in_is_kept_by_a_browser(school: School, client):
    client.force_login(school.dao)
    for path in ("/", "/account/", f"/records/{school.minutes().approval.public_id}/"):
        assert "no-store" in client.get(path)["Cache-Control"]


@pytest.mark.parametrize(("status", "is_told"), [(403, False), (422, False), (500, True)])
def test_only_a_fault_of_ours_has_a_traceback(caplog, status, is_told):
    caplog.handler.addFilter(WithoutTraceback())
    response = type("Response", (), {"status_code": status})()
    with caplog.at_level(logging.WARNING, "django.request"):
        log_response("no", response=response, request=None, exception=PermissionDenied("no"))
    assert bool(caplog.records[-1].exc_info) == is_told
