"""Changes by mail: sign-up, preferences, matching, what each digest carries.

Sent by ``hub.outbox``; docs/digests.md has the way of a mail through the code.
"""
