"""Who hears what: the topics of conversations, and of those who look after them."""

from typing import Any

# The topic of those who reach everything.
EVERYTHING = "everything"


def topics_of(conversation: str, *routes: dict[str, Any] | None) -> tuple[str, ...]:
    """Return the topics an entry goes to: its conversation, and for entries that move it, both places."""
    topics = [f"conversation:{conversation}"]
    for route in routes:
        if route is not None:
            topics += [f"visitor:{route['visitor']}", desk_topic(route["site"], route["department"])]
            topics += [site_topic(route["site"]), EVERYTHING]
            if route["agent"]:
                topics.append(f"agent:{route['agent']}")
    return tuple(dict.fromkeys(topics))


def site_topic(site: str) -> str:
    """Return the topic of those who look after a whole site."""
    return f"site:{site}:whole"


def desk_topic(site: str, department: str | None) -> str:
    """Return the topic of those who answer for a department, or for a site's conversations without one."""
    return f"department:{department}" if department else f"site:{site}:desk"
