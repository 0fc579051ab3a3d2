"""Django's sessions in the database, under the hash of their key: a copy of it signs nobody in."""

from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from people.compiled import MOMENT, TEXT, CompiledQuery

_LENGTH = 40
"""As many characters as the column has: 160 bits."""


def stored(key: str | None) -> str:
    """What stands in the row where the cookie says this. One cannot be had from the other."""
    return sha256(b"session:" + (key or "").encode()).hexdigest()[:_LENGTH]


class SessionStore(db.SessionStore):
    """The cookie bears the key, the row its hash."""

    def _get_session_from_db(self) -> Any:
        rows = _living(key=stored(self.session_key), now=timezone.now())
        if not rows:
            self._session_key = None
            return None
        return rows[0]

    def exists(self, session_key: str) -> bool:
        return super().exists(stored(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = super().create_model_instance(data)
        row.session_key = stored(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        if session_key or self.session_key:
            super().delete(stored(session_key or self.session_key))


_living = CompiledQuery(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    key=TEXT,
    now=MOMENT,
)
