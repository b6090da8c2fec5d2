"""Names, types and units of the engine's input tables, in one place."""

PERSON = "person_id"
MUNICIPALITY = "municipality_code"
PERMIT_YEAR = "permit_year"
PERMIT_MONTH = "permit_month"
ENTRY = "entry"
EXIT = "exit"
EVENT = "event"

# One row per person and municipality. Months are whole months since the residence permit:
# at risk in months entry+1 .. exit; event 1 = work or education began in month exit.
REQUIRED_OF_SPELLS = (PERSON, MUNICIPALITY, PERMIT_YEAR, PERMIT_MONTH, ENTRY, EXIT, EVENT)

# Every other column of the spell table is a covariate, and so is the permit year.
NOT_COVARIATES = frozenset(REQUIRED_OF_SPELLS) - {PERMIT_YEAR}

# Text in these columns is a category even where it is written with digits.
ALWAYS_CATEGORIES = frozenset({PERMIT_YEAR})

SEX = "sex"

YEAR = "year"
REQUIRED_OF_LABOUR_MARKET = (MUNICIPALITY, YEAR)
