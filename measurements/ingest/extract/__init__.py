"""A register extract → spells: who lived where, and when they first came into work or education.

Four files (persons, residences, activities, exits) become a `Register` of arrays; `derive` makes
spells with dates of it, which end in the same table as those of the flat file. The rules stand in
docs/register-extract.md.
"""
