"""The institutional contacts of records, and who is not to be asked again.

For the rooms above: ``address_book`` adds, removes and finds contacts, ``refusals`` says who is not
written to. A mail kind asks ``refusals.may_be_written_to`` in ``is_wanted``, so that a refusal
holds for each mail that has not left.
"""
