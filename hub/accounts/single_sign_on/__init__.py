"""Single sign-on by OpenID Connect: one provider, named by the operator, gives people their roles.

allauth keeps the state of each round, makes the code challenge and takes people through the steps
of signing in. What it leaves open is closed here: the signature is always checked, and so are
nonce, issuer, times and types; requests go through ``hub.http_client``. Only ``relying_party``
loads allauth's provider, and ``requests`` and PyJWT with it: web servers read it before they fork
where a provider is named, and no other process does.
See ``docs/decisions/0062-single-sign-on.md``.
"""
