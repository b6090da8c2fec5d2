"""Placeholder until the submissions room is built: same names, nothing published."""


def newest(limit):
    return []


def by_municipality(code):
    return []


def counts_by_municipality():
    return {}
