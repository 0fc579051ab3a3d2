"""What a password may not be. Each rule says in a sentence what is wrong, and what would be right."""

import re
import unicodedata

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.accounts import first_passwords
from people.models import Staff

LENGTH = 10
_VIETNAMESE_HABITS = ("matkhau", "giaovien", "truonghoc", "tieuhoc", "hoctot", "daytot", "vietnam")


class NotTooShort:
    def validate(self, password: str, user: Staff | None = None) -> None:
        if len(password) < LENGTH:
            raise ValidationError(
                _(
                    "The password needs at least %(length)d characters; three or four words are easy to keep."
                )
                % {"length": LENGTH}
            )

    def get_help_text(self) -> str:
        return _("At least %(length)d characters.") % {"length": LENGTH}


class NotTooCommon(CommonPasswordValidator):
    """Neither a password of the world's lists, nor a habit of our schools with a year behind it."""

    def validate(self, password: str, user: Staff | None = None) -> None:
        letters = re.sub(r"[^a-z]", "", _plain(password))
        if letters in _VIETNAMESE_HABITS or len(set(password)) < 5:
            raise ValidationError(self.get_error_message())
        super().validate(password, user)

    def get_error_message(self) -> str:
        return _("This password is one of the first that somebody would guess.")

    def get_help_text(self) -> str:
        return _("Not one that many people use.")


class NothingOfTheName:
    """Neither the user name nor the full name, with or without tone marks."""

    def validate(self, password: str, user: Staff | None = None) -> None:
        if user is None:
            return
        said = re.sub(r"[^a-z]", "", _plain(password))
        names = (user.username, user.full_name, user.email.partition("@")[0])
        known = {re.sub(r"[^a-z]", "", _plain(name)) for name in names} - {""}
        if any(said.startswith(name) and len(said) - len(name) < 4 for name in known):
            raise ValidationError(_("The password may not be your own name."))

    def get_help_text(self) -> str:
        return _("Not your own name.")


class NotAFirstPassword:
    """What is printed on slips looks alike; nobody's own choice should."""

    def validate(self, password: str, user: Staff | None = None) -> None:
        if first_passwords.looks_first(password) or (user and user.check_password(password)):
            raise ValidationError(_("Please choose another password than the one you were given."))

    def get_help_text(self) -> str:
        return _("Another one than you were given.")


def _plain(text: str) -> str:
    """Without tone marks, in small letters."""
    split = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in split if not unicodedata.combining(letter))
