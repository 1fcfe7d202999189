"""The two tables a first chat needs."""

from django.db import models


class Conversation(models.Model):
    """One visitor's talk."""

    head = models.PositiveIntegerField(default=0)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "baselines"

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class Message(models.Model):
    """One message in it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE)
    client_id = models.CharField(max_length=64)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "baselines"

    def __str__(self) -> str:
        return self.text
