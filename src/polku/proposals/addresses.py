"""Addresses of findings and proposals, for those who lead to them."""

from django.urls import reverse


def proposal_url(proposal_id: int) -> str:
    """The story of a proposal."""
    return reverse("proposals:proposal", args=[proposal_id])


def finding_url(finding_id: int) -> str:
    """A finding in the list."""
    return f"{reverse('proposals:proposals')}#finding-{finding_id}"
