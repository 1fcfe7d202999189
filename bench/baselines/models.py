"""The tables a first chat and a first page counter need."""

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


class Visitor(models.Model):
    """Somebody who looks at pages."""

    key = models.CharField(max_length=64, unique=True)
    views = models.PositiveIntegerField(default=0)
    seen = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "baselines"

    def __str__(self) -> str:
        return self.key


class View(models.Model):
    """One page they looked at."""

    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE)
    url = models.CharField(max_length=500)
    title = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "baselines"

    def __str__(self) -> str:
        return self.url
