"""The door to what this room keeps of a person: mails, and the measurements somebody follows."""

from django.db import transaction

from measurements.models import Event, Follower, InputFile, Message, Publication, Run, SealCheck

# Each seals what it says by a digest: who changed a word of it would break the proof for everybody.
SEALED = (Event, InputFile, Publication, Run, SealCheck)


@transaction.atomic
def forget(address: str) -> dict[str, int]:
    """Delete what is only there to write to an address. Returns how many of each."""
    return {
        "mails": Message.objects.filter(to__iexact=address).delete()[0],
        "followed": Follower.objects.filter(email__iexact=address).delete()[0],
    }
