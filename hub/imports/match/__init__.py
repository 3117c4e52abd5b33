"""Match a parsed row: with the record that it stands for, and with what it may duplicate.

``record_matcher`` finds the record by key and slug and compares its facts with the row's;
``duplicates`` finds records and earlier rows that are alike. Next comes ``hub.imports.validate``,
which gives the row its verdict.
"""
