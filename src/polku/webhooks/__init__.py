"""Every event told to the company's other systems, signed (Standard Webhooks).

Written with the event, delivered by a job.
"""
