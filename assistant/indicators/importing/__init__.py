"""A file of figures becomes figures of the ledger.

reading ─▶ understanding ─▶ Mapping (edited by people) ─▶ applying ─▶ checking ─▶ the ledger
"""
