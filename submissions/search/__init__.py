"""How a Danish text is understood when it is searched: plain Python, no database.

`normaliser` makes terms of words, `weights` says how much a text is about each of them, `question`
reads what somebody typed, `passages` shows where it was found and why.
"""
