"""What is an address that mail can be sent to, and which are taken for the same."""

import pytest

from hub.outbox.addresses import (
    UnusableAddressError,
    envelope_address,
    fold,
    idna_2003_form,
    normalise,
    parse_address,
)

# Each has been used against some mailer to add a recipient, a header or a command.
ATTACKS = (
    "reader@example.org\r\nBcc: victim@example.org",
    "reader@example.org\nBcc: victim@example.org",
    "reader@example.org\rBcc: victim@example.org",
    "reader@example.org%0ABcc:victim@example.org",
    "reader@example.org%0d%0aRCPT TO:<victim@example.org>",
    "reader\r\n@example.org",
    "\nreader@example.org",
    "reader@example.org\n",
    "reader@example.org\r\n\r\nA body of mine",
    "reader@example.org\u2028Bcc: victim@example.org",
    "reader@example.org\x85Bcc: victim@example.org",
    "reader@example.org\x0bBcc: victim@example.org",
    "reader@example.org\x00.evil.example",
    "reader@example.org, victim@example.org",
    "reader@example.org;victim@example.org",
    "reader@example.org victim@example.org",
    "reader@example.org\tvictim@example.org",
    "<victim@example.org>",
    "Reader <reader@example.org>",
    "reader@example.org> SIZE=1\r\nRCPT TO:<victim@example.org",
    '"reader\r\nBcc: victim@example.org"@example.org',
    '"reader@evil.example"@example.org',
    '"a b"@example.org',
    "victim%example.net@example.org",
    "example.net!victim@example.org",
    "@relay.example:victim@example.org",
    "victim@example.org(comment)",
    "victim@[127.0.0.1]",
    "victim@[IPv6:::1]",
    "victim@localhost",
    "=?utf-8?q?victim=0D=0ABcc:?=@example.org\n",
    "reader@@example.org",
    "a@b@example.org",
    "reader@example.org\ud800",
    "reader\u202e@example.org",
    "reader\u200b@example.org",
    "reader@exa\u00admple..org",
)
BROKEN = ("", "reader", "@example.org", "reader@", "reader@example", "a" * 65 + "@example.org",
          "reader@" + "a" * 250 + ".org", ".reader@example.org", "reader@-example.org")  # fmt: skip


@pytest.mark.parametrize("typed", ATTACKS, ids=range(len(ATTACKS)))
def test_an_address_carries_nothing_but_itself(typed):
    with pytest.raises(UnusableAddressError):
        parse_address(typed)


@pytest.mark.parametrize("typed", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(UnusableAddressError):
        parse_address(typed)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("reader@example.org", "reader@example.org"),
        (" reader@example.org ", "reader@example.org"),
        ("First.Last+news@Example.ORG", "First.Last+news@example.org"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("reader@bücher.example", "reader@xn--bcher-kva.example"),
    ],
)
def test_mail_goes_to_the_address_as_it_was_typed(typed, sent):
    assert parse_address(typed) == sent


def test_capitals_make_no_other_subscriber():
    assert normalise("Reader@Example.org") == normalise("reader@example.org")


def test_a_tag_makes_another_subscriber():
    assert normalise("reader+a@example.org") != normalise("reader@example.org")


@pytest.mark.parametrize(
    "spelling",
    ["r.e.ader@gmail.com", "reader+news@gmail.com", "READER@GMAIL.COM", "reader@googlemail.com"],
)
def test_spellings_of_one_mailbox_are_counted_together(spelling):
    assert fold(spelling) == fold("reader@gmail.com")


def test_other_mailboxes_are_counted_apart():
    assert fold("reader@example.org") != fold("reader2@example.org")


@pytest.mark.parametrize("host", ["faß.de", "FAẞ.de", "βόλος.gr"])
def test_letters_that_stand_for_themselves_lead_to_the_host_of_nobody_else(host):
    """By IDNA 2003 mail for faß.de goes to fass.de."""
    host_in_ascii = parse_address(f"reader@{host}").partition("@")[2]
    label = host_in_ascii.split(".")[0].removeprefix("xn--").encode().decode("punycode")
    assert label == host.lower().split(".")[0]


@pytest.mark.parametrize("host", ["hub.test", "office.local", "mail.internal", "example.invalid"])
def test_no_name_is_refused_for_what_it_is_reserved_for(host):
    """In a closed network the mail server knows them."""
    assert parse_address(f"reader@{host}") == f"reader@{host}"


@pytest.mark.parametrize(
    "address", ["admin@localhost", "hub@127.0.0.1", "hub@HUB.test", "reader@xn--i-7iq.ws"]
)
def test_what_is_stored_is_written_to_as_it_is(address):
    assert envelope_address(address) == address


@pytest.mark.parametrize(
    ("address", "former"),
    [
        ("reader@xn--fa-hia.de", "reader@fass.de"),
        ("reader@xn--bcher-kva.example", "reader@xn--bcher-kva.example"),
        ("reader@example.org", "reader@example.org"),
        ("reader@xn--i-7iq.ws", "reader@xn--i-7iq.ws"),
        ("no address", "no address"),
    ],
)
def test_a_host_has_the_name_that_idna_2003_gave_it(address, former):
    assert idna_2003_form(address) == former
