"""Reading all records of a kind: many pages make a portion, and the next one is read while the present one is kept."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from accounts.values import Kind
from connector import HubSpot, RecordRead

PORTION = 1000
"""Records kept by one transaction, and as many as HubSpot tells the associations of in one call."""


def portions(
    api: HubSpot, kind: Kind, properties: Sequence[str], history: Sequence[str], size: int = PORTION
) -> Iterator[list[RecordRead]]:
    """All live records of a kind. A thread of its own reads one portion ahead, so that HubSpot and we seldom wait
    for each other; read ahead are records only, whose age shows in them. Calls HubSpot: never inside a transaction.
    """
    enough = Event()
    read = _joined(api.pages(kind, properties, history), size, enough)
    with ThreadPoolExecutor(1, thread_name_prefix="pages") as ahead:
        try:
            coming = ahead.submit(next, read, None)
            while (portion := coming.result()) is not None:
                coming = ahead.submit(next, read, None)
                yield portion
        finally:
            enough.set()  # whoever stops here waits for one page at most


def _joined(pages: Iterator[list[RecordRead]], size: int, enough: Event) -> Iterator[list[RecordRead]]:
    """Fifty contacts to a page are too few for a transaction and a call for their associations."""
    portion: list[RecordRead] = []
    for page in pages:
        if enough.is_set():
            return
        portion += page
        if len(portion) >= size:
            yield portion
            portion = []
    if portion:
        yield portion
