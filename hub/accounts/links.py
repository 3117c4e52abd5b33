"""Links to choose a password: allauth's own, so that its pages, its limits and its expiry apply."""

from urllib.parse import quote

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.accounts.models import Person


def password_link(person: Person) -> str:
    """An address where the person chooses a password: once, within PASSWORD_RESET_TIMEOUT."""
    uid, key = user_pk_to_url_str(person), default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": quote(key)})
    return f"{settings.SITE_ADDRESS}{path}"


def send_password_link(person: Person) -> None:
    """Mail the link to the person. Raises what the mail server's connection raises."""
    days = settings.PASSWORD_RESET_TIMEOUT // 86400
    send_mail(
        subject=_("Your account at %(site)s") % {"site": settings.SITE_NAME},
        message=_(
            "You can work as a curator at %(site)s.\n\n"
            "Choose a password here (the link works once and for %(days)d days):\n%(link)s\n\n"
            "After that, sign in with this e-mail address at\n%(sign_in)s\n"
        )
        % {
            "site": settings.SITE_NAME,
            "days": days,
            "link": password_link(person),
            "sign_in": settings.SITE_ADDRESS + reverse("account_login"),
        },
        from_email=None,
        recipient_list=[person.email],
    )
