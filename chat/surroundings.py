"""What lies around the conversations within a reach: what one knows of, and of that what is one's own to change."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from agents.models import Agent, Department
from agents.permissions import Role
from chat.models import CannedResponse, Conversation, Rating, Tag
from chat.reach import Reach
from realtime.errors import Refusal
from visitors.models import AuditEvent, AuditPlace, Ban, Customer, Site, Visit, Visitor


def sites(reach: Reach) -> QuerySet[Site]:
    """Return the sites whose conversations may be reached."""
    return Site.objects.all() if reach.everything else Site.objects.filter(pk__in=reach.sites)


def own_sites(reach: Reach) -> QuerySet[Site]:
    """Return the sites one looks after as a whole: those whose settings are one's own."""
    return Site.objects.all() if reach.everything else Site.objects.filter(pk__in=reach.whole)


def departments(reach: Reach) -> QuerySet[Department]:
    """Return one's own departments and those of the same sites, to which conversations are passed on."""
    if reach.everything:
        return Department.objects.all()
    beside = Department.sites.through.objects.filter(site__in=reach.sites).values("department_id")
    return Department.objects.filter(Q(pk__in=reach.departments) | Q(pk__in=beside))


def own_departments(reach: Reach) -> QuerySet[Department]:
    """Return the departments one answers for: what may be given to others."""
    return (
        Department.objects.all() if reach.everything else Department.objects.filter(pk__in=reach.departments)
    )


def colleagues(reach: Reach) -> QuerySet[Agent]:
    """Return oneself and those who answer for departments or look after sites one knows of."""
    if reach.everything:
        return Agent.objects.all()
    members = Agent.departments.through.objects.filter(department__in=departments(reach).values("pk"))
    overseers = Agent.sites.through.objects.filter(site__in=reach.sites)
    return Agent.objects.filter(
        Q(pk=reach.actor.id) | Q(pk__in=members.values("agent_id")) | Q(pk__in=overseers.values("agent_id"))
    )


def own_agents(reach: Reach) -> QuerySet[Agent]:
    """Return the agents one may change: not above oneself, and reaching nothing that one does not reach.

    Somebody who answers elsewhere too is not among them: another role, or another address for the next password,
    would reach there as well.
    """
    if reach.everything:
        return Agent.objects.all()
    departments = Agent.departments.through.objects.filter(agent=OuterRef("pk"))
    sites = Agent.sites.through.objects.filter(agent=OuterRef("pk"))
    return Agent.objects.filter(
        Exists(departments) | Exists(sites),
        ~Exists(departments.exclude(department__in=reach.departments)),
        ~Exists(sites.exclude(site__in=reach.whole)),
        role__in=Role(reach.role).up_to,
    )


def visitors(reach: Reach) -> QuerySet[Visitor]:
    """Return the browsers behind the conversations within reach, and all of a site looked after as a whole."""
    if reach.everything:
        return Visitor.objects.all()
    theirs = Conversation.objects.within(reach).filter(visitor=OuterRef("pk"))
    return Visitor.objects.filter(Exists(theirs) | Q(site__in=reach.whole))


def visits(reach: Reach) -> QuerySet[Visit]:
    """Return the stays on the sites within reach: who looks around belongs to no department."""
    return Visit.objects.all() if reach.everything else Visit.objects.filter(site__in=reach.sites)


def visit(reach: Reach | None, id: str) -> Visit:
    """Return a visit one may know of; out of reach there is none."""
    rows = visits(reach).select_related("site", "visitor__customer") if reach is not None else None
    row = rows.filter(pk=id).first() if rows is not None else None
    if row is None:
        raise Refusal("not_found", "There is no such visit.")
    return row


def bans(reach: Reach) -> QuerySet[Ban]:
    """Return who is kept out of the sites within reach, and who was."""
    return Ban.objects.all() if reach.everything else Ban.objects.filter(site__in=reach.sites)


def customers(reach: Reach) -> QuerySet[Customer]:
    """Return the people behind the conversations within reach."""
    if reach.everything:
        return Customer.objects.all()
    theirs = Conversation.objects.within(reach).filter(visitor__customer=OuterRef("pk"))
    return Customer.objects.filter(Exists(theirs))


def conversations(reach: Reach) -> QuerySet[Conversation]:
    """Return the conversations within reach."""
    return Conversation.objects.within(reach)


def ratings(reach: Reach) -> QuerySet[Rating]:
    """Return what visitors thought of conversations within reach."""
    return Rating.objects.filter(resolution__conversation__in=conversations(reach))


def canned(reach: Reach) -> QuerySet[CannedResponse]:
    """Return the canned replies one may use; to whoever reaches everything, everybody's own as well."""
    return CannedResponse.objects.all() if reach.everything else CannedResponse.objects.within(reach)


def own_canned(reach: Reach) -> QuerySet[CannedResponse]:
    """Return the canned replies one may change: those of one's departments, and one's own."""
    if reach.everything:
        return CannedResponse.objects.all()
    return CannedResponse.objects.filter(Q(department__in=reach.departments) | Q(agent=reach.actor.id))


def tags(_reach: Reach) -> QuerySet[Tag]:
    """Return the tags: words that all sites share."""
    return Tag.objects.all()


def own_tags(reach: Reach) -> QuerySet[Tag]:
    """Return the tags that no conversation beyond reach bears."""
    if reach.everything:
        return Tag.objects.all()
    borne = Conversation.tags.through.objects.filter(tag=OuterRef("pk"))
    return Tag.objects.filter(~Exists(borne.exclude(conversation__in=conversations(reach))))


def events(reach: Reach) -> QuerySet[AuditEvent]:
    """Return what was recorded of one's own sites and departments, and of nothing beyond them."""
    if reach.everything:
        return AuditEvent.objects.all()
    places = AuditPlace.objects.filter(event=OuterRef("pk"))
    mine = Q(site__in=reach.whole) | Q(department__in=reach.departments)
    return AuditEvent.objects.filter(Exists(places.filter(mine)), ~Exists(places.exclude(mine)))
