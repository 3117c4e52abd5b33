"""How allauth's second factors behave here: sealed secrets, QR codes by segno, our names."""

from __future__ import annotations

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.models import Person
from hub.identity.site_identity import current_identity
from hub.outbox.sealing import seal, unseal


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed with DIGEST_KEYS, as addresses are: a new SECRET_KEY voids none."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This code is not right, or was used already. Type the newest one."
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises SealedError where none of the keys opens it."""
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return current_identity().short

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host that the browser has in its address bar: a key works for no other."""
        return {"id": key_host(context.request.get_host()), "name": current_identity().name}

    def build_totp_svg(self, url: str) -> str:
        """Dark on white also in a dark scheme: cameras need it."""
        import segno

        code = segno.make(url, error="m", micro=False)
        svg: str = code.svg_inline(scale=4, border=4, light="#fff", omitsize=True)
        return svg

    def generate_authenticator_name(self, user: Person, type: str) -> str:  # noqa: A002 (allauth's)
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Key %(number)d") % {"number": number}


def key_host(host: str) -> str:
    """The name to which browsers bind a key: the host without its port."""
    return host.lower() if host.startswith("[") else host.partition(":")[0].lower()
