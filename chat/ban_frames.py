"""What an agent may send to keep somebody out of the chat, and to let them in again."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from chat.framing import Frame, Id, Uuid

Moment = Annotated[datetime, Meta(tz=True)]


class VisitorBan(Frame, tag="visitor.ban", kw_only=True):
    """Keep whoever this visit is of out of the chat, for a few days unless another end is given."""

    client_id: Uuid
    visitor: Id
    reason: Annotated[str, Meta(min_length=1, max_length=300)]
    until: Moment | None = None


class BanLift(Frame, tag="ban.lift", kw_only=True):
    """Let somebody in again; a ban is named by the ``client_id`` it was imposed with."""

    client_id: Uuid
    ban: Uuid


BanFrame = VisitorBan | BanLift
