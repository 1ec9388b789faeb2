"""Decree 30/2020/NĐ-CP, annex I, rule by rule, on printed pages: Word by LibreOffice, and our PDF.

The figures here are those of the decree, written out again; none is taken from `core.papers.rules`.
"""

from __future__ import annotations

import itertools

import pytest

from core.papers import to_docx, to_pdf
from tests import office, pdf
from tests.core.papers import samples

POINT = 25.4 / 72
LEFT, RIGHT, TOP, BOTTOM = 30, 195, 20, 277  # the edges of the text on an upright page
CENTRE = (LEFT + RIGHT) / 2
NEAR = 0.6  # mm: rounding of two programs, the width of a drawn line
PAPERS = {
    "report": samples.wards_report,
    "letter": samples.letter,
    "wide": samples.wide_report,
    "khu_pho": samples.khu_pho_minutes,
    "hostile": samples.hostile,
    "draft": samples.draft,
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Every paper, printed both ways: {"word": {"report": [pages]}, "pdf": …}; one LibreOffice for all."""
    papers = {name: make() for name, make in PAPERS.items()}
    folder = tmp_path_factory.mktemp("office")
    word = office.as_pdf({name: to_docx(paper) for name, paper in papers.items()}, folder)
    own = {name: to_pdf(paper) for name, paper in papers.items()}
    return {
        "word": {name: pdf.read(data) for name, data in word.items()},
        "pdf": {name: pdf.read(data) for name, data in own.items()},
    }


@pytest.fixture(params=["word", "pdf"])
def papers(request, printed):
    return printed[request.param]


@pytest.fixture
def report(papers):
    return papers["report"]


def near(value, mm=NEAR):
    return pytest.approx(value, abs=mm)


def only_rule(pages, line):
    """The one line drawn below a line of letters (LibreOffice draws some twice at the same place)."""
    rules = pages[line.page - 1].rules_below(line)
    assert rules, f"nothing is drawn below {line.text!r}"
    assert {round(rule.left, 1) for rule in rules} == {round(rules[0].left, 1)}
    return rules[0]


# --- I. General ---


def test_pages_are_a4_and_upright(papers):
    for name in ("report", "letter", "khu_pho"):
        assert {(round(page.width), round(page.height)) for page in papers[name]} == {(210, 297)}


def test_pages_are_turned_only_for_tables_in_the_text(papers):
    assert {(round(page.width), round(page.height)) for page in papers["wide"]} == {(297, 210)}
    assert "Tháng 10" in pdf.words(papers["wide"])


def test_text_keeps_within_the_margins(papers):
    for name in PAPERS:
        for page in papers[name]:
            lines = [line for line in page.lines if line.baseline > TOP]
            assert min(line.left for line in lines) >= LEFT - 0.4, name
            assert max(line.right for line in lines) <= page.width - 15 + 0.4, name
            assert min(line.baseline for line in lines) > TOP, name
            assert max(line.baseline for line in lines) < page.height - 20, name


def test_text_begins_at_the_left_margin_and_ends_at_the_right_one(report):
    lines = [line for page in report for line in page.lines]
    assert min(line.left for line in lines) == near(LEFT)
    full = [line for line in lines if line.text.startswith("cập nhật số hộ, nhân khẩu")]
    assert len(full) > 5
    assert {round(line.right) for line in full} == {RIGHT}, "both edges are straight"
    first = report[0].lines[0]
    assert first.baseline - 0.891 * 12 * POINT == near(TOP)


def test_every_letter_is_of_the_face_and_black(papers):
    for name in PAPERS:
        for page in papers[name]:
            for line in page.lines:
                for char in line.inked:
                    assert "Tinos" in char.font, (name, line.text, char.font)
                    is_stamp = line.text in {"KHẨN", "THƯỢNG KHẨN", "HỎA TỐC"}
                    assert char.colour == ((255, 0, 0) if is_stamp else (0, 0, 0)), line.text


def test_page_numbers_stand_in_the_top_margin_from_the_second_page_on(report):
    above = [[line for line in page.lines if line.baseline < TOP] for page in report]
    # Three pages of text, two of annex I, one of annex II: each counts for itself.
    assert [[line.text for line in lines] for lines in above] == [[], ["2"], ["3"], [], ["2"], []]
    for lines in filter(None, above):
        assert lines[0].look == (14, "regular")
        assert lines[0].centre == near(CENTRE)


# --- II.1 to II.4: the head ---


def test_the_nation_stands_on_top_at_the_right(report):
    nation = pdf.find(report, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    motto = pdf.find(report, "Độc lập - Tự do - Hạnh phúc")
    assert nation.look == (12, "bold")
    assert motto.look == (13, "bold")
    assert nation.left > 100
    assert nation.baseline == report[0].lines[0].baseline, "on the row of the issuing body"
    assert motto.centre == near(nation.centre)
    assert motto.baseline - nation.baseline == near(1.15 * 13 * POINT), (
        "one below the other, single"
    )


def test_a_line_as_long_as_the_motto_stands_below_it(report):
    motto = pdf.find(report, "Độc lập - Tự do - Hạnh phúc")
    rule = only_rule(report, motto)
    assert rule.width == near(motto.width, 0.8)
    assert rule.centre == near(motto.centre)


def test_the_issuing_body_stands_below_the_one_above_it_at_the_left(report):
    parent = pdf.find(report, "ỦY BAN NHÂN DÂN QUẬN VÍ DỤ")
    issuer = [pdf.find(report, "ỦY BAN NHÂN DÂN", 1), pdf.find(report, "PHƯỜNG HÒA BÌNH")]
    issuer.append(pdf.find(report, "MINH TÂN PHÚ TRUNG"))
    assert parent.look == (12, "regular")
    assert {line.look for line in issuer} == {(12, "bold")}
    assert parent.baseline < issuer[0].baseline < issuer[1].baseline < issuer[2].baseline
    assert all(line.centre == near(parent.centre) and line.right < 100 for line in issuer)
    rule = only_rule(report, issuer[-1])
    assert 1 / 3 < rule.width / issuer[-1].width < 1 / 2
    assert rule.centre == near(parent.centre)


def test_number_and_day_stand_in_one_row(papers):
    for name, number, day in (
        ("report", "Số: 05/BC-UBND", "Phường Hòa Bình, ngày 05 tháng 01 năm 2026"),
        ("letter", "Số: 127/UBND-NV", "Phường Hòa Bình, ngày 15 tháng 3 năm 2026"),
    ):
        pages = papers[name]
        left, right = pdf.find(pages, "Số:"), pdf.find(pages, "Phường Hòa Bình,")
        assert (left.text, left.look) == (number, (13, "regular"))
        assert (right.text, right.look) == (day, (13, "italic"))
        assert left.baseline == near(right.baseline, 0.05)
        assert left.centre == near(pdf.find(pages, "ỦY BAN NHÂN DÂN").centre)
        assert right.centre == near(pdf.find(pages, "Độc lập").centre)


def test_a_draft_leaves_room_for_number_and_day(papers):
    number, symbol = (pdf.find(papers["draft"], text) for text in ("Số:", "/BC-UBND"))
    assert (number.text, symbol.text) == ("Số:", "/BC-UBND")
    assert number.baseline == symbol.baseline
    assert symbol.left - number.right > 8
    assert pdf.find(papers["draft"], "Phường").text == "Phường Hòa Bình, ngày … tháng … năm …"


# --- II.5: what it is ---


def test_kind_and_subject_stand_in_the_middle(report):
    kind = pdf.find(report, "BÁO CÁO")
    subject = [pdf.find(report, "Kết quả công tác"), pdf.find(report, "xử lý phản ánh của")]
    assert kind.look == (14, "bold")
    assert {line.look for line in subject} == {(14, "bold")}
    assert all(line.centre == near(CENTRE) for line in (kind, *subject))
    assert kind.baseline < subject[0].baseline < subject[1].baseline
    rule = only_rule(report, subject[-1])
    assert 1 / 3 < rule.width / subject[-1].width < 1 / 2
    assert rule.centre == near(CENTRE)


def test_a_letter_says_what_it_is_about_below_its_number(papers):
    letter = papers["letter"]
    number, about = pdf.find(letter, "Số:"), pdf.find(letter, "V/v báo cáo số liệu")
    assert about.look == (12, "regular")
    assert about.centre == near(number.centre)
    # Below the one line hang 0.24 of 13 points, above the other stand 0.891 of 12; 6 pt are between.
    gap = (about.baseline - number.baseline) / POINT - 0.216 * 13 - 0.891 * 12
    assert 6 <= round(gap, 1) <= 7.5


# --- II.6: the text ---


def test_grounds_are_slanted_and_end_as_they_must(report):
    first, second = pdf.find(report, "Căn cứ Luật"), pdf.find(report, "Căn cứ Kế hoạch")
    assert {line.look for line in (first, second)} == {(14, "italic")}
    assert first.text.endswith("ngày 10 tháng 11 năm 2022;")
    assert pdf.find(report, "nhân dân Quận Ví Dụ về công tác").text.endswith("khu phố năm 2026.")
    assert pdf.find(report, "BÁO CÁO").baseline < first.baseline < second.baseline


def paragraph(pages, start="Trong kỳ báo cáo"):
    """The lines of the first paragraph of the sample text, and the line after it."""
    lines = pages[0].lines
    at = next(at for at, line in enumerate(lines) if line.text.startswith(start))
    return lines[at : at + 4], lines[at + 4]


def test_text_is_set_as_the_decree_says(report):
    lines, following = paragraph(report)
    assert {line.look for line in lines} == {(14, "regular")}
    assert lines[0].left - LEFT == near(12.7)
    assert all(line.left == near(LEFT) for line in lines[1:])
    assert all(line.right == near(RIGHT) for line in lines[:-1])
    pitch = {round((b.baseline - a.baseline) / POINT, 1) for a, b in itertools.pairwise(lines)}
    assert 1.0 <= min(pitch) / (14 * 1.15) <= max(pitch) / (14 * 1.15) <= 1.5
    gap = (following.baseline - lines[-1].baseline) / POINT - max(pitch)
    assert gap >= 5.8, "at least 6 pt between paragraphs"


def test_parts_of_the_text_are_numbered_and_weighted(report):
    looks = {
        "I. TÌNH HÌNH CHUNG": "bold",
        "II. KHÓ KHĂN, VƯỚNG MẮC": "bold",
        "III. PHƯƠNG HƯỚNG THÁNG 02 NĂM 2026": "bold",
        "1. Hộ gia đình, nhân khẩu": "bold",
        "2. An ninh, trật tự": "bold",
        "a) Số hộ": "regular",
        "b) Số nhân khẩu": "regular",
    }
    for text, style in looks.items():
        line = pdf.find(report, text)
        assert (line.text, line.look) == (text, (14, style))
        assert line.left - LEFT == near(12.7)


def test_a_heading_never_stands_at_the_foot_of_a_page(papers):
    for name in ("report", "hostile"):
        for page in papers[name]:
            assert not page.lines[-1].text.startswith(("I. ", "II. ", "III. ", "1. ", "2. ", "a) "))


def test_the_last_word_is_followed_by_the_sign_of_the_end(report):
    assert pdf.words(report[:3]).count("./.") == 1
    assert pdf.find(report, "Chi tiết theo các Phụ lục I, II kèm theo").text.endswith("./.")


def test_the_heading_of_a_table_comes_again_on_each_page(papers):
    assert [sum(line.text == "STT" for line in page.lines) for page in papers["report"]] == [
        0,
        0,
        0,
        1,
        1,
        0,
    ]
    assert [sum(line.text == "STT" for line in page.lines) for page in papers["wide"]] == [1, 1, 1]


def test_columns_of_a_group_stand_below_its_name_on_each_page(papers):
    for page in papers["wide"]:
        lines = [line for line in page.lines if line.look == (11, "bold")]
        head = {cell.text: cell for line in lines for cell in line.cells()}
        first, last, group = head["Tháng 4"], head["Tháng 6"], head["Quý II"]
        assert group.centre == near((first.centre + last.centre) / 2)
        assert group.baseline < head["STT"].baseline < first.baseline
        assert head["Tháng 10"].baseline == near(head["STT"].baseline)


# --- II.7 and II.9: who signs, who gets it ---


def test_recipients_stand_level_with_the_authority_of_who_signs(papers):
    for name, authority in (("report", "TM. ỦY BAN NHÂN DÂN"), ("letter", "CHỦ TỊCH")):
        title, words = pdf.find(papers[name], "Nơi nhận:"), pdf.find(papers[name], authority)
        assert title.baseline == near(words.baseline, 0.3)
        assert title.look == (12, "bold italic")
        assert title.left == near(LEFT)
        assert words.look == (14, "bold")
        assert words.left > CENTRE


def test_recipients_are_listed_at_the_margin(report):
    listed = [line for line in report[2].lines if line.text.startswith("- ")]
    assert [line.text for line in listed] == [
        "- Như trên;",
        "- Thường trực Đảng ủy phường;",
        "- Các khu phố thuộc phường;",
        "- Lưu: VT, NV.",
    ]
    assert {line.look for line in listed} == {(11, "regular")}
    assert all(line.left == near(LEFT) for line in listed)
    drafter = pdf.find(report, "NTM.(8)")
    assert drafter.look == (11, "regular")


def test_who_signs_is_named_in_the_middle_below_the_function(report):
    lines = [pdf.find(report, text) for text in ("TM. ỦY BAN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn Mẫu")]  # fmt: skip
    assert {line.look for line in lines} == {(14, "bold")}
    assert all(line.centre == near(lines[0].centre) for line in lines)
    assert 20 < lines[3].baseline - lines[2].baseline < 40, "room for hand and seal"


def test_a_signature_never_stands_on_a_page_alone(papers):
    for name, text in (
        ("report", "Chi tiết theo"),
        ("wide", "Trong kỳ báo cáo"),
        ("letter", "tin, kịp thời"),
    ):
        where = pdf.find(papers[name], "Nơi nhận:").page
        assert any(line.text.startswith(text) for line in papers[name][where - 1].lines)


def test_one_addressee_stands_on_the_line_several_below_the_colon(papers):
    one = pdf.find(papers["letter"], "Kính gửi:")
    assert (one.text, one.look) == ("Kính gửi: Trưởng các khu phố thuộc phường", (14, "regular"))
    assert one.centre == near(CENTRE)
    many = pdf.find(papers["report"], "Kính gửi:")
    assert (many.text, many.look) == ("Kính gửi:", (14, "regular"))
    items = [
        pdf.find(papers["report"], text) for text in ("- Ủy ban nhân dân Quận", "- Phòng Nội vụ")
    ]
    assert [line.text[-1] for line in items] == [";", "."]
    assert {line.look for line in items} == {(14, "regular")}
    colon = next(char for char in many.chars if char.text == ":")
    assert all(line.left == near(colon.left) for line in items)


# --- III: annexes, stamps ---


def test_each_annex_begins_a_page_with_number_title_and_source(report):
    for page, number, title in (
        (4, "Phụ lục I", "DANH SÁCH KHU PHỐ"),
        (6, "Phụ lục II", "THUYẾT MINH SỐ LIỆU"),
    ):
        lines = report[page - 1].lines[:4]
        assert [lines[0].text, lines[1].text] == [number, title]
        assert [line.look for line in lines] == [(14, "bold")] * 2 + [(14, "italic")] * 2
        assert all(line.centre == near(CENTRE) for line in lines)
        source = f"{lines[2].text} {lines[3].text}"
        assert source.startswith(
            "(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 01 năm 2026 của Ủy ban"
        )
        assert source.endswith(")")


@pytest.mark.parametrize(
    ("name", "word", "width"), [("report", "THƯỢNG KHẨN", 40), ("letter", "HỎA TỐC", 30)]
)
def test_a_stamp_is_red_and_of_its_size(papers, name, word, width):
    line = pdf.find(papers[name], word)
    assert line.look == (13, "bold")
    red = [box for box in papers[name][0].boxes if box.colour == (255, 0, 0)]
    left, right = min(box.left for box in red), max(box.right for box in red)
    top, bottom = min(box.top for box in red), max(box.bottom for box in red)
    assert right - left == near(width, 1.2)  # from outer edge to outer edge
    assert bottom - top == near(8, 1.2)
    assert line.centre == near((left + right) / 2)
    assert top < line.baseline < bottom
    assert line.centre == near(pdf.find(papers[name], "Số:").centre)


# --- Papers of a khu phố, and hostile ones ---


def test_a_khu_pho_signs_as_people_not_as_an_office(papers):
    pages = papers["khu_pho"]
    text = pdf.words(pages)
    for word in ("Số:", "Nơi nhận", "Lưu: VT", "ỦY BAN", "./."):
        assert word not in text
    assert all(box.colour != (255, 0, 0) for page in pages for box in page.boxes)
    assert pdf.find(pages, "PHƯỜNG HÒA BÌNH").look == (12, "regular")
    assert pdf.find(pages, "KHU PHỐ 3").look == (12, "bold")
    left, right = pdf.find(pages, "NGƯỜI GHI BIÊN BẢN"), pdf.find(pages, "TRƯỞNG KHU PHỐ")
    third = pdf.find(pages, "ĐẠI DIỆN HỘ GIA ĐÌNH")
    assert left.baseline == near(right.baseline, 0.05)
    assert left.centre < CENTRE < right.centre
    assert third.baseline > left.baseline + 20
    assert pdf.find(pages, "1. Thành phần").look == (14, "bold")


def test_hostile_texts_are_only_texts(papers):
    text = "".join(pdf.words(papers["hostile"]).split())
    for piece in samples.HOSTILE:
        shown = "".join(samples.as_shown(piece).split())
        assert shown in text, piece
    assert text.count("Dòng") == 200
    assert sum("Dòng 200" in line.text for page in papers["hostile"] for line in page.lines) == 1
