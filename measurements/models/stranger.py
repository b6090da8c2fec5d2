"""What somebody without an account has lately done here, counted by the place they came from."""

from django.db import models


class StrangerAct(models.Model):
    """One act that is counted against a limit. Deleted when its time is over."""

    what = models.CharField(max_length=20)
    at = models.DateTimeField(db_index=True)
    address = models.CharField(max_length=64)  # digest of the network address

    class Meta:
        indexes = [models.Index(fields=["address", "what", "at"], name="acts_from_an_address")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"
