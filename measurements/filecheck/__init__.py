"""Files from outside: what they are, what they hide, and a copy that everybody may have.

Only `archive` and `pdf_bytes` are used where pages are answered: they read a directory or scan
bytes. Everything that takes a file apart runs in a child with bounded memory and time, which knows
no database and no secrets, and may not use the network.

    reasons.py       why a file is refused: the codes of both sides
    archive.py       an archive that is one from its first byte to its last, and of a sane size
    pdf_bytes.py     a PDF that is one from its first byte to its last
    child.py         the site's side: start the child, and take its answer
    __main__.py      the child's side: confine, work, answer
    office.py        docx, xlsx, pptx: what they may hold, and the copy
    opendocument.py  odt: the same
    markup.py        what both find in XML, and take out of it
    pdf.py           PDF: the same
    images.py        what cameras and programs write into pictures
    drawing.py       the first pages of a PDF as pictures
    pdf_words.py     the words of a PDF, a page at a time
    cpr.py           numbers that look like CPR numbers
"""
