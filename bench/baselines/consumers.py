"""A bare echo, and chat in the style of the Channels tutorial: save with the async ORM, then group_send."""

from __future__ import annotations

from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.db.models import F

from baselines.models import Conversation, Message

Json = dict[str, Any]


class Echo(AsyncJsonWebsocketConsumer):
    """Sends back what it gets: the least a Channels application can do with a message."""

    async def receive_json(self, content: Json, **kwargs: Any) -> None:
        await self.send_json(content)


class Visitor(AsyncJsonWebsocketConsumer):
    """One visitor in one room."""

    async def connect(self) -> None:
        self.conversation = int(self.scope["url_route"]["kwargs"]["conversation"])
        self.room = f"conversation_{self.conversation}"
        await Conversation.objects.aget_or_create(pk=self.conversation)
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.room, self.channel_name)

    async def receive_json(self, content: Json, **kwargs: Any) -> None:
        message = await Message.objects.acreate(
            conversation_id=self.conversation, client_id=content["client_id"], text=content["text"]
        )
        await Conversation.objects.filter(pk=self.conversation).aupdate(
            head=F("head") + 1, changed=message.at
        )
        event = {"type": "chat.message", "client_id": message.client_id, "text": message.text}
        await self.channel_layer.group_send(self.room, event)

    async def chat_message(self, event: Json) -> None:
        await self.send_json({"type": "ack", "client_id": event["client_id"], "text": event["text"]})


class Agent(AsyncJsonWebsocketConsumer):
    """One agent in many rooms, given as a range."""

    async def connect(self) -> None:
        bounds = self.scope["url_route"]["kwargs"]
        self.rooms = [f"conversation_{each}" for each in range(int(bounds["first"]), int(bounds["last"]) + 1)]
        for room in self.rooms:
            await self.channel_layer.group_add(room, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        for room in self.rooms:
            await self.channel_layer.group_discard(room, self.channel_name)

    async def chat_message(self, event: Json) -> None:
        await self.send_json(
            {"type": "message.created", "client_id": event["client_id"], "text": event["text"]}
        )
