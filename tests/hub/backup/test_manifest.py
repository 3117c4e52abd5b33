"""Whatever was done to a backup since it was made is found before anything of it is used."""

import json

import pytest

from hub.backup import manifest
from hub.backup.manifest import BackupError, Manifest

DATABASE, MEDIA = "database.dump", "media.tar"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / DATABASE).write_bytes(b"PGDMP" + bytes(range(256)) * 64)
    (tmp_path / MEDIA).write_bytes(b"uploads" * 100)
    manifest.write(
        tmp_path,
        Manifest(
            made_at=manifest.now(),
            engine="postgresql",
            release="0" * 12,
            migrations=[["core", "0001_initial"]],
            rows={"catalogue_tool": 461},
            newest="",
            files=manifest.describe_files(tmp_path, (DATABASE, MEDIA)),
            keys=manifest.current_keys() | {manifest.JOURNAL: ["1f" * 16]},
        ),
    )
    return tmp_path


def change(folder, values, signature=None):
    """The manifest with other values, under the signature of before or a given one."""
    signed = json.loads((folder / manifest.FILE).read_text())
    signed["manifest"] |= values
    signed["signature"] = signature or signed["signature"]
    (folder / manifest.FILE).write_text(json.dumps(signed))


def test_what_was_written_is_read(folder):
    assert manifest.read(folder).rows == {"catalogue_tool": 461}
    assert manifest.read(folder).journal == "1f" * 16


def test_the_release_of_before_can_read_it(folder):
    """It refuses a manifest with any field that it does not know."""
    assert set(json.loads((folder / manifest.FILE).read_text())["manifest"]) == {
        "made_at", "engine", "release", "migrations", "rows", "newest", "files", "keys", "format",
    }  # fmt: skip


@pytest.mark.parametrize("name", [DATABASE, MEDIA])
@pytest.mark.parametrize("place", [0, 3, 100, -1], ids=["header", "header too", "data", "end"])
@pytest.mark.parametrize("bit", [0, 7])
def test_one_flipped_bit_is_found(folder, name, place, bit):
    content = bytearray((folder / name).read_bytes())
    content[place] ^= 1 << bit
    (folder / name).write_bytes(content)
    with pytest.raises(BackupError, match=f"{name} is damaged"):
        manifest.read(folder)


@pytest.mark.parametrize("length", [0, 1, 5, 1000])
def test_a_cut_is_found(folder, length):
    (folder / DATABASE).write_bytes((folder / DATABASE).read_bytes()[:length])
    with pytest.raises(BackupError, match="cut short"):
        manifest.read(folder)


def test_what_was_added_is_found(folder):
    with (folder / DATABASE).open("ab") as file:
        file.write(b"DROP TABLE")
    with pytest.raises(BackupError, match="added to"):
        manifest.read(folder)


def test_a_missing_file_is_named(folder):
    (folder / MEDIA).unlink()
    with pytest.raises(BackupError, match=r"media\.tar is missing"):
        manifest.read(folder)


def test_every_bit_of_the_manifest_counts(folder):
    """A flip either makes no JSON of it or another text: it is never read as if it were whole."""
    whole = (folder / manifest.FILE).read_bytes()
    for place in range(0, len(whole), 7):
        harmed = bytearray(whole)
        harmed[place] ^= 1
        (folder / manifest.FILE).write_bytes(harmed)
        try:
            same = json.loads(harmed) == json.loads(whole)
        except ValueError:
            same = False
        if not same:
            with pytest.raises(BackupError):
                manifest.read(folder)


def test_who_changes_a_file_cannot_sign_it(folder):
    (folder / DATABASE).write_bytes(b"another")
    change(folder, {"files": manifest.describe_files(folder, (DATABASE, MEDIA))})
    with pytest.raises(BackupError, match="signature does not match"):
        manifest.read(folder)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", '{"manifest": 3, "signature": "x"}', "[" * 100_000],
    ids=lambda content: content[:10],
)
def test_what_is_no_manifest_is_said_to_be_damaged(folder, content):
    (folder / manifest.FILE).write_text(content)
    with pytest.raises(BackupError, match="damaged"):
        manifest.read(folder)


@pytest.mark.parametrize("signature", ["ä" * 64, "\ud800"])
def test_a_signature_of_other_letters_is_a_wrong_one(folder, signature):
    change(folder, {}, signature)
    with pytest.raises(BackupError, match="its signature does not match"):
        manifest.read(folder)


def test_a_folder_that_is_no_backup_is_said_to_be_none(tmp_path):
    with pytest.raises(BackupError, match="name the folder of one backup"):
        manifest.read(tmp_path / "nowhere")


def test_a_newer_form_is_refused(folder):
    change(folder, {"format": manifest.FORMAT + 1})
    with pytest.raises(BackupError, match="newer release"):
        manifest.read(folder)


def test_with_another_hash_key_it_is_said_which_key_is_needed(folder, settings):
    settings.DIGEST_HASH_KEY = "another" * 10
    with pytest.raises(BackupError, match="another DIGEST_HASH_KEY"):
        manifest.read(folder)


def test_without_a_key_that_addresses_are_sealed_with_it_is_refused(folder, settings):
    settings.DIGEST_KEYS = ["another" * 10]
    with pytest.raises(BackupError, match="needs 1 of DIGEST_KEYS"):
        manifest.read(folder)


def test_with_a_newer_key_before_it_nothing_is_missing(folder, settings):
    settings.DIGEST_KEYS = ["another" * 10, *settings.DIGEST_KEYS]
    assert manifest.read(folder)


def test_no_key_stands_in_it(folder, settings):
    content = (folder / manifest.FILE).read_text()
    keys = (settings.SECRET_KEY, settings.DIGEST_HASH_KEY, *settings.DIGEST_KEYS)
    assert not any(key[:30] in content for key in keys)
