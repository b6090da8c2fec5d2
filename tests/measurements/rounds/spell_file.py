"""Small files that can be measured: four municipalities, 100 people each, one clearly faster."""

CODES = ("0101", "0461", "0751", "0851")
HEADING = (
    "person_id;municipality_code;permit_date;from_date;to_date;end_reason;"
    "sex;birth_year;origin;permit_basis;education"
)


def _person(number: int) -> str:
    """Number 0 gets a permit on 1 May 2003; who gets work, and when, follows the number."""
    place = number % 4
    works = number % 3 != 0 or place == 0
    months = 4 + (number * 7) % 40 + 12 * place
    year, month = divmod(2003 * 12 + 4 + months, 12)
    ends = f"{year}-{month + 1:02}-01" if works else "2010-12-31"
    return ";".join(
        (
            str(1000 + number),
            CODES[place],
            "2003-05-01",
            "2003-05-01",
            ends,
            "employment" if works else "end_of_data",
            "F" if number % 2 else "M",
            str(1960 + number % 20),
            ("Irak", "Somalia", "Afghanistan")[number % 5 % 3],
            ("refugee", "reunified_refugee")[number // 4 % 2],
            ("ingen", "faglært")[number // 8 % 2],
        )
    )


SPELLS = ("\n".join([HEADING, *(_person(n) for n in range(400))]) + "\n").encode()
LABOUR_MARKET = (
    "municipality_code;year;unemployment\n"
    + "".join(
        f"{code};{year};{4 + place + year % 3},5\n"
        for place, code in enumerate(CODES)
        for year in range(2003, 2011)
    )
).encode()
