"""Conversations that have ended, as they could have been at a furniture shop."""

from demo.stories.advice import ADVICE
from demo.stories.buying import BUYING
from demo.stories.care import CARE
from demo.stories.complaints import COMPLAINTS
from demo.stories.delivery import DELIVERY
from demo.stories.orders import ORDERS
from demo.telling import Story

STORIES: tuple[Story, ...] = (*ADVICE, *BUYING, *DELIVERY, *ORDERS, *CARE, *COMPLAINTS)
