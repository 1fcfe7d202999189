"""REST addresses of sites and customers."""

from django.urls import path

from visitors.api.customers import Customers, OneCustomer
from visitors.api.events import Events
from visitors.api.sites import OneSite, Sites

urlpatterns = [
    path("customers/", Customers.as_view()),
    path("customers/<str:id>/", OneCustomer.as_view()),
    path("events/", Events.as_view()),
    path("sites/", Sites.as_view()),
    path("sites/<str:id>/", OneSite.as_view()),
]
