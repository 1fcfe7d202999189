"""The words of the box by which an agent speaks first."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

INVITE: dict[str, str | Promise] = {
    "invite": _("Invite"),
    "invite.field": _("What you would like to say first"),
    "invite.as": _("as"),
    "invite.how": _("Appears as a small bubble, without sound. You will see here when it has been seen."),
    "invite.unreachable": _("No page of theirs can show it at the moment."),
    "invite.quiet": _("They asked not to be approached. Answer if they write."),
    "invite.by": _("{name} has invited them"),
    "invite.delivered": _("On its way"),
    "invite.shown": _("On the screen"),
    "invite.seen": _("Seen {time}"),
    "invite.accepted": _("Answered. The chat is open on their page."),
    "invite.answered": _("Answered"),
    "invite.open": _("Open the conversation"),
    "invite.declined": _("Closed by the visitor"),
    "invite.expired": _("Seen, and not answered"),
    "invite.unseen": _("Could not be shown: nobody looked at the page in time."),
    "invite.left_page": _("Could not be shown: they left the site."),
    "invite.left_seen": _("Seen, then they left the site"),
    "invite.chat_started": _("They began a conversation themselves"),
    "invite.refused.quiet": _("They asked not to be approached. Nothing was sent."),
    "invite.refused.taken": _("Somebody else was quicker: they are invited or talked to already."),
    "invite.refused.unreachable": _("Could not be shown: no page of theirs is open at the moment."),
    "invite.refused.not_found": _("They have left. Nothing was sent."),
    "invite.refused.forbidden": _("Your role reads along and does not invite."),
}
