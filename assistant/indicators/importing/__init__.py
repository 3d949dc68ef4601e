"""A file of figures becomes figures of the ledger.

reading (workbooks, texts) ─▶ tables ─▶ understanding ─▶ Mapping, edited by people
    ─▶ applying (keys, naming, unit_choice, numbers) ─▶ checking ─▶ the ledger
"""
