"""Signs of life that were confirmed long ago are kept in less than half their room: what goes can be made again."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select, update

from app.exchange.models import ExchangeBatch, ExchangeChannel
from app.kernel.act import Act

WHOLE = timedelta(days=7)
"""How long a sign of life is kept with its bytes and its receipt."""


def thin_out(act: Act) -> Mapping[str, int]:
    """Let go of bytes and receipts of old signs of life; returns how many were thinned out.

    Number, digest and signed head stay, so that the chain is whole and a fork can be proved. The bytes are the head,
    packed; a receipt says that nothing was taken of nothing, and the newest one, which is kept, stands for it: it names
    a batch whose head names all before it. Who is asked for the receipt of one again signs the same text.
    """
    thinned = 0
    for channel in act.session.scalars(select(ExchangeChannel.id).order_by(ExchangeChannel.id)).all():
        here = ExchangeBatch.channel_id == channel
        newest = act.session.scalar(
            select(ExchangeBatch.number)
            .where(here, ExchangeBatch.receipt.is_not(None))
            .order_by(ExchangeBatch.number.desc())
            .limit(1)
        )
        over = update(ExchangeBatch).where(
            here,
            ExchangeBatch.number < (newest or 0),
            ExchangeBatch.count == 0,
            ExchangeBatch.receipt != "",
            ExchangeBatch.kept_at < act.at - WHOLE,
        )
        done = act.session.execute(over.values(packed=b"", receipt="").execution_options(synchronize_session=False))
        thinned += done.rowcount  # type: ignore[attr-defined]
    return {"thinned": thinned}
