"""Second factors: passkeys, authenticator apps, recovery codes; who must have one, and from when.

What allauth's views need (``forms``, ``views``) loads fido2: web servers read it before they fork,
and no other process may. See ``docs/decisions/0056-a-second-factor-for-those-who-write.md``.
"""
