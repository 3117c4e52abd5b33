"""People with second factors: an app's own arithmetic, and keys in software."""

import base64
import hashlib
import hmac
import json
import secrets
import struct
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256

from hub.outbox.sealing import unseal
from tests.plugins.cast import note_password

PASSWORD = "seven quiet herons"
ADDRESS = "http://localhost"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def in_text(value):
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def code_of(secret, moment=None):
    """RFC 6238, with SHA-1, six digits and steps of 30 seconds, written once more."""
    counter = struct.pack(">Q", int(time.time() if moment is None else moment) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


class SoftwareKey:
    """Holds one key pair and answers as a browser does, without attestation (WebAuthn, 6.5.4)."""

    def __init__(self, address=ADDRESS):
        self.address = address
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.number = secrets.token_bytes(16)

    def _data(self, flags):
        host = urlsplit(self.address).hostname
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + struct.pack(">I", 1)

    def _client_data(self, kind, challenge):
        told = {"type": kind, "challenge": challenge, "origin": self.address}
        return json.dumps(told).encode()

    def _credential(self, **response):
        return json.dumps(
            {
                "id": in_text(self.number),
                "rawId": in_text(self.number),
                "type": "public-key",
                "response": {name: in_text(value) for name, value in response.items()},
                "clientExtensionResults": {},
            }
        )

    def create(self, options):
        public = cbor.encode(ES256.from_cryptography_key(self.private.public_key()))
        attested = bytes(16) + struct.pack(">H", len(self.number)) + self.number + public
        data = self._data(0x45) + attested
        return self._credential(
            clientDataJSON=self._client_data("webauthn.create", options["publicKey"]["challenge"]),
            attestationObject=cbor.encode({"fmt": "none", "attStmt": {}, "authData": data}),
        )

    def get(self, options):
        client_data = self._client_data("webauthn.get", options["publicKey"]["challenge"])
        data = self._data(0x05)
        signed = data + hashlib.sha256(client_data).digest()
        return self._credential(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=self.private.sign(signed, ec.ECDSA(hashes.SHA256())),
        )


@pytest.fixture
def browser():
    """At a host for which keys can be registered without TLS."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def person(make_person):
    return make_person(email="ada@example.org", password=PASSWORD, is_staff=True)


@pytest.fixture
def with_app(person):
    """The person has an authenticator app: its secret."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(person, secret)
    return secret


@pytest.fixture
def signed_in_browser(browser, person):
    browser.force_login(person, backend=BACKEND)
    note_password(browser, person)
    return browser


@pytest.fixture
def add_key(signed_in_browser):
    """Register a key by the page, as its script does."""

    def add(key):
        page = signed_in_browser.get("/accounts/second-factors/passkeys/add/")
        sent = {"name": "office laptop", "credential": key.create(options_of(page))}
        return signed_in_browser.post("/accounts/second-factors/passkeys/add/", sent)

    return add


def options_of(page):
    return json.loads(page.context["key_options"])


def give_password(browser, **more):
    sent = {"login": "ada@example.org", "password": PASSWORD, **more}
    return browser.post("/accounts/login/", sent)


def is_signed_in(browser):
    return browser.get("/admin/").status_code == 200


def stored_secret(person):
    return unseal(Authenticator.objects.get(user=person, type="totp").data["secret"])
