"""What a paper says, whatever it is printed by; and that its files are sound."""

from __future__ import annotations

import dataclasses
import datetime
import doctest
import io
import os
import zipfile
from decimal import Decimal

import pytest
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn

from core import papers
from core.papers import (
    Annex,
    Column,
    Family,
    Paper,
    PaperError,
    Section,
    Signer,
    Table,
    layout,
    measure,
    model,
    rules,
    words,
)
from core.papers.parts import Grid, Line
from tests import pdf, sheets
from tests.core.papers import samples

TABLE = Table(columns=("a",), rows=((1,),))


def lines(paper: Paper, look: str, leaf: int = 0) -> list[str]:
    """The texts of one look in the text of a paper, not in its head or below it."""
    parts = layout.layout(paper)[leaf].parts
    return [part.text for part in parts if isinstance(part, Line) and part.look == look]


def in_pairs(paper: Paper, look: str) -> list[str]:
    """The same in its head and below it."""
    return [
        line.text
        for part in layout.layout(paper)[0].parts
        for row in getattr(part, "rows", []) if not isinstance(part, Grid)
        for cell in row
        for line in cell
        if isinstance(line, Line) and line.look == look
    ]  # fmt: skip


# --- What it says ---


def test_the_example_of_the_documentation_is_true():
    names = vars(model)
    example = doctest.DocTestParser().get_doctest(Paper.__doc__, names, "Paper", None, None)
    assert doctest.DocTestRunner().run(example) == doctest.TestResults(failed=0, attempted=2)


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (datetime.date(2026, 1, 9), "ngày 09 tháng 01 năm 2026"),
        (datetime.date(2026, 2, 10), "ngày 10 tháng 02 năm 2026"),
        (datetime.date(2026, 3, 1), "ngày 01 tháng 3 năm 2026"),
        (datetime.date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_zeros_stand_before_days_below_ten_and_the_first_two_months(day, shown):
    assert in_pairs(samples.letter(date=day), "place") == [f"Phường Hòa Bình, {shown}"]


@pytest.mark.parametrize(("number", "code"), [(5, "05/X-Y"), (10, "10/X-Y"), (1234, "1234/X-Y")])
def test_numbers_below_ten_have_a_zero(number, code):
    assert samples.letter(number=number, symbol="X-Y").code == code


def test_points_follow_the_vietnamese_alphabet():
    assert [words.letter(at) for at in (1, 4, 5, 7, 23, 24)] == ["a", "d", "đ", "g", "y", "aa"]
    assert [words.roman(at) for at in (1, 4, 9, 14, 40)] == ["I", "IV", "IX", "XIV", "XL"]


def test_short_papers_number_from_arabic_figures():
    inner = Section(heading="Số hộ", blocks=("x",))
    paper = samples.letter(is_roman=False, body=(Section(heading="Kết quả", blocks=(inner,)),))
    assert lines(paper, "clause") == ["1. Kết quả"]
    assert lines(paper, "point") == ["a) Số hộ"]


def test_ends_of_listed_names_are_put_right():
    paper = samples.wards_report(
        addressees=(" A; ", "- B.", ""), recipients=("Như trên;", "C."), archive=""
    )
    assert lines(paper, "to_item") == ["- A;", "- B."]
    assert in_pairs(paper, "recipient") == ["- Như trên;", "- C;", "- Lưu: VT."]
    without = samples.wards_report(addressees=(), recipients=("C",))
    assert in_pairs(without, "recipient") == ["- C;", "- Lưu: VT, NV."]


def test_annexes_are_numbered_only_if_there_are_several_and_always_spoken_of():
    one = samples.wards_report(annexes=(Annex(title="x", blocks=("y",)),), body=("Báo cáo.",))
    assert lines(one, "annex", 1) == ["Phụ lục"]
    assert lines(one, "text") == ["Báo cáo.", "Chi tiết theo Phụ lục kèm theo./."]
    said = samples.wards_report(body=("Số liệu ở các phụ lục I và II",))
    assert lines(said, "text") == ["Số liệu ở các phụ lục I và II./."]
    assert [lines(said, "annex", at) for at in (1, 2)] == [["Phụ lục I"], ["Phụ lục II"]]


def test_numbers_are_vietnamese_whoever_asks():
    rows = ((1250, Decimal("2.5"), datetime.date(2026, 1, 5), None),)
    table = Table(columns=("a", Column(label="b", places=2), "c", "d"), rows=rows)
    with translation.override("en"):
        parts = layout.layout(samples.letter(body=(table,)))[0].parts
    found = next(part for part in parts if isinstance(part, Grid))
    assert [cell.text for cell in found.rows[0]] == ["1.250", "2,50", "05/01/2026", ""]
    assert [cell.align for cell in found.rows[0]] == ["right", "right", "left", "left"]


@pytest.mark.parametrize("columns", [1, 4, 9, model.MOST_COLUMNS])
def test_a_table_is_as_wide_as_the_text(columns):
    labels = tuple(f"Cột dài số {at}" for at in range(columns))
    table = Table(columns=labels, rows=(tuple("x" * 50 for _ in labels),))
    parts = layout.layout(samples.letter(body=(table,)))[0].parts
    found = next(part for part in parts if isinstance(part, Grid))
    assert sum(found.widths) == pytest.approx(165)
    assert min(found.widths) > 5
    assert found.is_small == (columns >= 9)


def test_a_title_is_broken_into_lines_of_about_one_length():
    text = "kết quả công tác quản lý địa bàn khu phố và xử lý phản ánh của người dân tháng 01"
    broken = measure.lines(text, "subject", 130)
    assert " ".join(broken) == text
    lengths = [measure.width(line, rules.LOOKS["subject"]) for line in broken]
    assert len(broken) == 2
    assert max(lengths) <= 130
    assert min(lengths) > 0.8 * max(lengths)
    assert measure.lines("", "subject", 130) == []
    together = measure.lines("Sáp nhập khu phố 3 và khu phố 4 thành khu phố 3 mới", "subject", 60)
    assert len(together) > 1
    assert not any(line.endswith((" khu", "phố")) for line in together)


# --- What is refused ---


@pytest.mark.parametrize(
    "changes",
    [
        {"signers": ()},
        {"signers": (Signer(function="a"), Signer(function="b"))},
        {"symbol": ""},
        {"symbol": "BC - UBND"},
        {"number": 0},
        {"place": ""},
        {"kind": "", "addressees": ()},
        {"is_landscape": True},
        {"is_landscape": True, "annexes": (), "body": ("no table",)},
        {"is_roman": False, "body": (Section(heading="1", blocks=(Section(heading="a", blocks=(Section(heading="x"),)),)),)},
    ],
)  # fmt: skip
def test_what_the_decree_does_not_know_is_refused(changes):
    with pytest.raises(PaperError):
        samples.wards_report(**changes)


@pytest.mark.parametrize(
    "changes",
    [{"number": 1}, {"symbol": "BB"}, {"archive": "NV"}, {"kind": ""}, {"signers": ()}, {"urgency": papers.Urgency.URGENT}],
)  # fmt: skip
def test_a_khu_pho_is_no_office(changes):
    with pytest.raises(PaperError):
        samples.khu_pho_minutes(**changes)


def test_tables_are_whole():
    with pytest.raises(PaperError):
        Table(columns=("a", "b"), rows=((1,),))
    with pytest.raises(PaperError):
        Table(columns=(), rows=())
    with pytest.raises(PaperError):
        Table(columns=("a",), rows=((1,),), total=(1, 2))
    with pytest.raises(PaperError):
        Table(columns=("a",) * (model.MOST_COLUMNS + 1), rows=())


# --- Word ---

ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind jc outlineLvl rPr sectPr",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg docGrid",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "rPr": "rFonts b bCs i iCs color sz szCs lang",
}  # fmt: skip


def opened(paper: Paper):
    return Document(io.BytesIO(papers.to_docx(paper)))


@pytest.mark.parametrize(
    "make", [samples.wards_report, samples.letter, samples.hostile, samples.khu_pho_minutes]
)
def test_word_finds_every_property_where_its_schema_wants_it(make):
    document = opened(make())
    roots = [document.element, document.styles.element, document.sections[0].header._element]
    for root in roots:
        for name, order in ORDERS.items():
            known = {qn(f"w:{child}"): at for at, child in enumerate(order.split())}
            for properties in root.iter(qn(f"w:{name}")):
                places = [known[child.tag] for child in properties]
                assert places == sorted(places), [child.tag for child in properties]


def test_the_file_is_whole_and_opens_again():
    data = papers.to_docx(samples.hostile())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
    document = Document(io.BytesIO(data))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for piece in (samples.HOSTILE[0], samples.HOSTILE[1], "Tiếng Việt tổ hợp", "=1+1"):
        assert piece in text
    assert len(document.tables[1].rows) == 201


def test_margins_are_those_of_the_decree_to_the_twentieth_of_a_point():
    for section in opened(samples.wards_report()).sections:
        assert 20 <= section.top_margin.mm <= 25
        assert 20 <= section.bottom_margin.mm <= 25
        assert 30 <= section.left_margin.mm <= 35
        assert 15 <= section.right_margin.mm <= 20
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_every_section_counts_its_own_pages_and_hides_the_first_number():
    document = opened(samples.wards_report())
    assert len(document.sections) == 3
    for section in document.sections:
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert section.different_first_page_header_footer
        assert (
            not section.first_page_header.paragraphs
            or not section.first_page_header.paragraphs[0].text
        )
    fields = [part.text for part in document.sections[0].header._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE"]
    assert document.sections[0].header_distance.mm < 20


def test_styles_are_named_and_of_the_face():
    document = opened(samples.wards_report())
    names = {style.name for style in document.styles}
    assert {look.name for look in rules.LOOKS.values()} < names
    assert len(names) < 50, "nothing of the library's own template is left in the way"
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        assert {fonts.get(qn(f"w:{kind}")) for kind in ("ascii", "hAnsi", "eastAsia", "cs")} == {
            "Times New Roman"
        }
    used = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Nội dung", "Mục I", "Khoản 1", "Điểm a", "Căn cứ", "Phụ lục"} <= used
    levels = {
        style.name: style.element.pPr.find(qn("w:outlineLvl"))
        for style in document.styles
        if style.element.pPr is not None
    }
    assert [levels[name].get(qn("w:val")) for name in ("Mục I", "Khoản 1", "Điểm a")] == [
        "0",
        "1",
        "2",
    ]


def test_tables_repeat_their_heading_and_keep_rows_whole():
    table = opened(samples.wards_report()).tables[1]
    first = table.rows[0]._tr.trPr
    assert first.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert table.cell(0, 0).paragraphs[0].style.paragraph_format.keep_with_next


def test_a_document_names_its_office_and_no_program():
    about = opened(samples.wards_report()).core_properties
    assert (
        about.author
        == about.last_modified_by
        == "Ủy ban nhân dân Phường Hòa Bình Minh Tân Phú Trung"
    )
    assert about.title.startswith("Báo cáo Kết quả công tác")
    assert (about.comments, about.language) == ("", "vi-VN")
    assert about.created.date() == datetime.date(2026, 1, 5)


# --- PDF and tables ---


def test_the_pdf_is_one_for_keeping_and_the_same_each_time():
    data = papers.to_pdf(samples.letter())
    assert b"pdfaid" in data
    assert papers.to_pdf(samples.letter()) == data


def test_many_signers_go_on_over_pages():
    signers = tuple(Signer(function=f"Hộ {at}", note="Ký") for at in range(1, 31))
    pages = pdf.read(papers.to_pdf(samples.khu_pho_minutes(signers=signers)))
    assert len(pages) > 2
    for page in pages:
        assert max(line.baseline for line in page.lines) < 277
    assert {line.text for page in pages for line in page.lines} >= {
        f"HỘ {at}" for at in range(1, 31)
    }


@pytest.mark.parametrize("word", ["ắắắắ ", "x" * 60 + " "])
@pytest.mark.parametrize(("letters", "is_whole"), [(499, True), (500, False)])
def test_both_files_break_rows_from_the_same_number_of_letters(letters, is_whole, word):
    middle = (word * 100)[: letters - len("A10  Z10")]
    rows = tuple((f"A{at} {middle} Z{at}",) for at in range(10, 40))
    paper = samples.letter(body=(Table(columns=("a",), rows=rows),))
    table = next(one for one in opened(paper).tables if one.cell(0, 0).text == "a")
    marks = [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows[1:]]
    assert marks == [is_whole] * len(rows)
    pages = [pdf.words([page]) for page in pdf.read(papers.to_pdf(paper))]
    together = [
        any(f"A{at}" in page and f"Z{at}" in page for page in pages) for at in range(10, 40)
    ]
    assert all(together) == is_whole


def test_a_sign_that_no_font_has_spoils_nothing_else():
    pages = pdf.read(papers.to_pdf(samples.letter(body=("Chúc mừng 🎉 漢 xong",))))
    assert "Chúc mừng" in pdf.words(pages)
    assert "xong./." in pdf.words(pages)


def test_tables_go_into_sheets_named_by_their_headings():
    data = papers.to_xlsx(samples.wards_report())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = archive.read("xl/workbook.xml").decode()
        first = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'name="Số hộ theo khu phố"' in book
    assert 'name="Danh sách khu phố"' in book
    assert 'state="frozen"' in first
    cells = sheets.cells(data)
    assert cells[0] == ["Khu phố", "Số hộ", "Tỷ lệ đúng hạn (%)", "Ghi chú"]
    assert cells[1][:3] == ["Khu phố 1", 1201.0, 97.5]
    assert cells[-1][:2] == ["Cộng", 9636.0]


def test_a_sheet_has_one_heading_row_that_names_the_group():
    head = sheets.cells(papers.to_xlsx(samples.wide_report()))[0]
    assert head[:3] == ["STT", "Khu phố", "Quý I: Tháng 1"]
    assert head[-2:] == ["Quý III: Tháng 9", "Tháng 10"]


def test_a_forked_process_is_told_rather_than_left_waiting(monkeypatch):
    papers.to_pdf(samples.letter())
    here = os.getpid()
    monkeypatch.setattr("os.getpid", lambda: here + 1)
    with pytest.raises(RuntimeError):
        papers.to_pdf(samples.letter())


def test_a_paper_without_tables_has_no_workbook():
    with pytest.raises(PaperError):
        papers.to_xlsx(samples.letter())


def test_a_paper_cannot_be_changed_once_it_is_said():
    with pytest.raises(dataclasses.FrozenInstanceError):
        samples.letter().subject = "x"
    assert samples.khu_pho_minutes().family is Family.NEIGHBORHOOD
