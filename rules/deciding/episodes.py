"""Keys of what happens once: the same episode has the same key, whatever is replayed or read back from the portal."""

from hashlib import sha256

from rules.model import Rulebook


def episode_key(book: Rulebook, account: str, *parts: object) -> str:
    """16 hex digits, from names and moments alone that the portal's own properties tell too."""
    text = "\x1f".join(str(part) for part in (book.rulebook, account, *parts))
    return sha256(text.encode()).hexdigest()[:16]
