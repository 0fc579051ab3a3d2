"""The interface's font, cut down to what a Vietnamese page needs."""

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from fontTools import subset

PACKAGE = "fontpkg-be-vietnam-pro"
WEIGHTS = ("Regular", "Medium", "Bold")  # 400, 500, 700
# Latin with every Vietnamese letter, combining marks (some keyboards write decomposed letters),
# dashes, quotes, currency. The font has no arrows and no geometric marks.
UNICODES = (
    "U+0020-007E,U+00A0-00FF,U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,"
    "U+01AF-01B0,U+0300-0303,U+0306,U+0309,U+031B,U+0323,U+1EA0-1EF9,U+2010-2015,U+2018-201E,"
    "U+2022,U+2026,U+2032-2033,U+2039-203A,U+20AB,U+2212,U+2260,U+2264-2265"
)


class Command(BaseCommand):
    help = "Makes the web fonts out of the font package; does nothing where they are up to date."
    # It makes a folder that the checks look for.
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        folder = Path(settings.SOKY_HOME) / "fonts" / "web"
        folder.mkdir(parents=True, exist_ok=True)
        stamp = folder.parent / "made-from"
        made_from = f"{PACKAGE} {version(PACKAGE)} {WEIGHTS} {UNICODES}"
        if stamp.exists() and stamp.read_text(encoding="ascii") == made_from:
            return
        for weight in WEIGHTS:
            _cut(weight, folder / f"BeVietnamPro-{weight}.woff2")
        stamp.write_text(made_from, encoding="ascii")


def _cut(weight: str, target: Path) -> None:
    # Without the hints for coarse screens, which are a third of the file.
    options = subset.Options(
        flavor="woff2",
        hinting=False,
        layout_features=["kern", "mark", "mkmk", "ccmp", "locl", "tnum"],
    )
    source = files(PACKAGE.replace("-", "_")) / "files" / f"BeVietnamPro-{weight}.ttf"
    with source.open("rb") as file:
        font = subset.load_font(file, options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=subset.parse_unicodes(UNICODES))
        cutter.subset(font)
        subset.save_font(font, str(target), options)
