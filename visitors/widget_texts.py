"""What the widget says, in English; a site may word every line itself, per language."""

from django.utils.translation import gettext_noop as _

LAUNCHER = {
    "title": _("Chat with {site}"),
    "open": _("Chat with us"),
    "close": _("Close the chat"),
    "unread_one": _("Chat with us, {n} unread message"),
    "unread_other": _("Chat with us, {n} unread messages"),
}

# What stands in the chat's document itself.
SHELL = {
    "title": _("Chat with {site}"),
    "back": _("Back"),
    "close": _("Close the chat"),
    "menu": _("Menu"),
    "empty": _("Your conversations will be here."),
    "empty_hint": _("Start one, we read everything."),
    "write": _("Write a message"),
    "send": _("Send"),
    "file_add": _("Add a file"),
    "connecting": _("Connecting again"),
}

# What the document says when the time has come.
FRAME = {
    "morning": _("Good morning."),
    "afternoon": _("Good afternoon."),
    "evening": _("Good evening."),
    "greeting": _("What can we help with?"),
    "here_one": _("{names} is here"),
    "here_other": _("{names} are here"),
    "away": _("We are away right now"),
    "back_at": _("Back {day} at {time}"),
    "away_hint": _("Write now, and you will find the answer here."),
    "start": _("Start a conversation"),
    "leave": _("Leave a message"),
    "whom": _("Who is it for?"),
    "is_here": _("someone is here"),
    "is_away": _("away, leave a message"),
    "too_long_one": _("{n} character too long."),
    "too_long_other": _("{n} characters too long. Send it in two parts."),
}

# What is said by what is loaded on use.
PARTS = {
    "talking": {
        "connecting": _("Connecting again"),
        "offline": _("No connection. Your message waits here."),
        "memory": _("Your browser keeps nothing here. The conversation stays until you leave this page."),
        "title": _("Chat with {site}"),
        "yours": _("Your conversations"),
        "again": _("Something else? Write again"),
        "you": _("You"),
        "sending": _("sending"),
        "sent": _("{time}, sent"),
        "delivered": _("{time}, delivered"),
        "read": _("{time}, read"),
        "failed": _("Not sent."),
        "retry": _("Try again"),
        "file_add": _("Add a file"),
        "by": _("{name}, {time}"),
        "by_edited": _("{name}, {time}, edited"),
        "removed": _("{name} removed a message"),
        "typing": _("{name} is writing"),
        "today": _("Today"),
        "joined": _("{name} joined, {time}"),
        "moved": _("You are now with {name}"),
        "ended": _("The conversation has ended"),
        "ended_by": _("{name} ended the conversation"),
        "ended_by_you": _("You ended the conversation"),
        "ended_at": _("Ended at {time}"),
        "reopened": _("The conversation is open again"),
        "waiting": _("Your message is with us"),
        "unseen_one": _("{n} new"),
        "unseen_other": _("{n} new"),
        "end": _("End the conversation"),
        "ending": _("The conversation ends"),
        "undo": _("Undo"),
    },
    "files": {
        "retry": _("Try again"),
        "file_drop": _("Remove {name}"),
        "file_part": _("{part} of {size}"),
        "file_too_large": _("Over the limit of {n} MB"),
        "file_kind": _("Files of this kind are not taken."),
        "file_infected": _("The scanner refused this file."),
        "file_away": _("Did not arrive."),
        "file_lost": _("Did not arrive. Choose it again."),
    },
    "form": {
        "name": _("Your name"),
        "email": _("E-mail"),
        "optional": _("optional"),
    },
    "blocks": {
        "cards": _("Cards"),
        "choose": _("Choose"),
        "day": _("Day"),
        "day_time": _("Day and time"),
        "optional": _("optional"),
        "missing": _("This is needed."),
        "no_at": _("An @ is missing."),
        "wrong": _("This does not fit here."),
        "or_empty": _("Fix it, or leave it empty."),
        "range": _("Choose a day from {first} to {last}."),
        "send": _("Send"),
    },
    "rating": {
        "send": _("Send"),
        "how": _("How did {name} do?"),
        "score_1": _("Bad"),
        "score_2": _("Poor"),
        "score_3": _("Okay"),
        "score_4": _("Good"),
        "score_5": _("Great"),
        "comment": _("Anything to add? (optional)"),
        "not_now": _("Not now"),
        "thanks": _("Thank you. Your answer is stored."),
    },
}

# What the page of its own says besides, to whoever comes by the link of a mail.
PAGE = {
    "link_title": _("Welcome back"),
    "link_lead": _("Here you go on with your conversation on this device. The link works once."),
    "link_go": _("Go on here"),
    "link_gone": _("This link is used up"),
    "link_gone_lead": _("It works once, for seven days. We gladly send you another one."),
    "link_again": _("Send me a new link"),
    "link_never": _("We write to this address no more. Start a new conversation, and we answer there."),
    "link_sent": _("On its way. Look into your mail."),
    "link_none": _("This link leads nowhere"),
    "link_none_lead": _("Perhaps a part of it is missing. Copy it from the mail once more."),
    "link_busy": _("That did not work. Try again in a moment."),
    "link_new": _("Start a new conversation"),
}

# All that a site may word itself.
WORDS = LAUNCHER | SHELL | FRAME | {key: text for part in PARTS.values() for key, text in part.items()}
