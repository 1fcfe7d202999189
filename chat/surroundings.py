"""What lies around the conversations within a reach: sites, departments, colleagues, customers."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from agents.models import Agent, Department
from chat.models import Conversation
from chat.reach import Reach
from visitors.models import Customer, Site


def sites(reach: Reach) -> QuerySet[Site]:
    """Return the sites whose conversations may be reached."""
    return Site.objects.all() if reach.everything else Site.objects.filter(pk__in=reach.sites)


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
    """Return oneself and those who answer for departments one knows of."""
    if reach.everything:
        return Agent.objects.all()
    members = Agent.departments.through.objects.filter(department__in=departments(reach).values("pk"))
    return Agent.objects.filter(Q(pk=reach.actor.id) | Q(pk__in=members.values("agent_id")))


def customers(reach: Reach) -> QuerySet[Customer]:
    """Return the people behind the conversations within reach."""
    if reach.everything:
        return Customer.objects.all()
    theirs = Conversation.objects.within(reach).filter(visitor__customer=OuterRef("pk"))
    return Customer.objects.filter(Exists(theirs))
