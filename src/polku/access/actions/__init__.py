"""Writes of access: people, teams, invitations, tokens."""

from polku.access.actions.answers import keep_answer
from polku.access.actions.invitations import accept_invitation, invite_user, withdraw_invitation
from polku.access.actions.teams import add_team, archive_team, move_member, rename_team, restore_team
from polku.access.actions.tokens import make_token, note_use, revoke_token
from polku.access.actions.users import add_user, change_user, set_password, update_profile

__all__ = [
    "accept_invitation",
    "add_team",
    "add_user",
    "archive_team",
    "change_user",
    "invite_user",
    "keep_answer",
    "make_token",
    "move_member",
    "note_use",
    "rename_team",
    "restore_team",
    "revoke_token",
    "set_password",
    "update_profile",
    "withdraw_invitation",
]
