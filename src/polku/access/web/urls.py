"""Addresses of people: joining, one's profile and sign-in, users and invitations."""

from django.urls import path

from polku.access.web import people, teams, tokens, views

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
    path("settings/teams/", teams.teams_page, name="teams"),
    path("settings/teams/<int:team_id>/", teams.team, name="team"),
    path("settings/teams/<int:team_id>/archiving/", teams.archiving, name="team_archiving"),
    path("settings/teams/<int:team_id>/restoration/", teams.restoration, name="team_restoration"),
    path("settings/teams/<int:team_id>/members/", teams.members, name="team_members"),
    path("settings/teams/<int:team_id>/members/<int:user_id>/leaving/", teams.leaving, name="team_leaving"),
    path("settings/tokens/", tokens.tokens_page, name="tokens"),
    path("settings/tokens/<int:token_id>/revocation/", tokens.revocation, name="token_revocation"),
]
