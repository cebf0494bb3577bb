"""What background work may hold of a person: a text among its arguments, or in the reason why it failed.

Access registers this as a place of personal data.
"""

from polku.jobs.models import Job
from polku.kernel.redaction import Marks


def redact(marks: Marks) -> int:
    """Take a person out of every job that is kept; done ones are removed by themselves after two weeks."""
    found = []
    for row in Job.objects.order_by("id").iterator(chunk_size=1000):
        if marks.finds(row.args) or marks.finds(row.key) or marks.finds(row.reason):
            row.args = marks.redacted_json(row.args)
            row.key, row.reason = marks.redacted(row.key)[:120], marks.redacted(row.reason)
            found.append(row)
    Job.objects.bulk_update(found, ["args", "key", "reason"], batch_size=500)
    return len(found)
