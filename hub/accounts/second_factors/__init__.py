"""Second factors: passkeys, authenticator apps, recovery codes; who must have one, and from when.

What allauth's views need (``forms``, ``views``) loads fido2: nothing that every process loads may
import it. See ``docs/decisions/0056-a-second-factor-for-those-who-write.md``.
"""
