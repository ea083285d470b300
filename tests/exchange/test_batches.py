"""Batches: what was signed arrives whole or not at all, in order, once."""

import gzip
import json
import random
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.batches import Batch, Channel, Turn, digest_of, make_batch, read_batches, turn_of
from app.exchange.keys import fingerprint, read_new_key, sign, state_new_key
from app.exchange.packed import BOUNDS, Bounds, Unfit, pack
from app.exchange.receipts import RefusedRow, make_receipt, read_receipt
from app.kernel.audit import canonical
from app.kernel.trail.keys import key_id
from tests.exchange.building import AT, CITY, COUNTY, RECEIVER, SENDER, STRANGER, UP, batches, rows

PUBLIC = SENDER.verify_key
FILE = b"".join(batch.packed() for batch in batches(3, 0, 5))


def pieces(content: bytes, size: int = 1000) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def read(content: bytes, size: int = 1000, bounds: Bounds = BOUNDS, channel: Channel = UP) -> list[Batch]:
    return list(read_batches(pieces(content, size), channel, PUBLIC, bounds))


@given(st.lists(st.integers(0, 40), min_size=1, max_size=4), st.integers(1, 400))
def test_what_was_packed_is_read_again_however_it_is_cut_into_pieces(counts: list[int], size: int) -> None:
    made = batches(*counts)
    assert read(b"".join(batch.packed() for batch in made), size) == made


def test_a_batch_that_packs_a_hundred_times_smaller_is_read_to_its_last_row() -> None:
    same = [{"id": "350102/1", "data": "a" * 900}] * 5000
    made = make_batch(UP, same, SENDER, at=AT)
    assert len(made.packed()) * 100 < sum(map(len, made.lines))
    assert read(made.packed(), 7) == [made]


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_a_flipped_byte_never_brings_in_anything_that_was_not_signed(place: int, flip: int) -> None:
    spoilt = FILE[:place] + bytes([FILE[place] ^ flip]) + FILE[place + 1 :]
    made, came = batches(3, 0, 5), []
    try:
        came.extend(read_batches(pieces(spoilt), UP, PUBLIC))
    except Unfit:
        assert came == made[: len(came)]
    else:
        assert came == made  # the byte stood in the head of gzip, which says nothing of the rows


@given(st.integers(0, len(FILE) - 1))
def test_a_file_that_ends_in_the_middle_gives_whole_batches_and_says_so(end: int) -> None:
    ends = [0]
    for batch in batches(3, 0, 5):
        ends.append(ends[-1] + len(batch.packed()))
    came = []
    if end in ends[1:]:
        assert read(FILE[:end]) == batches(3, 0, 5)[: ends.index(end)]
        return
    with pytest.raises(Unfit, match="ends in the middle"):
        came.extend(read_batches(pieces(FILE[:end]), UP, PUBLIC))
    assert came == batches(3, 0, 5)[: len(came)]


def test_a_bomb_is_refused_before_it_fills_the_memory() -> None:
    bomb = gzip.compress(b"0" * 2**28)
    wide = make_batch(UP, [], SENDER, at=AT).packed() + gzip.compress(b"\n" * 2**28)
    tracemalloc.start()
    with pytest.raises(Unfit, match="longer than allowed"):
        read(bomb)
    with pytest.raises(Unfit, match="no batch"):
        read(wide)
    assert tracemalloc.get_traced_memory()[1] < 2**25
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("bounds", "sentence"),
    [
        (Bounds(packed=500), "larger than allowed"),
        (Bounds(unpacked=1000), "unpacks to more than allowed"),
        (Bounds(rows=2), "announces 3 rows, more than the 2 allowed"),
        (Bounds(line=50), "longer than allowed"),
    ],
)
def test_each_bound_is_held_with_a_word_of_its_own(bounds: Bounds, sentence: str) -> None:
    with pytest.raises(Unfit, match=sentence):
        read(FILE, bounds=bounds)
    assert len(read(FILE)) == 3


def test_a_batch_of_a_stranger_or_for_another_channel_is_refused() -> None:
    with pytest.raises(Unfit, match="not signed with the key"):
        read(make_batch(UP, rows(1), STRANGER, at=AT).packed())
    for other in (Channel(UP.name, COUNTY, 350103), Channel("down", COUNTY, CITY), Channel(UP.name, 350103, CITY)):
        with pytest.raises(Unfit, match="not meant for this channel"):
            read(FILE, channel=other)


@pytest.mark.parametrize("name", ["number", "previous", "count", "rows", "after", "until", "made_at", "from", "to"])
def test_a_head_that_was_changed_after_its_signature_is_refused(name: str) -> None:
    made = batches(3)[0]
    changed = made.head[name] + 1 if isinstance(made.head[name], int) else made.head[name][::-1] + "x"
    with pytest.raises(Unfit):
        read(Batch({**made.head, name: changed}, made.lines).packed())


@pytest.mark.parametrize("change", [{"number": True}, {"count": -1}, {"count": "3"}, {"more": 1}, {"exchange": "x"}])
def test_a_head_of_another_shape_is_refused_though_its_signature_is_right(change: dict[str, object]) -> None:
    head = sign({**batches(3)[0].head, **change}, SENDER)
    with pytest.raises(Unfit, match="no batch"):
        read(Batch(head, batches(3)[0].lines).packed())


@pytest.mark.parametrize("line", [b"[]", b"", b'{"a": NaN}', b'{"a": 1, "a": 2}', b"[" * 100_000, b"\xff"])
def test_a_line_that_is_no_object_is_refused(line: bytes) -> None:
    with pytest.raises(Unfit, match="no batch"):
        read(pack([line]))


def test_rows_that_were_exchanged_for_others_are_refused() -> None:
    made, other = batches(3)[0], batches(4)[0]
    with pytest.raises(Unfit, match="not those that were signed"):
        read(Batch(made.head, (*made.lines[:2], other.lines[3])).packed())


@given(st.integers(0, 2**32), st.integers(1, 12))
def test_batches_that_come_late_twice_and_out_of_order_are_each_taken_once_and_in_order(seed: int, count: int) -> None:
    chance, made = random.Random(seed), batches(*[1] * count)  # noqa: S311 - no secret
    taken: list[Batch] = []
    for _ in range(1000):
        if len(taken) == count:
            break
        came = chance.choice(made)
        turn = turn_of(came.head, [batch.digest for batch in taken])
        expected = Turn.NEXT if came.number == len(taken) + 1 else Turn.AGAIN if came.number <= len(taken) else Turn.GAP
        assert turn is expected
        if turn is Turn.NEXT:
            taken.append(came)
    assert taken == made


def test_two_batches_of_one_number_are_a_fork_and_so_is_one_that_follows_another_past() -> None:
    first, second = batches(3, 2)
    other = make_batch(UP, rows(4), SENDER, at=AT)
    assert turn_of(other.head, [first.digest]) is Turn.FORK
    assert turn_of(second.head, [other.digest]) is Turn.FORK
    assert turn_of(second.head, [first.digest]) is Turn.NEXT


def test_the_digest_of_a_batch_does_not_hang_on_its_signature() -> None:
    head = batches(3)[0].head
    assert digest_of({**head, "signature": "0"}) == digest_of(head)
    assert digest_of({**head, "rows": "0"}) != digest_of(head)


def test_a_receipt_accounts_for_each_row_and_is_held_against_its_batch() -> None:
    first, second = batches(3, 2)
    refused = (RefusedRow(2, "350102/2", "The row belongs to another county than the channel."),)
    line = canonical(make_receipt(first, refused, RECEIVER, AT)).encode()
    assert read_receipt(line, first, RECEIVER.verify_key) == refused
    assert json.loads(line)["taken"] == 2
    with pytest.raises(Unfit, match="another batch than number 2"):
        read_receipt(line, second, RECEIVER.verify_key)
    with pytest.raises(Unfit, match="not signed"):
        read_receipt(line, first, PUBLIC)
    with pytest.raises(Unfit, match="not signed"):
        read_receipt(line.replace(b'"taken":2', b'"taken":3'), first, RECEIVER.verify_key)
    signature = json.loads(line)["signature"].encode()
    for spelling in (signature.upper(), signature[:64] + b" " + signature[64:]):
        with pytest.raises(Unfit, match="not signed"):
            read_receipt(line.replace(signature, spelling), first, RECEIVER.verify_key)


@pytest.mark.parametrize("lines", [(0,), (4,), (2, 2)])
def test_a_receipt_that_refuses_what_is_no_row_of_the_batch_is_not_taken(lines: tuple[int, ...]) -> None:
    first = batches(3)[0]
    said = make_receipt(first, [RefusedRow(line, "x", "y") for line in lines], RECEIVER, AT)
    with pytest.raises(Unfit, match="account for each row"):
        read_receipt(canonical(said).encode(), first, RECEIVER.verify_key)


@pytest.mark.parametrize(
    "refused", [7, None, "row", {}, [7], [{"line": 1}], [{"line": 1e999, "id": "x", "why": "y"}], [{"line": "1"}]]
)
def test_a_receipt_of_another_shape_is_refused_though_its_signature_is_right(refused: object) -> None:
    first = batches(3)[0]
    said = sign({**make_receipt(first, [], RECEIVER, AT), "taken": 2, "refused": refused}, RECEIVER)
    line = canonical(said).replace("Infinity", "1e999").encode()
    with pytest.raises(Unfit):
        read_receipt(line, first, RECEIVER.verify_key)


@pytest.mark.parametrize("deep", range(100, 1200, 50))
def test_a_receipt_that_is_nested_too_deeply_is_refused(deep: int) -> None:
    line = (
        f'{{"key": "{key_id(bytes(RECEIVER.verify_key))}", "signature": "", '.encode()
        + b'"exchange": "receipt/1", "x": '
        + b"[" * deep
        + b"]" * deep
        + b"}"
    )
    with pytest.raises(Unfit):
        read_receipt(line, batches(1)[0], RECEIVER.verify_key)


def test_a_key_follows_another_only_by_a_statement_that_the_old_one_signed() -> None:
    ends = COUNTY, CITY
    said = state_new_key(ends, SENDER, STRANGER.verify_key, AT)
    assert read_new_key(said, ends, PUBLIC) == STRANGER.verify_key
    assert read_new_key(said, (CITY, COUNTY), PUBLIC) is None
    assert read_new_key(said, (COUNTY, CITY + 1), PUBLIC) is None
    assert read_new_key(said, ends, STRANGER.verify_key) is None
    assert read_new_key({**said, "new": bytes(RECEIVER.verify_key).hex()}, ends, PUBLIC) is None
    assert read_new_key(sign({**said, "new": "zz"}, SENDER), ends, PUBLIC) is None
    for numbers in ({"a": 0}, {"a": True}, {"a": "1"}, [], None):
        assert read_new_key(sign({**said, "receipts": numbers}, SENDER), ends, PUBLIC) is None


def test_fingerprints_of_two_keys_differ_and_can_be_read_aloud() -> None:
    told = fingerprint(PUBLIC)
    assert [len(group) for group in told.split(" ")] == [4] * 8
    assert told != fingerprint(STRANGER.verify_key)
