"""The pictures that stand on paper: each person's signature, and the school's seal."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from documents.signing.picture import Picture
from people.models import Staff
from workflows import trail


class KeptPicture(models.Model):
    """A person's signature as a picture, or where it is nobody's, the school's seal."""

    staff = models.OneToOneField(Staff, models.PROTECT, null=True, related_name="signature_picture")
    is_seal = models.BooleanField(default=False)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    ink = models.BinaryField(help_text="how dark each point is, zlib")

    class Meta:
        verbose_name = _("picture of a signature")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_seal=True, staff__isnull=True)
                | models.Q(is_seal=False, staff__isnull=False),
                name="a_seal_is_nobodys_signature",
            ),
            models.UniqueConstraint(
                fields=("is_seal",),
                condition=models.Q(is_seal=True),
                name="one_picture_of_the_seal",
            ),
        )

    def __str__(self) -> str:
        return f"{self.width}×{self.height}"


def picture_of(staff: Staff | int, *, is_seal: bool = False) -> Picture | None:
    """What is printed where this person signs, or where the school's seal goes."""
    row = _rows(staff, is_seal=is_seal).first()
    return Picture(row.width, row.height, bytes(row.ink)) if row else None


def keep_picture(picture: Picture | None, by: Staff, *, is_seal: bool = False) -> None:
    """From now on this is printed, by None nothing; what was signed before keeps its own."""
    with transaction.atomic():
        _rows(by, is_seal=is_seal).delete()
        if picture:
            KeptPicture.objects.create(
                staff=None if is_seal else by,
                is_seal=is_seal,
                width=picture.width,
                height=picture.height,
                ink=picture.ink,
            )
        detail = {"owner": None if is_seal else by.pk, "is_seal": is_seal, "kept": bool(picture)}
        trail.append([trail.Entry("picture_changed", by.pk, detail=detail)])


def _rows(staff: Staff | int, *, is_seal: bool) -> models.QuerySet[KeptPicture]:
    rows = KeptPicture.objects.all()
    return rows.filter(is_seal=True) if is_seal else rows.filter(staff=staff)
