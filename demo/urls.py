"""Addresses of the shop."""

from django.urls import path

from demo import views

app_name = "demo"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("bag/", views.Bag.as_view(), name="bag"),
    path("delivery/", views.Delivery.as_view(), name="delivery"),
    path("<slug:slug>/", views.ProductPage.as_view(), name="product"),
]
