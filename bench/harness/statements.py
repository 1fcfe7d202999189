"""Counts the SQL statements one batch of messages costs, BEGIN and COMMIT apart, and prints them as JSON.

Run as a program in the environment of the installation: `python bench/harness/statements.py 1 20 300`.
"""

from __future__ import annotations

import json
import sys
import uuid

import django


def main(sizes: list[int]) -> None:
    """Record batches of these sizes and print the number of statements of each."""
    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from chat.drafts import Draft
    from chat.log import append
    from chat.models import Conversation
    from visitors.models import Site, Visitor

    visitor = Visitor.objects.create(site=Site.objects.get(key="bench"))
    conversations = [Conversation.open_for(visitor)[0].pk for _ in range(10)]
    counts = {}
    for size in sizes:
        drafts = [
            Draft.message(conversations[n % 10], visitor.actor, "hello", client_id=str(uuid.uuid4()))
            for n in range(size)
        ]
        with CaptureQueriesContext(connection) as captured:
            append(drafts)
        transaction = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
        said = [query["sql"] for query in captured if not query["sql"].startswith(transaction)]
        counts[size] = len(said)
    print(json.dumps(counts))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
