"""The pages where administrators take a round from files to publication."""
