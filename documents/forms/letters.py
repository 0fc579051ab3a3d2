"""Which letters a form can be filled with: its fonts are cut once, before any text is known."""

_VIETNAMESE = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_HIGHLAND = "ƀčĕĭñŏŭ"  # Ê-đê, Gia-rai, Ba-na, beside the Vietnamese ones
_BREVE = "\N{COMBINING BREVE}"  # ê̆, ô̆, ơ̆, ư̆ have no letter of their own in Unicode
_FOREIGN = "".join(map(chr, (*range(0xDF, 0xF7), *range(0xF8, 0x100))))  # Western Europe
_SIGNS = "–—\N{LEFT SINGLE QUOTATION MARK}’“”…·•×÷\N{MINUS SIGN}±≤≥°½¼¾‰№"
_ASCII = "".join(map(chr, range(0x20, 0x7F)))

# What is drawn once so that the cut fonts hold it. A space stands within, or it would not be drawn.
SPECIMEN = "".join(
    (
        *dict.fromkeys(
            _ASCII.strip()
            + _VIETNAMESE
            + _HIGHLAND
            + _FOREIGN
            + (_VIETNAMESE + _HIGHLAND + _FOREIGN).upper()
            + _SIGNS
        ),
        *(f" {letter}{_BREVE}" for letter in "êôơưÊÔƠƯ"),
        "x\N{NO-BREAK SPACE}x",
    )
)
LETTERS = frozenset(SPECIMEN)
