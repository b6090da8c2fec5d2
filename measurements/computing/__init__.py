"""Reading and measuring in a child process with bounded memory and time.

Files from outside are opened here and nowhere else. The child knows no database and no secrets: it
gets paths and frozen settings, and answers with figures, or with what is wrong.

    job.py          what is asked and what can be answered: the words of both sides
    child.py        the worker's side: start the child, listen, end it in time
    __main__.py     the child's side: confine, work, answer
    confinement.py  what the child may not do
    work.py         reading the files and measuring
"""
