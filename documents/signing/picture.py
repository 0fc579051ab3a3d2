"""A signature or seal as a picture: one ink on transparent ground, in the decree's colour."""

import io
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from documents.signing.incremental import IncrementalUpdate
from people.refusals import Refusal

BLUE, RED = (0x1B, 0x2F, 0xA0), (0xD6, 0x1A, 0x1A)  # NĐ 30/2020/NĐ-CP, Phụ lục I: signature, seal
_LARGEST = 4000  # pixels a side, as uploaded
_KEPT = 600  # pixels a side, as printed: 300 dpi on a box of 5 cm
_FAINTEST = 24


class BadPicture(Refusal):
    """The picture cannot be taken; the sentence says why."""


@dataclass(frozen=True)
class Picture:
    """How dark each point is, 0 to 255 row by row, zlib-packed."""

    width: int
    height: int
    ink: bytes

    def place(self, update: IncrementalUpdate, colour: tuple[int, int, int]) -> str:
        """Put it into a file, in this colour; returns the reference."""
        mask = update.add_stream(_image(self.width, self.height, "/DeviceGray"), self.ink)
        # One point of colour behind the mask is the whole picture.
        return update.add_stream(
            f"{_image(1, 1, '/DeviceRGB')} /SMask {mask}", zlib.compress(bytes(colour))
        )


def read(png: bytes) -> Picture:
    """The ink of a PNG picture, cut to where there is any. Raises BadPicture.

    Where nothing is transparent, the ground is taken to be light and the ink dark.
    """
    try:
        image = Image.open(io.BytesIO(png), formats=["PNG"])
        if max(image.size) > _LARGEST:
            raise BadPicture(
                _("This picture is too large: at most 4000 points a side."), "picture_too_large"
            )
        ink = _ink(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise BadPicture(
            _("This is not a PNG picture that can be read."), "picture_not_png"
        ) from None
    edges = ink.point(lambda dark: 255 * (dark > _FAINTEST)).getbbox()
    if edges is None:
        raise BadPicture(_("There is nothing on this picture."), "picture_empty")
    ink = ink.crop(edges)
    ink.thumbnail((_KEPT, _KEPT))
    return Picture(*ink.size, zlib.compress(ink.tobytes(), 9))


def _ink(image: Image.Image) -> Image.Image:
    opaque = image.convert("RGBA").getchannel("A")
    if min(opaque.tobytes()) < _FAINTEST:
        return opaque
    return ImageOps.invert(image.convert("L"))


def _image(width: int, height: int, space: str) -> str:
    return (
        f"/Type /XObject /Subtype /Image /Width {width} /Height {height}"
        f" /ColorSpace {space} /BitsPerComponent 8 /Filter /FlateDecode"
    )
