"""The sample school's sentences for comments: short, warm, about what a child did and what comes next."""

from config.sample.school import School
from documents.assessment.comments.acts import add_all
from documents.assessment.comments.occasions import SUBJECTS
from documents.assessment.models import BankSentence

# By what they are about, then by level; "" for every subject that has none of its own.
_SENTENCES: dict[str, dict[str, tuple[str, ...]]] = {
    "TOAN": {
        "T": (
            "Em tính nhanh, chính xác và trình bày rõ ràng.",
            "Em giải toán có lời văn tốt, biết tự kiểm tra lại bài.",
            "Em nắm chắc kiến thức, biết nhiều cách giải cho một bài.",
            "Em tích cực suy nghĩ, mạnh dạn nêu cách làm của mình.",
        ),
        "H": (
            "Em hoàn thành các bài tập; em đọc kĩ đề hơn để tính chính xác.",
            "Em hiểu bài và tính đúng; em luyện thêm giải toán có lời văn nhé.",
            "Em có tiến bộ khi đặt tính; em nhớ kiểm tra lại kết quả.",
            "Em chăm chỉ luyện tập; em cố gắng trình bày bài rõ ràng hơn.",
        ),
        "C": (
            "Em đã cố gắng; em cần luyện thêm cộng, trừ có nhớ mỗi ngày một ít.",
            "Em có tiến bộ khi được hướng dẫn; em cần ôn thêm bảng nhân, bảng chia.",
        ),
    },
    "TV": {
        "T": (
            "Em đọc to, rõ ràng, diễn cảm; chữ viết đẹp.",
            "Em viết câu văn có hình ảnh, biết dùng từ hay.",
            "Em đọc hiểu tốt, kể lại câu chuyện hấp dẫn.",
            "Em nói tự tin, viết đoạn văn đủ ý và mạch lạc.",
        ),
        "H": (
            "Em đọc đúng và rõ; em luyện thêm cách ngắt nghỉ nhé.",
            "Em viết đúng chính tả; em tập viết câu văn dài hơn.",
            "Em hiểu nội dung bài; em mạnh dạn nói ý kiến của mình hơn.",
            "Chữ viết của em tiến bộ rõ; em chú ý dấu câu nhé.",
        ),
        "C": (
            "Em đã cố gắng; em cần luyện đọc to mỗi ngày cùng người thân.",
            "Em có tiến bộ khi đọc; em cần luyện viết đúng các vần khó.",
        ),
    },
    "": {
        "T": (
            "Em nắm vững bài và vận dụng tốt vào thực tế.",
            "Em tích cực, tự giác trong các hoạt động học tập.",
            "Em tham gia sôi nổi, biết giúp đỡ bạn cùng học.",
            "Em thực hành khéo léo, hoàn thành sản phẩm đúng và đẹp.",
            "Em ham tìm hiểu, hay đặt những câu hỏi thú vị.",
        ),
        "H": (
            "Em hoàn thành tốt các yêu cầu của bài; em mạnh dạn phát biểu hơn nhé.",
            "Em chú ý nghe giảng và làm bài đầy đủ.",
            "Em có nhiều cố gắng; em luyện tập thêm để thành thạo hơn.",
        ),
        "C": ("Em đã cố gắng; em cần luyện tập thêm cùng thầy cô và bạn.",),
    },
    "on_qualities": {
        "T": (
            "Em lễ phép, trung thực, biết yêu thương và giúp đỡ mọi người.",
            "Em chăm học, có trách nhiệm với việc được giao.",
            "Em thật thà, đoàn kết với bạn, yêu trường lớp.",
            "Em yêu quý thầy cô, bạn bè; luôn giữ lời hứa.",
            "Em nhân hậu, biết chia sẻ và giữ gìn của chung.",
        ),
        "Đ": (
            "Em ngoan, hòa đồng với bạn; em tự giác hơn trong việc chung nhé.",
            "Em lễ phép, thật thà; em cố gắng giữ gìn đồ dùng cẩn thận hơn.",
        ),
        "C": ("Em biết vâng lời; em cần cố gắng giữ lời hứa và tự giác hơn.",),
    },
    "on_general": {
        "T": (
            "Em tự giác học tập, hợp tác tốt và biết tìm cách giải quyết vấn đề.",
            "Em tự tin trình bày, biết lắng nghe và chia sẻ với bạn.",
            "Em chủ động trong học tập, có nhiều ý tưởng mới.",
            "Em làm việc nhóm tốt, biết phân công và giúp bạn.",
            "Em tự chuẩn bị bài, nói rõ ràng trước lớp.",
        ),
        "Đ": (
            "Em biết tự học và hợp tác với bạn; em mạnh dạn nêu ý kiến hơn nhé.",
            "Em thực hiện được nhiệm vụ; em tập tự tìm cách làm trước khi hỏi.",
        ),
        "C": ("Em có tiến bộ khi làm việc nhóm; em cần tự giác chuẩn bị bài hơn.",),
    },
    "on_specific": {
        "T": (
            "Em dùng từ và tính toán tốt, khéo tay, yêu thích vận động.",
            "Em quan sát tinh tế, diễn đạt rõ, có năng khiếu thẩm mĩ.",
            "Em vận dụng tốt điều đã học vào thực tế.",
            "Em đọc, viết, tính toán thành thạo; yêu cái đẹp.",
            "Em thích khám phá khoa học, rèn luyện thể thao đều.",
        ),
        "Đ": (
            "Em diễn đạt và tính toán đúng; em rèn thêm sự khéo léo nhé.",
            "Em hoàn thành yêu cầu các môn; em tích cực vận động hơn.",
        ),
        "C": ("Em có cố gắng; em cần luyện thêm cách diễn đạt và tính toán.",),
    },
    "on_the_year": {
        "T": (
            "Em là học sinh chăm ngoan, học tốt; thầy cô rất vui vì em.",
            "Em có một năm học nhiều tiến bộ, luôn tích cực và thân thiện.",
            "Em học tốt, tự tin; em tiếp tục phát huy nhé.",
            "Em ham học hỏi, biết giúp bạn cùng tiến bộ.",
            "Em chăm chỉ, khiêm tốn; kết quả rất đáng khen.",
        ),
        "Đ": (
            "Em ngoan, có tiến bộ qua từng tháng; em tự tin hơn nhé.",
            "Em hoàn thành nhiệm vụ năm học; em cố gắng chăm đọc sách hơn.",
        ),
        "C": ("Em đã nỗ lực nhiều; trong hè em ôn lại bài cùng gia đình nhé.",),
    },
}


def fill_the_bank(school: School) -> int:
    """The school's bank, by its principal; tells how many sentences there are then."""
    rows = [
        BankSentence(about=about, level=level, text=text)
        for about, by_level in _by_subject().items()
        for level, texts in by_level.items()
        for text in texts
    ]
    return add_all(rows, None, school.staff["thu"])


def _by_subject() -> dict[str, dict[str, tuple[str, ...]]]:
    general = dict.fromkeys(SUBJECTS, _SENTENCES[""])
    return {**general, **{about: texts for about, texts in _SENTENCES.items() if about}}
