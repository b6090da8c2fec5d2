"""How much a file may hold. A file over a limit is refused before it is taken apart."""

MEGABYTE = 1024 * 1024

MOST_BYTES = 200 * MEGABYTE  # a million spells as CSV are about 90 MB
MOST_UNPACKED_BYTES = 400 * MEGABYTE  # an XLSX file is a zip archive: what its parts say they hold
MOST_ROWS = 2_000_000  # the country had some 30,000 such people in eight years
MOST_COLUMNS = 60
MOST_SHEET_COLUMNS = 256  # of a sheet, the blank ones beside the table counted
MOST_CHARACTERS = 200  # in one cell: codes, dates, categories
MOST_LEVELS = 300  # of a category; the world has some 200 countries of origin

MOST_EXAMPLES = 100  # of faults shown; the total is always told
MOST_FOUND_CHARACTERS = 40  # of a cell quoted in a fault

MOST_DIGITS = 15  # of a number: what a double keeps
