"""What the house keeps for every room: which submissions were answered, and the files people sent."""

import uuid

from django.db import models
from django.utils import timezone


class Submission(models.Model):
    """A form that was sent and answered; the same form sent again gets the same answer.

    `key` is the digest that `once` makes of the hidden key, the person, the path and what was sent.
    No foreign key to the officer: this app knows no people, and a sweep forgets the row anyway.
    """

    key = models.CharField(max_length=64, primary_key=True)
    officer_id = models.BigIntegerField(null=True)
    path = models.TextField()
    header = models.CharField(
        max_length=20, default="", help_text="The header the place was given in."
    )
    location = models.TextField(default="", help_text="Where the first answer led.")
    submitted_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.path} → {self.location}"


def place_of(stored: "StoredFile", _name: str) -> str:
    """`ab/cd/<id>`: neither the name a person typed nor its extension reaches the disk."""
    return f"{stored.pk.hex[:2]}/{stored.pk.hex[2:4]}/{stored.pk.hex}"


class StoredFile(models.Model):
    """A file somebody sent, checked by its content. `size` in bytes; never served but as a download."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.FileField(upload_to=place_of, max_length=100)
    uploaded_by_id = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
