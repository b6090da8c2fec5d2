"""What the administration pages ask for and do, one file for each part of the way."""
