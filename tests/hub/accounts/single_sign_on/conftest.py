"""A provider on loopback that can lie in every way that a test asks of it."""

import http.server
import json
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from hub.accounts.models import Person

CLIENT_ID, SECRET = "hub", "a secret: of letters"
CALLBACK = "/accounts/single-sign-on/callback/"
BEGIN = "/accounts/single-sign-on/"
CONFIRM = "/accounts/single-sign-on/confirm/"
KEYS = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _number in range(2)]


@dataclass
class LyingProvider:
    """Honest until a test changes one of these. ``claims``: more than the usual ones, None for
    one that is left out; ``faults``: path -> status and body; ``asked``: what it was sent."""

    address: str = ""
    document: dict = field(default_factory=dict)
    claims: dict = field(default_factory=dict)
    user_info: dict = field(default_factory=dict)
    faults: dict = field(default_factory=dict)
    signs_with: int = 0
    publishes: tuple = (0,)
    algorithm: str = "RS256"
    token_changes: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    hangs: threading.Event | None = None

    def configuration(self):
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "end_session_endpoint": f"{self.address}/end",
        } | self.document

    def keys(self):
        public = [
            json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEYS[number].public_key()))
            | {"kid": f"key {number}", "use": "sig", "alg": "RS256"}
            for number in self.publishes
        ]
        return {"keys": public}

    def id_token(self, nonce):
        now = int(time.time())
        claims = {
            "iss": self.address,
            "sub": "subject-1",
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "email": "ada@example.org",
            "email_verified": True,
            "name": "Ada Lovelace",
            "groups": ["hub-curators", "staff"],
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        key = None if self.algorithm == "none" else KEYS[self.signs_with]
        if self.algorithm == "HS256":
            key = SECRET * 4
        kid = {"kid": "key 0"}
        return jwt.encode(claims, key, algorithm=self.algorithm, headers=kid)

    def token(self, form):
        nonce = form["code"].partition(":")[2]
        token = {"access_token": "access", "token_type": "Bearer", "id_token": self.id_token(nonce)}
        return token | self.token_changes

    def answer(self, path, form):
        if path in self.faults:
            return self.faults[path]
        values = {
            "/.well-known/openid-configuration": self.configuration,
            "/keys": self.keys,
            "/token": lambda: self.token(form),
            "/userinfo": lambda: self.user_info,
        }
        return 200, json.dumps(values[path]())


def handler_of(provider):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.do_GET()

        def do_GET(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            form = dict(parse_qsl(body))
            provider.asked.append((self.path, form, dict(self.headers)))
            if provider.hangs:
                provider.hangs.wait(30)
            status, text = provider.answer(self.path, form)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_arguments):
            pass

    return Handler


@pytest.fixture(scope="session")
def loopback_provider():
    provider = LyingProvider()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_of(provider)) as server:
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        provider.address = f"http://127.0.0.1:{server.server_address[1]}"
        yield provider
        server.shutdown()


@pytest.fixture
def provider(loopback_provider, settings):
    """Named in the settings: curators by one group, administrators by another."""
    loopback_provider.__init__(address=loopback_provider.address)
    settings.OIDC_ISSUER = loopback_provider.address
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, SECRET
    settings.OIDC_NAME = "Example ID"
    settings.OIDC_ROLES = {"hub-curators": "curator", "hub-admins": "administrator"}
    settings.ACCOUNT_RATE_LIMITS = False
    return loopback_provider


@pytest.fixture
def new_client():
    """Another browser."""
    return Client()


def begin(client, path=BEGIN, **form):
    """Press the button: the parameters with which the browser goes to the provider."""
    response = client.post(path, form)
    assert response.status_code == 302, response.content.decode()
    return {name: values[0] for name, values in parse_qs(urlsplit(response.url).query).items()}


def come_back(client, asked, **changes):
    """As the provider sends people back. The code carries the nonce, as its database would."""
    parameters = {"state": asked["state"], "code": f"code:{asked['nonce']}"} | changes
    given = {name: value for name, value in parameters.items() if value is not None}
    return client.get(f"{CALLBACK}?{urlencode(given)}")


def sign_on(client, **form):
    return come_back(client, begin(client, **form))


def is_signed_in(client):
    return client.get("/admin/").status_code == 200


def the_person():
    return Person.objects.get(email="ada@example.org")


def roles_of(person):
    return set(person.groups.values_list("name", flat=True))
