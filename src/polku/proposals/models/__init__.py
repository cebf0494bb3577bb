"""Findings, proposals, decisions."""

from polku.proposals.models.finding import Finding
from polku.proposals.models.proposal import Decision, Proposal

__all__ = ["Decision", "Finding", "Proposal"]
