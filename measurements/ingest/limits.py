"""How much a file may hold. A file over a limit is refused before it costs memory.

Every limit stands here and nowhere else; `docs/data-format.md` lists them for users, and a test
holds the list to this page.
"""

MEGABYTE = 1024 * 1024

# a file
MOST_BYTES = 200 * MEGABYTE  # a million spells as CSV are about 90 MB
MOST_ROWS = 2_000_000  # the country had some 30,000 such people in eight years
MOST_COLUMNS = 60
MOST_CELLS = 40_000_000  # rows times columns: what a computer keeps at hand, 4 bytes a cell
MOST_CHARACTERS = 200  # in one cell or heading: codes, dates, categories
MOST_LINE_CHARACTERS = 1_000_000  # in one line of a CSV file, before it is divided into cells
MOST_LEVELS = 300  # of a category; the world has some 200 countries of origin
MOST_DIGITS = 15  # of a number: what a double keeps
MOST_ROWS_ABOVE = 20  # looked through for headings that stand too low

# a zip archive, and an Excel sheet, which is one
MOST_UNPACKED_BYTES = 400 * MEGABYTE  # all members together
MOST_MEMBERS = 20  # of an archive of data files
MOST_PARTS = 1_000  # of an Excel workbook
MOST_DIRECTORY_BYTES = MEGABYTE  # the list of members
MOST_TEXT_BYTES = 64 * MEGABYTE  # the texts of a workbook, unpacked; they are read at once
MOST_SHEET_COLUMNS = 256  # of a sheet, the blank ones beside the table counted

# a Parquet file
MOST_FOOTER_BYTES = 4 * MEGABYTE  # schema, statistics, notes
MOST_ROW_GROUPS = 5_000
MOST_PAGES = 100_000
MOST_PAGE_BYTES = 32 * MEGABYTE  # one page, unpacked: the least that can be read at a time

# what is told
MOST_EXAMPLES = 100  # of faults shown; the total is always told
MOST_FOUND_CHARACTERS = 40  # of a cell quoted in a fault
