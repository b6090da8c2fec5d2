"""Deletes what the site has stored on this machine, after asking: `make reset`."""

import shutil
import sys
from pathlib import Path

VAR = Path(__file__).resolve().parent.parent / "var"

if not VAR.exists():
    sys.exit("Nothing to reset: the site has stored nothing here.")
print(f"This deletes the database, uploaded files and logs in {VAR}.")
try:
    answer = input("Type 'slet' to go on: ")
except (EOFError, KeyboardInterrupt):
    answer = ""
if answer.strip() != "slet":
    sys.exit("\nNothing was deleted.")
shutil.rmtree(VAR)
print("Deleted. 'make run' starts over.")
