"""The frames of a visitor who goes on with a conversation on another device."""

from chat.framing import Frame, Short, Uuid


class DeviceLink(Frame, tag="device.link", kw_only=True):
    """Go on here with what the one-time link of a mail leads to."""

    client_id: Uuid
    link: Short


class DeviceRenew(Frame, tag="device.renew", kw_only=True):
    """Ask for another link by mail, with one that was used or is too old."""

    link: Short


DeviceFrame = DeviceLink | DeviceRenew
