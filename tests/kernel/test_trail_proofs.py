"""What is published proves itself to somebody who has only Python and the public key."""

import io
import json
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.kernel.audit import ChainHead, TrailRow
from app.kernel.errors import Incomplete, NotFound
from app.kernel.trail import merkle
from app.kernel.trail.keys import NoKey, key_id, make_key, open_key, public_keys
from app.kernel.trail.merkle import CountyTree, Peaks, TrailNode, consistency_ranges, grow, inclusion_ranges
from app.kernel.trail.proofs import consistency_proof, inclusion_proof
from app.kernel.trail.publication import write_roots, write_rows
from app.kernel.trail.roots import TrailRoot, latest_root, public_root, roots_of, sign_roots
from tests import few
from tests.kernel.trail import COUNTY, Acting, fill, forge_from, row_at, stand_alone, unlock

KEY = SigningKey(b"k" * 32)
STRANGER = SigningKey(b"s" * 32)
MANY = settings(deadline=None, max_examples=few(60), suppress_health_check=[HealthCheck.function_scoped_fixture])

RFC_8032 = (
    # public key, message, signature: tests 1, 2 and 3 of section 7.1
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
)


LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Of the trees of the first 0 to 8 of these leaves, as the reference of certificate transparency tests itself with."""


@pytest.fixture(scope="module")
def outsider() -> ModuleType:
    return stand_alone()


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nodes are kept from four leaves on, so that small trees have many."""
    monkeypatch.setattr(merkle, "BLOCK_LEVEL", 2)
    monkeypatch.setattr(merkle, "BLOCK", 4)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_outsiders_signature_check_gives_the_vectors_of_rfc_8032(outsider: ModuleType, number: int) -> None:
    public, message, signature = (bytes.fromhex(part) for part in RFC_8032[number])
    assert outsider.ed25519_verify(public, message, signature)
    assert not outsider.ed25519_verify(public, message + b"x", signature)


@MANY
@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200), bit=st.integers(0, 511))
def test_the_outsiders_signature_check_agrees_with_libsodium(
    outsider: ModuleType, seed: bytes, message: bytes, bit: int
) -> None:
    key = SigningKey(seed)
    signature, public = key.sign(message).signature, bytes(key.verify_key)
    assert outsider.ed25519_verify(public, message, signature)
    turned = bytearray(signature)
    turned[bit // 8] ^= 1 << bit % 8
    assert not outsider.ed25519_verify(public, message, bytes(turned))
    assert not outsider.ed25519_verify(bytes(STRANGER.verify_key), message, signature)


def test_a_signature_with_a_number_out_of_range_is_refused(outsider: ModuleType) -> None:
    signature, public = KEY.sign(b"m").signature, bytes(KEY.verify_key)
    larger = int.from_bytes(signature[32:], "little") + outsider.Q
    assert not outsider.ed25519_verify(public, b"m", signature[:32] + larger.to_bytes(32, "little"))
    assert not outsider.ed25519_verify(public[:31], b"m", signature)
    assert not outsider.ed25519_verify(b"\xff" * 32, b"m", signature)
    weak = (1).to_bytes(32, "little")  # the neutral element would accept anything
    assert not outsider.ed25519_verify(weak, b"m", weak + bytes(32))


@MANY
@given(count=st.integers(1, 70))
@example(count=64)
def test_every_way_to_the_root_gives_the_same_root(outsider: ModuleType, count: int) -> None:
    ours, theirs, rows = Peaks(), outsider.Peaks(), [number.to_bytes(32, "big") for number in range(count)]
    for row in rows:
        ours.add(row)
        theirs.add(row.hex())
    assert ours.root().hex() == theirs.root() == rfc_root(rows).hex()


def test_roots_are_those_of_the_vectors_of_certificate_transparency() -> None:
    tree = Peaks()
    roots = [tree.root().hex()]
    for leaf in LEAVES:
        tree.add(bytes.fromhex(leaf))
        roots.append(tree.root().hex())
    assert roots == ROOTS


def rfc_root(rows: list[bytes]) -> bytes:
    """Write down MTH of RFC 6962, section 2.1, as it stands there."""
    if len(rows) < 2:
        return sha256(b"\x00" + rows[0] if rows else b"").digest()
    k = 1
    while k * 2 < len(rows):
        k *= 2
    return sha256(b"\x01" + rfc_root(rows[:k]) + rfc_root(rows[k:])).digest()


def rfc_path(leaf: int, start: int, end: int) -> list[tuple[int, int]]:
    """Write down PATH of RFC 6962, section 2.1.1, as it stands there."""
    width = end - start
    if width == 1:
        return []
    k = 1
    while k * 2 < width:
        k *= 2
    if leaf < k:
        return [*rfc_path(leaf, start, start + k), (start + k, end)]
    return [*rfc_path(leaf - k, start + k, end), (start, start + k)]


@MANY
@given(sizes=st.tuples(st.integers(1, 300), st.integers(1, 300)).map(sorted))
def test_inclusion_paths_are_those_of_rfc_6962(sizes: list[int]) -> None:
    leaf, size = sizes
    assert inclusion_ranges(leaf - 1, size) == rfc_path(leaf - 1, 0, size)


def rfc_consistency(older: int, start: int, end: int, whole: bool) -> list[tuple[int, int]]:
    """Write down SUBPROOF of RFC 6962, section 2.1.2, as it stands there."""
    width = end - start
    if older == width:
        return [] if whole else [(start, end)]
    k = 1
    while k * 2 < width:
        k *= 2
    if older <= k:
        return [*rfc_consistency(older, start, start + k, whole), (start + k, end)]
    return [*rfc_consistency(older - k, start + k, end, False), (start, start + k)]


@MANY
@given(sizes=st.tuples(st.integers(1, 300), st.integers(1, 300)).map(sorted))
def test_consistency_paths_are_those_of_rfc_6962(sizes: list[int]) -> None:
    older, newer = sizes
    assert consistency_ranges(older, newer) == rfc_consistency(older, 0, newer, True)


def test_every_row_proves_itself_under_every_root_and_no_other_row_does(
    session: Session, acting_as: Acting, outsider: ModuleType, small_blocks: None
) -> None:
    keys = {key_id(bytes(KEY.verify_key)): bytes(KEY.verify_key)}
    for count in (1, 6, 10, 4):  # 1, 7, 17, 21 rows
        fill(acting_as(None), count)
        sign_roots(acting_as(None), KEY)
    roots = roots_of(session, COUNTY)
    for root in roots:
        for place in range(1, root.size + 1):
            proof = json.loads(json.dumps(inclusion_proof(session, COUNTY, place, root)))
            outsider.check_inclusion(proof, keys)
            for other in (place - 1, place + 1):
                with pytest.raises(outsider.Bad):
                    outsider.check_inclusion(proof | {"place": other}, keys)
            if proof["path"]:
                with pytest.raises(outsider.Bad):
                    outsider.check_inclusion(proof | {"path": proof["path"][:-1]}, keys)
            with pytest.raises(outsider.Bad):
                outsider.check_inclusion(proof | {"path": [*proof["path"], "00" * 32]}, keys)
            with pytest.raises(outsider.Bad):
                outsider.check_inclusion(proof | {"row_hash": "00" * 32}, keys)
    for newer in roots:
        for older in roots:
            if older.size <= newer.size:
                outsider.check_consistency(consistency_proof(session, older, newer), keys)


def test_a_resigned_fork_fails_the_consistency_proof(
    session: Session, acting_as: Acting, outsider: ModuleType, small_blocks: None
) -> None:
    """Even he who rules the database and holds the key cannot reconcile it with a root that is out."""
    keys = {key_id(bytes(KEY.verify_key)): bytes(KEY.verify_key)}
    fill(acting_as(None), 13)
    sign_roots(acting_as(None), KEY)
    kept = public_root(latest_root(session, COUNTY))  # type: ignore[arg-type]
    unlock(session)
    forge_from(session, 5, official="别人")
    session.connection().execute(delete(TrailRoot))
    session.connection().execute(delete(TrailNode))
    session.expunge_all()
    sign_roots(acting_as(None), KEY)
    fill(acting_as(None), 9)
    sign_roots(acting_as(None), KEY)
    newer, older = roots_of(session, COUNTY)
    forged = consistency_proof(session, older, newer)
    outsider.check_consistency(forged, keys)  # the fork is sound in itself
    with pytest.raises(outsider.Bad, match="history was rewritten"):
        outsider.check_consistency(forged | {"older": kept}, keys)


def test_trees_grow_by_what_is_new_only(session: Session, acting_as: Acting, small_blocks: None) -> None:
    fill(acting_as(None), 21)
    assert grow(session, COUNTY, 21) == 5 + 2 + 1
    assert grow(session, COUNTY, 21) == 0
    fill(acting_as(None), 11)
    assert grow(session, COUNTY, 32) == 3 + 2 + 1 + 1
    levels = session.execute(select(TrailNode.level, TrailNode.position)).all()
    assert sorted(levels) == sorted((level, n) for level in range(2, 6) for n in range(32 >> level))
    rows: list[bytes] = []
    for value in session.scalars(select(TrailRow.hash).order_by(TrailRow.place)):
        rows.append(bytes.fromhex(value))
    for size in range(33):
        assert CountyTree(session, COUNTY).root(0, size) == rfc_root(rows[:size])


def test_nothing_is_signed_where_nothing_is_new(session: Session, acting_as: Acting) -> None:
    fill(acting_as(None), 3)
    fill(acting_as(None), 3, county=350103)
    assert sign_roots(acting_as(None), KEY, COUNTY)["signed"] == 1
    assert sign_roots(acting_as(None), KEY)["signed"] == 1
    assert sign_roots(acting_as(None), KEY)["signed"] == 0
    assert [root.size for root in roots_of(session, COUNTY, before=3)] == []


def test_the_database_refuses_to_change_a_signed_root(session: Session, acting_as: Acting) -> None:
    fill(acting_as(None), 3)
    sign_roots(acting_as(None), KEY)
    with pytest.raises(DatabaseError, match="append-only"):
        session.connection().execute(update(TrailRoot).values(size=2))


def test_a_row_that_no_root_covers_has_no_proof_yet(session: Session, acting_as: Acting) -> None:
    fill(acting_as(None), 3)
    with pytest.raises(NotFound):
        inclusion_proof(session, COUNTY, 2)
    sign_roots(acting_as(None), KEY)
    fill(acting_as(None), 3)
    with pytest.raises(NotFound):
        inclusion_proof(session, COUNTY, 4)
    assert inclusion_proof(session, COUNTY, 3)["place"] == 3


def test_roots_the_wrong_way_round_are_refused(session: Session, acting_as: Acting) -> None:
    for _ in range(2):
        fill(acting_as(None), 3)
        sign_roots(acting_as(None), KEY)
    newer, older = roots_of(session, COUNTY)
    with pytest.raises(Incomplete):
        consistency_proof(session, newer, older)


def test_a_tree_over_missing_rows_has_no_root(session: Session, acting_as: Acting) -> None:
    fill(acting_as(None), 3)
    with pytest.raises(LookupError):
        CountyTree(session, COUNTY).root(0, 4)
    row = bytes.fromhex(row_at(session, 2)["hash"])
    assert CountyTree(session, COUNTY).fold(1, 1) == merkle.leaf_hash(row) == rfc_root([row])


class Published:
    """Everything that an outsider may take home, as files."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.folder = folder
        self.key = folder / "key.pub"
        self.key.write_text(bytes(KEY.verify_key).hex())
        self.rows, self.hashes, self.roots = (folder / f"{name}.jsonl" for name in ("rows", "hashes", "roots"))
        with self.rows.open("w") as file:
            self.count = write_rows(session, file, whole=True)
        with self.hashes.open("w") as file:
            write_rows(session, file)
        with self.roots.open("w") as file:
            write_roots(session, file)

    def put(self, name: str, value: Any) -> str:
        """Write a value to a file and return its name."""
        (self.folder / name).write_text(json.dumps(value))
        return str(self.folder / name)


@pytest.fixture
def published(session: Session, acting_as: Acting, tmp_path: Path) -> Published:
    fill(acting_as(None), 12)
    sign_roots(acting_as(None), KEY)
    fill(acting_as(None), 9)
    fill(acting_as(None), 2, county=350103)
    sign_roots(acting_as(None), KEY)
    return Published(session, tmp_path)


def test_published_files_are_found_genuine(
    published: Published, outsider: ModuleType, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    key = ["--key", str(published.key)]
    newer, older = roots_of(session, COUNTY)
    kept = published.put("older.json", public_root(older))
    proof = published.put("inclusion.json", inclusion_proof(session, COUNTY, 4))
    row = published.put("row.json", json.loads(published.rows.read_text().splitlines()[3]))
    between = published.put("consistency.json", consistency_proof(session, older, newer))
    for arguments in (
        ["rows", str(published.rows)],
        ["rows", str(published.rows), "--roots", str(published.roots), *key],
        ["rows", str(published.hashes), "--roots", str(published.roots), *key],
        ["root", kept, *key],
        ["inclusion", proof, *key, "--row", row],
        ["consistency", between, *key, "--older", kept],
    ):
        assert outsider.main(arguments) == 0, arguments
    said = capsys.readouterr().out
    assert "Genuine: 23 rows of 2 counties, 3 signed roots." in said
    assert "属实：2 个区县共 23 行，签名根 3 个。" in said
    other_row = published.put("row.json", json.loads(published.rows.read_text().splitlines()[4]))
    assert outsider.main(["inclusion", proof, *key, "--row", other_row]) == 1
    assert outsider.main(["consistency", between, *key, "--older", published.put("n", public_root(newer))]) == 1
    assert outsider.main(["rows", str(published.hashes)]) == 1
    assert outsider.main(["root", str(published.folder / "nothing.json"), *key]) == 2
    assert outsider.main(["root", published.put("empty.json", {}), *key]) == 2


@pytest.mark.parametrize("name", ["rows", "hashes"])
@pytest.mark.parametrize(
    ("tamper", "place"),
    [
        (lambda lines: lines[:6] + lines[7:], 7),  # removed
        (lambda lines: [*lines[:6], lines[7], lines[6], *lines[8:]], 7),  # swapped
        (lambda lines: [*lines[:6], lines[5], *lines[6:]], 6),  # doubled
        (lambda lines: lines[:15] + lines[21:], 16),  # tail cut
    ],
)
def test_removed_swapped_doubled_and_cut_lines_are_named(
    published: Published, outsider: ModuleType, capsys: pytest.CaptureFixture[str], name: str, tamper: Any, place: int
) -> None:
    file: Path = getattr(published, name)
    file.write_text("\n".join(tamper(file.read_text().splitlines())))
    assert outsider.main(["rows", str(file), "--roots", str(published.roots), "--key", str(published.key)]) == 1
    said = capsys.readouterr().out
    assert f"350102, row {place}:" in said
    assert f"350102 第 {place} 行" in said


def test_an_edited_row_is_named(published: Published, outsider: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    lines = published.rows.read_text().splitlines()
    lines[8] = lines[8].replace('"case.noted"', '"case.closed"')
    published.rows.write_text("\n".join(lines))
    assert outsider.main(["rows", str(published.rows)]) == 1
    assert "350102, row 9: the content was changed." in capsys.readouterr().out


def test_a_row_hashed_again_is_named(
    published: Published, outsider: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = published.rows.read_text().splitlines()
    row = json.loads(lines[8]) | {"official": "别人"}
    row["hash"] = outsider.row_hash(row)
    lines[8] = json.dumps(row, ensure_ascii=False)
    published.rows.write_text("\n".join(lines))
    assert outsider.main(["rows", str(published.rows)]) == 1
    assert "350102, row 9:" in capsys.readouterr().out


def test_a_changed_hash_a_missing_root_and_a_strange_key_are_noticed(
    published: Published, outsider: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, roots = published.hashes.read_text().splitlines(), published.roots.read_text()
    changed = json.loads(lines[15]) | {"hash": "ab" * 32}
    published.hashes.write_text("\n".join([*lines[:15], json.dumps(changed), *lines[16:]]))
    with_roots = ["rows", str(published.hashes), "--roots", str(published.roots), "--key"]
    assert outsider.main([*with_roots, str(published.key)]) == 1
    assert "350102, row 13: to row 21" in capsys.readouterr().out
    published.roots.write_text("\n".join(roots.splitlines()[1:]))
    assert outsider.main([*with_roots, str(published.key)]) == 1
    assert "a root is missing between 0 and 21 rows" in capsys.readouterr().out
    published.roots.write_text(roots.replace('"size":12', '"size":11'))
    assert outsider.main([*with_roots, str(published.key)]) == 1
    assert "the signature is not genuine" in capsys.readouterr().out
    published.roots.write_text(roots)
    published.key.write_text(bytes(STRANGER.verify_key).hex())
    assert outsider.main([*with_roots, str(published.key)]) == 1
    assert "signed by another key" in capsys.readouterr().out


def test_what_everybody_may_have_says_nothing_about_the_rows(session: Session, acting_as: Acting) -> None:
    fill(acting_as("handler"), 2)
    file = io.StringIO()
    assert write_rows(session, file, COUNTY) == 2
    assert [set(json.loads(line)) for line in file.getvalue().splitlines()] == [{"county", "place", "hash"}] * 2


def test_the_outsiders_program_imports_nothing_but_the_standard_library() -> None:
    source = (Path(__file__).parent.parent.parent / "tools" / "verify_trail.py").read_text()
    imported = [line for line in source.splitlines() if line.startswith(("import ", "from "))]
    assert imported == ["import argparse", "import hashlib", "import json", "import sys", "from pathlib import Path"]


def test_the_key_is_made_once_readable_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "trail.key"
    key = make_key(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert make_key(file) == key == open_key(file)
    assert {one.suffix for one in file.parent.iterdir()} == {".key", ".pub"}
    (file.parent / "note.pub").write_text("no key")
    assert public_keys(file.parent) == {key_id(bytes(key.verify_key)): key.verify_key}


def test_a_missing_damaged_or_open_key_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "trail.key"
    with pytest.raises(NoKey, match="Put its copy back"):
        open_key(file)
    make_key(file)
    file.chmod(0o644)
    with pytest.raises(NoKey, match="0600"):
        open_key(file)
    file.chmod(0o600)
    file.write_text("zz")
    with pytest.raises(NoKey, match="damaged"):
        open_key(file)


def test_two_signers_of_one_county_leave_one_root(session: Session, acting_as: Acting) -> None:
    from app.kernel.trail.roots import _sign

    fill(acting_as(None), 3)
    first = _sign(acting_as(None), KEY, COUNTY, 3)
    assert _sign(acting_as(None), KEY, COUNTY, 3) is first
    assert session.scalar(select(ChainHead.place).where(ChainHead.county == COUNTY)) == 3
