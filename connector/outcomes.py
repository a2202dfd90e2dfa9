"""Everything that can go wrong with a call to HubSpot, as exceptions that say what happened and what to do next.

None of them ever carries the access token, and their text carries no value of a record.
"""

from dataclasses import dataclass

TEN_SECONDLY, SECONDLY, DAILY = "ten_secondly", "secondly", "daily"


@dataclass(frozen=True)
class FieldError:
    """What HubSpot says of one property; `message` may quote the value, so it is shown but not logged."""

    name: str
    code: str
    message: str = ""


class HubSpotError(Exception):
    """Base of all outcomes that are not a plain success.

    `retry_after` is the number of seconds after which asking again makes sense; None: only once the cause is mended.
    """

    def __init__(self, sentence: str, next_step: str, retry_after: int | None = None) -> None:
        super().__init__(f"{sentence} {next_step}")
        self.sentence = sentence
        self.next_step = next_step
        self.retry_after = retry_after


class Unauthorized(HubSpotError):
    """401: the token is wrong, withdrawn or expired."""

    def __init__(self, *, expired: bool = False) -> None:
        said = (
            "The HubSpot access token has expired."
            if expired
            else "HubSpot does not accept the access token."
        )
        step = "Set a valid one in FLIPFUNNEL_HUBSPOT_TOKEN and check it with `flipfunnel doctor`."
        super().__init__(said, step)
        self.expired = expired


class MissingScope(HubSpotError):
    """403: the token is good, but it may not do this. `scopes` are those HubSpot names, perhaps none."""

    def __init__(self, scopes: tuple[str, ...] = ()) -> None:
        if scopes:
            said = f"The HubSpot access token lacks the scope {' and '.join(scopes)}."
        else:
            said = "The HubSpot access token may not do this; HubSpot does not say which scope it lacks."
        step = "Grant it in HubSpot where the token was made; work goes on by itself afterwards."
        super().__init__(said, step)
        self.scopes = scopes


class RateLimited(HubSpotError):
    """429: nothing was done.

    `policy` is ten_secondly, secondly (the search limit) or daily. A daily limit ends at midnight in the portal's
    time zone, which only the caller knows: the hour given here is a moment to look again.
    """

    def __init__(self, policy: str, wait_seconds: int) -> None:
        said = f"HubSpot's {policy} limit of calls is used up."
        super().__init__(said, "Nothing to do: the call is made again later.", wait_seconds)
        self.policy = policy
        self.wait_seconds = wait_seconds


class Busy(HubSpotError):
    """HubSpot cannot answer right now (423, 477, 5xx); asking again does no harm."""

    def __init__(self, wait_seconds: int, sentence: str = "HubSpot cannot answer right now.") -> None:
        super().__init__(sentence, "Nothing to do: the call is made again later.", wait_seconds)
        self.wait_seconds = wait_seconds


class Unreachable(HubSpotError):
    """No answer, and nothing was changed."""

    def __init__(self, sentence: str = "HubSpot cannot be reached.", wait_seconds: int = 15) -> None:
        step = "Check the network and FLIPFUNNEL_HUBSPOT_HOST. A running program tries again by itself; start a command once more."
        super().__init__(sentence, step, wait_seconds)


class EffectUnknown(HubSpotError):
    """A change may or may not have happened: read back before it is asked for again."""

    def __init__(self, sentence: str, wait_seconds: int = 5) -> None:
        super().__init__(
            sentence, "What became of it is read back before anything is repeated.", wait_seconds
        )


class Odd2xx(EffectUnknown):
    """An answer that says yes in a way nobody documented."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HubSpot answered a change with an unexpected {status}.")
        self.status = status


class Refused(HubSpotError):
    """HubSpot understood and said no; the same call would be refused again.

    `message` is HubSpot's own text and may quote values; `existing_id` is set where a record exists already.
    """

    def __init__(
        self,
        status: int,
        category: str = "",
        message: str = "",
        fields: tuple[FieldError, ...] = (),
        existing_id: str | None = None,
    ) -> None:
        super().__init__(_refusal(status, category, fields, existing_id), _advice(status))
        self.status = status
        self.category = category
        self.message = message
        self.fields = fields
        self.existing_id = existing_id


class Unmapped(RuntimeError):
    """A mistake of ours: a path that the table of dated paths does not know."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"No dated path is known for {path}: add it to DATED in connector/paths.py before calling it."
        )


class TransactionIsOpen(RuntimeError):
    """A mistake of ours: HubSpot is never called while a database transaction is open."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} was called while a database transaction is open. "
            "HubSpot is never called inside a transaction: commit first, then call.",
        )


def _refusal(status: int, category: str, fields: tuple[FieldError, ...], existing_id: str | None) -> str:
    reason = f"{status} {category}".strip()
    if existing_id is not None:
        return f"HubSpot refused ({reason}): the record exists already as {existing_id}."
    if fields:
        named = ", ".join(
            f"{field.name} ({field.code})" if field.code else field.name for field in fields[:5]
        )
        return f"HubSpot refused ({reason}) because of {named}."
    return f"HubSpot refused ({reason})."


def _advice(status: int) -> str:
    match status:
        case 400:
            return "Compare the property with its definition in HubSpot; the change is set aside until then."
        case 404:
            return "The record or the object type is gone or not visible to the token; it is read again."
        case 409:
            return "The record that exists is used from now on."
        case _:
            return "The call is set aside; `flipfunnel doctor` shows what is possible with this portal."
