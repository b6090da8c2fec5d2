"""The faults that the bad extracts and deliveries of this folder meet."""

from .test_extract_bad_files import BAD

MET = {code for _, _, code, *_ in BAD} | {
    "no_files",
    "mixed_parts",
    "archive_beside_files",
    "missing_persons",
    "missing_residences",
    "missing_activities",
    "missing_exits",
    "missing_data_end",
    "data_end_in_future",
}
