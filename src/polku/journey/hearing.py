"""By which events a buyer was heard of, beside contacts and feedback: later domains register theirs in `ready()`."""

from django.db.models import Q

from polku.kernel.registry import Registry

heard: Registry[Q] = Registry("events by which a buyer is heard")
