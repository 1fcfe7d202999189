"""The table: which role does what, and where. The tests beside it hold every page, frame, route and file against it."""

from agents.permissions import Role
from tests.access.cast import GIVEN, PLACES, Person

OWN, KNOWN, NOTHING = "o", "k", "-"

# What a noun is to somebody, in the four places: one's own, known by name, or nothing at all.
STANDING: dict[str, dict[str, str]] = {
    #                          OO OF FO FF
    "conversation": {"department": "o-o-", "site": "oo--"},
    "rating": {"department": "o-o-", "site": "oo--"},
    "visit": {"department": "ooo-", "site": "oo--"},
    "ban": {"department": "ooo-", "site": "oo--"},
    "visitor": {"department": "o-o-", "site": "oo--"},
    "customer": {"department": "o-o-", "site": "oo--"},
    "file": {"department": "o-o-", "site": "oo--"},
    "canned": {"department": "o-o-", "site": "oo--"},
    "department": {"department": "oko-", "site": "ook-"},
    "agent": {"department": "oko-", "site": "ook-"},
    "site": {"department": "kkk-", "site": "oo--"},
    "tag": {"department": "okok", "site": "ookk"},
    "token": {"department": "----", "site": "----"},
}

_VIEWER, _AGENT, _SUPERVISOR, _MANAGER, _OWNER = Role
WRITERS = {_AGENT, _SUPERVISOR, _MANAGER, _OWNER}
DIRECTORS = {_SUPERVISOR, _MANAGER, _OWNER}
MANAGERS = {_MANAGER, _OWNER}

# What a role finds on a noun's pages in the admin: view, add, change, delete. An agent finds nothing.
ADMIN: dict[str, tuple[str, dict[Role, str]]] = {
    "chat.conversation": ("conversation", {_VIEWER: "v", _SUPERVISOR: "v", _MANAGER: "v", _OWNER: "vd"}),
    "chat.rating": ("rating", {_VIEWER: "v", _SUPERVISOR: "v", _MANAGER: "v", _OWNER: "vd"}),
    "chat.cannedresponse": ("canned", {_SUPERVISOR: "vacd", _MANAGER: "vacd", _OWNER: "vacd"}),
    "chat.tag": ("tag", {_SUPERVISOR: "v", _MANAGER: "vacd", _OWNER: "vacd"}),
    "visitors.customer": ("customer", {_SUPERVISOR: "vc", _MANAGER: "vc", _OWNER: "vcd"}),
    "visitors.visitor": ("visitor", {_SUPERVISOR: "v", _MANAGER: "v", _OWNER: "vd"}),
    "visitors.ban": ("ban", {_SUPERVISOR: "vc", _MANAGER: "vac", _OWNER: "vac"}),
    "visitors.site": ("site", {_MANAGER: "vc", _OWNER: "vacd"}),
    "visitors.auditevent": ("event", {_MANAGER: "v", _OWNER: "v"}),
    "agents.department": ("department", {_MANAGER: "vacd", _OWNER: "vacd"}),
    "agents.agent": ("agent", {_MANAGER: "vac", _OWNER: "vacd"}),
    "agents.apitoken": ("token", {_OWNER: "vcd"}),
    "demo.demodata": ("demo", {_OWNER: "vd"}),
}

# Frames of the console: who may send them, and what noun they are about; those about none concern the sender alone.
FRAMES: dict[str, tuple[set[Role], str]] = {
    "hello": (set(Role), ""),
    "inbox.watch": (set(Role), ""),
    "inbox.finished": (set(Role), ""),
    "inbox.search": (set(Role), ""),
    "canned.list": (set(Role), ""),
    "tag.list": (set(Role), ""),
    "visitors.watch": (set(Role), ""),
    "visitors.unwatch": (set(Role), ""),
    "agent.status": (WRITERS, ""),
    "canned.save": (WRITERS, ""),
    "sync": (set(Role), "conversation"),
    "visit.find": (set(Role), "visit"),
    # Asked for everybody at once: who is out of reach is not among those who are named.
    "visitor.names": (set(Role), ""),
    "conversation.context": (set(Role), "conversation"),
    "conversation.find": (set(Role), "conversation"),
    "conversation.view": (set(Role), "conversation"),
    "visitor.ban": (WRITERS, "visit"),
    "visitor.invite": (WRITERS, "visit"),
    # A colleague has banned them: lifting that takes somebody who directs others.
    "ban.lift": (WRITERS - {_AGENT}, "ban"),
    "visitor.correct": (WRITERS, "conversation"),
    "note.add": (WRITERS, "conversation"),
    "note.edit": (WRITERS, "conversation"),
    "note.delete": (WRITERS, "conversation"),
    "message.history": (set(Role), "conversation"),
    "recipient.list": (WRITERS, "conversation"),
    "message.send": (WRITERS, "conversation"),
    "message.edit": (WRITERS, "conversation"),
    "message.delete": (WRITERS, "conversation"),
    "typing.start": (WRITERS, "conversation"),
    "typing.stop": (WRITERS, "conversation"),
    "conversation.read": (WRITERS, "conversation"),
    "conversation.received": (WRITERS, "conversation"),
    "conversation.reopen": (WRITERS, "conversation"),
    "conversation.tag": (WRITERS, "conversation"),
    "conversation.take": (WRITERS, "conversation"),
    # A colleague has it in these tests: then it takes somebody who directs others.
    "conversation.assign": (WRITERS - {_AGENT}, "conversation"),
    "conversation.transfer": (WRITERS - {_AGENT}, "conversation"),
    "conversation.close": (WRITERS - {_AGENT}, "conversation"),
    "conversation.snooze": (WRITERS - {_AGENT}, "conversation"),
    "conversation.wake": (WRITERS - {_AGENT}, "conversation"),
}

# Operations of REST: who may, what noun the address names, and whether it has to be one's own.
REST: dict[tuple[str, str], tuple[set[Role], str, str]] = {
    ("get", "conversations/"): (set(Role), "", KNOWN),
    ("get", "conversations/{id}/"): (set(Role), "conversation", KNOWN),
    ("get", "conversations/{id}/entries/"): (set(Role), "conversation", KNOWN),
    ("post", "conversations/{id}/entries/"): (WRITERS, "conversation", OWN),
    ("post", "conversations/{id}/take/"): (WRITERS, "conversation", OWN),
    ("post", "conversations/{id}/assign/"): (WRITERS - {_AGENT}, "conversation", OWN),
    ("post", "conversations/{id}/transfer/"): (WRITERS - {_AGENT}, "conversation", OWN),
    ("post", "conversations/{id}/close/"): (WRITERS - {_AGENT}, "conversation", OWN),
    ("post", "conversations/{id}/reopen/"): (WRITERS, "conversation", OWN),
    ("post", "conversations/{id}/tag/"): (WRITERS, "conversation", OWN),
    ("post", "conversations/{id}/snooze/"): (WRITERS - {_AGENT}, "conversation", OWN),
    ("post", "conversations/{id}/wake/"): (WRITERS - {_AGENT}, "conversation", OWN),
    ("get", "canned-responses/"): (set(Role), "", KNOWN),
    ("post", "canned-responses/"): (WRITERS, "", KNOWN),
    ("get", "canned-responses/{id}/"): (set(Role), "canned", KNOWN),
    ("patch", "canned-responses/{id}/"): (DIRECTORS, "canned", OWN),
    ("delete", "canned-responses/{id}/"): (DIRECTORS, "canned", OWN),
    ("get", "customers/"): (set(Role), "", KNOWN),
    ("get", "customers/{id}/"): (set(Role), "customer", KNOWN),
    ("patch", "customers/{id}/"): (WRITERS, "customer", OWN),
    ("post", "events/"): (MANAGERS, "", KNOWN),
    ("get", "agents/"): (set(Role), "", KNOWN),
    ("get", "agents/{id}/"): (set(Role), "agent", KNOWN),
    ("patch", "agents/{id}/"): (MANAGERS, "agent", OWN),
    ("get", "departments/"): (set(Role), "", KNOWN),
    ("post", "departments/"): (MANAGERS, "", KNOWN),
    ("get", "departments/{id}/"): (set(Role), "department", KNOWN),
    ("patch", "departments/{id}/"): (MANAGERS, "department", OWN),
    ("get", "sites/"): (set(Role), "", KNOWN),
    ("post", "sites/"): ({_OWNER}, "", KNOWN),
    ("get", "sites/{id}/"): (set(Role), "site", KNOWN),
    ("patch", "sites/{id}/"): (MANAGERS, "site", OWN),
}


def standing(person: Person, noun: str, place: str) -> str:
    """Return what a noun in a place is to somebody; to an owner everything is his own."""
    if person.role == Role.OWNER:
        return OWN
    return STANDING[noun][person.given][PLACES.index(place)]


def secrets(person: Person) -> list[str]:
    """Return the names that somebody may find nowhere."""
    hidden = []
    for noun, columns in STANDING.items():
        for place in PLACES:
            shared = noun == "site"
            if person.role != Role.OWNER and columns[person.given][PLACES.index(place)] == NOTHING:
                hidden.append(
                    {"FO": "zz-site-near", "FF": "zz-site-far"}[place] if shared else f"zz-{noun}-{place}"
                )
                hidden += [f"zz-words-{place}", f"zz-answer-{place}"] if noun == "conversation" else []
    return hidden


assert all(
    len(columns) == len(PLACES) for row in STANDING.values() for columns in map(row.get, GIVEN) if columns
)
