"""Addresses of people: joining, one's profile and sign-in, users and invitations."""

from django.urls import path

from polku.access.web import people, views

app_name = "access"
urlpatterns = [
    path("accounts/join/<str:token>/", views.join, name="join"),
    path("settings/profile/", views.profile, name="profile"),
    path("settings/appearance/", views.appearance, name="appearance"),
    path("settings/security/", views.security, name="security"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/<int:user_id>/", people.person, name="person"),
    path("settings/invitations/", people.invitations, name="invitations"),
    path("settings/invitations/<int:invitation_id>/withdrawal/", people.withdrawal, name="withdrawal"),
]
