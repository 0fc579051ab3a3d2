"""Words that a child, or its parents, should not read about itself. Told, never refused: a person decides.

TT 27/2020/TT-BGDĐT, Điều 4: assessment is for the progress of the pupil, values effort and encourages; it
neither compares pupils with one another nor puts them or their parents under pressure. The list is the
practice of schools, not a law's: each entry says why, and since when it stands here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

SINCE = date(2026, 12, 1)
_LABELS = _("It judges the child, not what the child does: say what is still to be practised.")
_SCORNS = _("It looks down on the child: say what succeeds, and the next step.")
_COMPARES = _(
    "It compares with other pupils (Circular 27, Article 4): compare with the child's own earlier work."
)


@dataclass(frozen=True, slots=True)
class HurtingWord:
    """A word or phrase with its tones, in small letters; found as whole syllables."""

    word: str
    why: Any
    since: date = SINCE


_WORDS = {
    _LABELS: "lười; lười biếng; lười nhác; ham chơi; chậm chạp; chậm hiểu; ì ạch; bướng bỉnh; lì lợm;"
    " nghịch ngợm; quậy phá; cẩu thả; ỷ lại; vô kỉ luật; vô ý thức; cá biệt",
    _SCORNS: "dốt; ngu; ngu dốt; đần; kém cỏi; yếu kém; học kém; học yếu; quá kém; quá yếu; tối dạ; hư hỏng;"
    " hư đốn; mất dạy; hỗn láo; vô lễ; tệ; không thể tiến bộ",
    _COMPARES: "kém hơn các bạn; kém các bạn; thua các bạn; thua kém; so với các bạn; không bằng các bạn;"
    " không bằng bạn; kém nhất lớp; yếu nhất lớp; chậm nhất lớp; giỏi nhất lớp; đứng cuối lớp",
}
# The longest first: "ngu dốt" is told once, not as two.
WORDS = sorted(
    (HurtingWord(word, why) for why, words in _WORDS.items() for word in words.split("; ")),
    key=lambda each: -len(each.word),
)
