"""REST addresses of agents and departments."""

from django.urls import path

from agents.api.agents import Agents, OneAgent
from agents.api.departments import Departments, OneDepartment

urlpatterns = [
    path("agents/", Agents.as_view()),
    path("agents/<str:id>/", OneAgent.as_view()),
    path("departments/", Departments.as_view()),
    path("departments/<str:id>/", OneDepartment.as_view()),
]
