"""Official papers by Decree 30/2020/NĐ-CP, and the papers of a khu phố: Word, PDF and tables.

Say once what the paper is (`Paper`), then take it in the form that is wanted:

    to_docx(paper)  Word 2010 or newer and LibreOffice: styles, real paragraphs, a page number field
    to_pdf(paper)   PDF/A-2b with the same measures, letters as wide as those of Times New Roman
    to_xlsx(paper)  one sheet for each table, numbers as numbers; needs at least one table

`core.documents.answer(data, name=…, suffix=".docx")` answers a request with such a file.

What stands where is decided once in `layout`, with the sizes of `rules`; the two writers only draw it.
Texts may hold anything: they are cleaned, and are never markup.
"""

from core.papers.model import (
    Annex,
    Block,
    Column,
    Family,
    Paper,
    PaperError,
    Section,
    Signer,
    Table,
    Urgency,
)
from core.papers.sheets import to_xlsx
from core.papers.typeset import to_pdf
from core.papers.word import to_docx

__all__ = [
    "Annex",
    "Block",
    "Column",
    "Family",
    "Paper",
    "PaperError",
    "Section",
    "Signer",
    "Table",
    "Urgency",
    "to_docx",
    "to_pdf",
    "to_xlsx",
]
