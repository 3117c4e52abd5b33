"""Which processes load what speaks to a provider: requests and PyJWT with all that they load."""

from tests.hub.accounts.second_factors.test_loaded_modules import run

HEAVY = """
heavy = {"requests", "jwt", "urllib3"} & set(sys.modules)
"""
SERVE = f"import sys\nfrom hub.wsgi import application\n{HEAVY}"
WORK = f"""
import sys, django
django.setup()
from django.urls import reverse
assert reverse("single_sign_on_begin") == "/accounts/single-sign-on/"
{HEAVY}
"""
PROVIDER = {
    "OIDC_ISSUER": "https://id.example.org",
    "OIDC_CLIENT_ID": "hub",
    "OIDC_CLIENT_SECRET": "secret",
    "OIDC_ROLES": "staff=curator",
}
OFF = dict.fromkeys(PROVIDER, "")


def test_a_web_server_without_a_provider_does_not():
    run(f"{SERVE}assert not heavy, heavy", **OFF)


def test_a_worker_does_not_even_where_there_is_one():
    run(f"{WORK}assert not heavy, heavy", **PROVIDER)


def test_a_web_server_with_one_does_before_it_forks():
    run(f"{SERVE}assert 'requests' in heavy and 'jwt' in heavy", **PROVIDER)
