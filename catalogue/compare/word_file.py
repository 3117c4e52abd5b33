"""A printable document as a Word file, by a library that is loaded with the first of them."""

from catalogue.compare.printable_document import PrintableDocument

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render_word_file(document: PrintableDocument) -> bytes:
    # Each process of the site would take a tenth longer to start, and few make such a file.
    from catalogue.compare.docx_export import render_docx

    return render_docx(document)
