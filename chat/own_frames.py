"""The frames of a visitor about themselves: how much they want of us, and on which device they go on."""

from typing import Literal

from chat.framing import Email, Frame, Id, Short, Uuid


class DeviceLink(Frame, tag="device.link", kw_only=True):
    """Go on here with what the one-time link of a mail leads to."""

    client_id: Uuid
    link: Short


class DeviceRenew(Frame, tag="device.renew", kw_only=True):
    """Ask for another link by mail, with one that was used or is too old."""

    link: Short


class DeviceOffer(Frame, tag="device.offer", kw_only=True):
    """Ask for a one-time link to another device: to be shown here, or sent to the visitor's own address."""

    conversation: Id | None = None
    by: Literal["screen", "mail"] = "screen"


class PreferenceSet(Frame, tag="preference.set", kw_only=True):
    """Want to be left alone, or not; in silence, or not."""

    contact: Literal["open", "quiet", "none"] | None = None
    muted: bool | None = None
    client_id: Uuid | None = None


class RequestTranscript(Frame, tag="conversation.request_transcript", kw_only=True):
    """Have what was said sent by mail: to this address, else to the visitor's own."""

    conversation: Id
    email: Email = ""
    client_id: Uuid | None = None


OwnFrame = DeviceLink | DeviceRenew | DeviceOffer | PreferenceSet | RequestTranscript
