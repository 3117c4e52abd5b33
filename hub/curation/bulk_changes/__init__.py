"""Terms, verification, review and state of many records, changed in one step and taken back in one.

It stands in every list of records as an action (``list_action``); ``views`` shows what was done.
"""
