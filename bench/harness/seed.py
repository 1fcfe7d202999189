"""Gives a fresh installation a site, a department and agents with API tokens; prints them as JSON.

Run as a program in the environment of the installation: `python bench/harness/seed.py <agents>`.
"""

from __future__ import annotations

import json
import sys

import django


def main(agents: int) -> None:
    """Create everything and print what a load generator has to know."""
    django.setup()
    from agents.models import Agent, ApiToken, Department
    from visitors.models import Site

    site = Site.objects.create(key="bench", name="Bench")
    department = Department.objects.create(name="Support")
    department.sites.add(site)
    tokens = {}
    for number in range(1, agents + 1):
        agent = Agent.objects.create_user(f"agent{number}@bench.example", name=f"Agent {number}")
        agent.departments.add(department)
        tokens[agent.email] = ApiToken.issue(agent, name="bench")
    print(json.dumps({"site": site.key, "agents": tokens}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
