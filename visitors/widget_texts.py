"""What the widget says, in English; a site may word every line itself, per language."""

from django.utils.translation import gettext_noop as _

LAUNCHER = {
    "open": _("Chat with us"),
}

# What is offered beside the launcher.
INVITATION = {
    "answer": _("Answer"),
    "no_thanks": _("No thanks"),
    "shut": _("Close"),
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
    "emoji": _("Emoji"),
    "file_add": _("Add a file"),
    "connecting": _("Connecting again"),
}

# What stands in place of it for somebody who is banned; it says neither why nor by whom.
REFUSED = {
    "refused": _("This chat is not available to you."),
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
    "usually": _("Usually answers in {n} min"),
    "too_long_one": _("{n} character too long."),
    "too_long_other": _("{n} characters too long. Send it in two parts."),
}

# How what was said is sent by mail, in the menu and below a conversation that is over.
MAILING = {
    "transcript_mail": _("E-mail me the transcript"),
    "email": _("E-mail"),
    "send": _("Send"),
    "sending": _("sending"),
    "mailed": _("On its way to {email}."),
    "mailed_enough": _("Sent often enough for today."),
    "failed_now": _("That did not work. Try again in a moment."),
}

# What fields to fill in say, before a conversation and inside one.
FIELDS = {
    "optional": _("optional"),
    "choose": _("Choose"),
    "choose_one": _("Choose one."),
    "tick": _("This has to be ticked."),
    "missing": _("An answer is missing."),
    "at": _("An @ is missing."),
    "address": _("The address is not whole."),
    "digits": _("A number has digits, such as +47 55 12 34 56."),
    "wrong": _("This does not fit here."),
    "or_empty": _("{why} Fix it, or leave it empty."),
    "send": _("Send"),
}

# What is said by what is loaded on use.
PARTS = {
    "talking": {
        "connecting": _("Connecting again"),
        "offline": _("No connection. Your message waits here."),
        "refused": _("This chat is not available to you."),
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
        "unread_one": _("{n} unread message"),
        "unread_other": _("{n} unread messages"),
        "unseen_one": _("{n} new"),
        "unseen_other": _("{n} new"),
    },
    "files": {
        "retry": _("Try again"),
        "file_add": _("Add a file"),
        "file_camera": _("Take a photo"),
        "file_choose": _("Choose a file"),
        "file_drop_here": _("Drop to add"),
        "file_allowed": _("Photos, documents and film, up to {n} MB each"),
        "file_drop": _("Remove {name}"),
        "file_part": _("{part} of {size}"),
        "file_too_large": _("Over the limit of {n} MB"),
        "file_kind": _("Files of this kind are not taken."),
        "file_empty": _("There is nothing in this file."),
        "file_infected": _("The scanner refused this file."),
        "file_away": _("Did not arrive."),
        "file_lost": _("Did not arrive. Choose it again."),
    },
    "emoji": {
        "emoji": _("Emoji"),
        "emoji_find": _("Find an emoji"),
        "emoji_none": _("No emoji for “{words}”."),
    },
    "form": {
        **FIELDS,
        "whom": _("Who is it for?"),
        "in_min": _("in about {n} min"),
        "is_here": _("someone is here"),
        "is_away": _("away, leave a message"),
        "name": _("Your name"),
        "email": _("E-mail"),
        "phone": _("Phone"),
        "about_you": _("About you"),
        "page_seen": _("We see that you are on this page"),
        "page_drop": _("Leave this page out"),
        "noted": _("Thank you. We have it."),
        "not_now": _("Not now"),
    },
    "blocks": {
        **FIELDS,
        "cards": _("Cards"),
        "day": _("Day"),
        "day_time": _("Day and time"),
        "range": _("Choose a day from {first} to {last}."),
    },
    "menu": {
        "menu": _("Menu"),
        "sound": _("Sound"),
        "transcript_save": _("Download the transcript"),
        **MAILING,
        "device": _("Continue on your phone"),
        "device_other": _("Continue on another device"),
        "device_hint": _("It works once, for 15 minutes. Whoever has it reads your conversations with us."),
        "device_link": _("Link"),
        "device_copy": _("Copy"),
        "device_copied": _("Copied."),
        "device_mail": _("E-mail me the link"),
        "contact": _("May we start a conversation?"),
        "contact_open": _("Open"),
        "contact_open_hint": _("Offers of help, now and then"),
        "contact_quiet": _("Quiet"),
        "contact_quiet_hint": _("We answer, but never start"),
        "contact_none": _("None"),
        "contact_none_hint": _("Just the button. No surveys, no mail"),
        "contact_changed": _("Changed to {level}."),
        "undo": _("Undo"),
        "end": _("End the conversation"),
        "ending": _("The conversation ends"),
    },
    "sound": {},
    "rating": {
        **MAILING,
        "reasons_wrong": _("What went wrong?"),
        "reasons_good": _("What went well?"),
        "reason_slow": _("Took too long"),
        "reason_unsolved": _("Not solved"),
        "reason_unclear": _("Hard to understand"),
        "reason_unfriendly": _("Not friendly"),
        "reason_expert": _("Knew the product"),
        "reason_quick": _("Quick"),
        "reason_friendly": _("Friendly"),
        "reason_solved": _("Solved it"),
        "rating_change": _("Change it"),
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

# What the document asks on a site that collects after consent, and what it says from then on.
CONSENT = {
    "consent_ask": _("May we see which pages you look at?"),
    "consent_why": _(
        "It tells us what you may need, and where visitors come from. The chat works either way."
    ),
    "consent_yes": _("Yes"),
    "consent_no": _("No"),
    "consent_granted": _("We see which pages you look at."),
    "consent_stop": _("Stop"),
    "consent_refused": _("We do not see which pages you look at."),
    "consent_allow": _("Allow it"),
}

# What the page of its own says besides, to whoever comes by the link of a mail.
PAGE = {
    "link_title": _("Welcome back"),
    "link_lead": _("Here you go on with your conversation on this device. The link works once."),
    "link_go": _("Go on here"),
    "link_gone": _("This link is used up"),
    "link_gone_lead": _("It works once, for seven days. We gladly send you another one."),
    "link_shown_lead": _("It works once, for 15 minutes. Make another one on the device where you began."),
    "link_again": _("Send me a new link"),
    "link_never": _("We write to this address no more. Start a new conversation, and we answer there."),
    "link_sent": _("On its way. Look into your mail."),
    "link_none": _("This link leads nowhere"),
    "link_none_lead": _("Perhaps a part of it is missing. Copy it from the mail once more."),
    "link_busy": _("That did not work. Try again in a moment."),
    "link_new": _("Start a new conversation"),
}

# All that a site may word itself.
WORDS = (
    LAUNCHER
    | INVITATION
    | SHELL
    | FRAME
    | {key: text for part in PARTS.values() for key, text in part.items()}
    | CONSENT
)
