"""Tables of qualifying."""

from polku.qualify.models.answer import Answer as Answer
from polku.qualify.models.answer import AnswerQuerySet as AnswerQuerySet
from polku.qualify.models.capture import Capture as Capture
from polku.qualify.models.form import LeadForm as LeadForm
