"""Three of five open a bid and two learn nothing; a changed byte, another tender and a wrong key are told apart."""

import json
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.errors import Incomplete
from app.trading.sealing.envelope import (
    KEY,
    LONGEST,
    Unreadable,
    commitment,
    hkdf,
    new_key,
    open_content,
    open_share,
    pass_hash,
    put_together,
    read,
    seal,
)
from app.trading.sealing.shamir import combine, split
from tests import few

KEYS = [new_key() for _ in range(5)]
PUBLIC = [public for _private, public in KEYS]
CONTENT = '{"uscc":"91350100M000100Y43","price":"1980000.00","days":120,"manager":"林建国"}'.encode()


def sealed(content: bytes = CONTENT, **said: object) -> tuple[str, bytes]:
    usual: dict[str, object] = {"tender": "GC2026-350102-0001", "lot": 1, "token": "a pass", "holders": PUBLIC}
    return seal(content, **{**usual, **said})  # type: ignore[arg-type]


@settings(deadline=None, max_examples=few(40))
@given(st.binary(min_size=1, max_size=64), st.data())
def test_any_three_of_five_shares_make_the_secret(secret: bytes, data: st.DataObject) -> None:
    shares = split(secret, 5, 3)
    three = data.draw(st.permutations(shares))[:3]
    assert combine(three) == secret
    assert combine(shares) == secret
    assert [share[-1] for share in shares] == [1, 2, 3, 4, 5]


@settings(deadline=None, max_examples=few(20))
@given(st.binary(min_size=1, max_size=8), st.integers(0, 255))
def test_two_shares_fit_every_secret(secret: bytes, other: int) -> None:
    """Two points of a curve of the second degree leave its value at 0 open: for each other secret there is a third."""
    first, second, *_rest = split(secret, 5, 3)
    wanted = bytes([other]) * len(secret)
    third = _through(first, second, wanted)
    assert combine([first, second, third]) == wanted


def _through(first: bytes, second: bytes, secret: bytes) -> bytes:
    """Return the third share, at x = 3, with which two shares make a secret."""
    made = bytearray()
    for place in range(len(secret)):
        for value in range(256):
            third = bytes([value, 3])
            if combine([bytes([first[place], 1]), bytes([second[place], 2]), third])[0] == secret[place]:
                made.append(value)
                break
    return bytes([*made, 3])


def test_shares_computed_by_hand_are_put_together() -> None:
    """p(x) = 42 + 7x + x^2 over GF(256)/0x11b, computed by hand for x = 1, 2, 3."""
    assert combine([bytes([42 ^ 7 ^ 1, 1]), bytes([42 ^ 14 ^ 4, 2]), bytes([42 ^ 9 ^ 5, 3])]) == b"*"


def test_shares_that_do_not_belong_together_are_refused() -> None:
    one, two, three, *_ = split(b"secret")
    for wrong in ([one], [one, one, two], [one, two[1:], three], [one[:-1] + b"\0", two, three], [b"", two, three]):
        with pytest.raises(ValueError, match="belong together"):
            combine(wrong)


def test_hkdf_gives_the_bytes_of_the_standard() -> None:
    """RFC 5869, appendix A.1 and A.3."""
    made = hkdf(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)), 42)
    assert made.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    plain = hkdf(b"\x0b" * 22, b"", b"", 42)
    assert plain.hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"


@settings(deadline=None, max_examples=few(25))
@given(st.binary(max_size=5000), st.text(max_size=20), st.integers(1, 99))
def test_what_was_sealed_opens_with_any_three_holders(content: bytes, tender: str, lot: int) -> None:
    text, key = sealed(content, tender=tender, lot=lot)
    envelope = read(text)
    assert (envelope.tender, envelope.lot, envelope.pass_hash) == (tender, lot, pass_hash("a pass"))
    shares = [open_share(envelope, private) for private, _public in KEYS]
    for three in combinations(shares, 3):
        assert put_together(envelope, three) == key
    assert open_content(envelope, key) == content


def test_two_shares_and_shares_of_another_bid_open_nothing() -> None:
    envelope, other = read(sealed()[0]), read(sealed()[0])
    mine = [open_share(envelope, private) for private, _public in KEYS[:2]]
    foreign = [open_share(other, private) for private, _public in KEYS]
    for shares in (mine, [mine[0], mine[0], mine[1]], [*mine, foreign[4]], foreign):
        with pytest.raises(Unreadable):
            put_together(envelope, shares)


def test_a_broken_share_is_passed_over_while_three_whole_ones_are_there() -> None:
    text, key = sealed()
    envelope = read(text)
    shares = [open_share(envelope, private) for private, _public in KEYS[:4]]
    broken = bytes([shares[0][0] ^ 1, *shares[0][1:]])
    for order in permutations([broken, *shares[1:]]):
        assert put_together(envelope, order) == key


@settings(deadline=None, max_examples=few(30))
@given(st.sampled_from(["box", "nonce", "lot", "tender", "pass", "commit", "holders"]), st.data())
def test_a_changed_envelope_does_not_open(part: str, data: st.DataObject) -> None:
    text, key = sealed()
    told = json.loads(text)
    if part in ("box", "nonce"):
        place = data.draw(st.integers(0, len(told[part]) - 4))
        sign = "B" if told[part][place] == "A" else "A"
        told[part] = told[part][:place] + sign + told[part][place + 1 :]
    elif part == "holders":
        told[part] = told[part][::-1]
    else:
        told[part] = {"lot": 2, "tender": "GC2026-350102-0002", "pass": "0" * 64, "commit": commitment(b"0" * KEY)}[
            part
        ]
    envelope = read(json.dumps(told))
    with pytest.raises(Unreadable):
        open_content(envelope, key)
    if part not in ("box", "nonce"):
        with pytest.raises(Unreadable):
            for private, _public in KEYS:
                open_share(envelope, private)


def test_a_key_that_is_not_in_the_notice_has_no_share() -> None:
    with pytest.raises(Unreadable, match="not sealed for your key"):
        open_share(read(sealed()[0]), new_key()[0])


def test_a_share_swapped_between_bids_is_damaged() -> None:
    one, two = json.loads(sealed()[0]), json.loads(sealed()[0])
    one["shares"][0] = two["shares"][0]
    with pytest.raises(Unreadable, match="damaged"):
        open_share(read(json.dumps(one)), KEYS[0][0])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "{",
        "[]",
        "null",
        '"x"',
        "{}",
        sealed()[0][:-30],
        sealed()[0].replace('"v":1', '"v":2'),
        sealed()[0].replace('"lot":1', '"lot":"1"'),
        sealed()[0].replace('"lot":1', '"lot":true'),
        "x" * (LONGEST + 1),
        "[" * 100_000,
        json.dumps({**json.loads(sealed()[0]), "holders": ["0" * 64] * 5}),
        json.dumps({**json.loads(sealed()[0]), "shares": []}),
        json.dumps({**json.loads(sealed()[0]), "pass": 5}),
    ],
    ids=range(16),
)
def test_a_file_that_is_no_envelope_is_refused_in_words(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text)
    assert refused.value.field == "envelope"


def test_the_length_says_little_and_too_much_is_refused() -> None:
    assert len(sealed(b"")[0]) == len(sealed(b"x" * 1000)[0])
    assert len(sealed(b"x" * (64 * 1024 - 4))[0]) < LONGEST
    with pytest.raises(Incomplete, match="64 kB"):
        sealed(b"x" * (64 * 1024 - 3))
    with pytest.raises(Incomplete, match="five different keys"):
        sealed(holders=[PUBLIC[0]] * 5)
