"""Pages of a PDF as pictures, as `people.sandbox` runs it."""

import base64
import io
import json
from collections.abc import Mapping
from typing import Any

import pypdfium2


def answer(request: Mapping[str, Any], pdf: bytes) -> bytes:
    """How many pages there are, and those asked for (counted from 1) as PNG of this width."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    count = len(document)
    asked = range(request["first"], min(request["last"], count) + 1)
    drawn = [base64.b64encode(_drawn(document[number - 1], request["width"])) for number in asked]
    return json.dumps({"count": count, "pages": [each.decode() for each in drawn]}).encode()


def _drawn(page: pypdfium2.PdfPage, width: int) -> bytes:
    image = page.render(scale=width / page.get_width(), may_draw_forms=True).to_pil()
    file = io.BytesIO()
    image.convert("P", palette=1, colors=64).save(file, "PNG", optimize=True)
    return file.getvalue()
