"""Invoices and credit notes: gapless, frozen when issued, as PDF/A and EN 16931 e-invoice (F3).

Issued documents are snapshots in a hash chain.
"""
