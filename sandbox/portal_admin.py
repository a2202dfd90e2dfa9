"""What a portal's admin sets up without HTTP: access, limits, the account, owners and pipelines."""

from collections.abc import MutableSet, Sequence

from sandbox import limits, portal_setup, search_lag
from sandbox.access import MissingScopes
from sandbox.database import Database


class PortalAdmin:
    """The part of a portal that decides who may do what, and how much; all of it is kept, so every process sees it."""

    db: Database

    def revoke_token(self) -> None:
        self.db.keep_setting("token_revoked", "1")

    def restore_token(self) -> None:
        self.db.keep_setting("token_revoked", "")

    @property
    def token_revoked(self) -> bool:
        return bool(self.db.setting("token_revoked"))

    @property
    def missing_scopes(self) -> MutableSet[str]:
        """The scopes that the portal's own app lacks; a set that may also be assigned."""
        return MissingScopes(self.db)

    @missing_scopes.setter
    def missing_scopes(self, scopes: MutableSet[str]) -> None:
        MissingScopes(self.db).replace(scopes)

    def deny_scopes(self, *names: str) -> None:
        self.missing_scopes |= set(names)

    def set_limits(
        self,
        ten_secondly: int | None = None,
        daily: int | None = None,
        search_per_second: int | None = None,
    ) -> None:
        """Calls per ten seconds and app, per day of the account, and searches per second; None: not limited."""
        limits.keep(self.db, limits.Limits(ten_secondly, daily, search_per_second))

    def set_search_lag(self, seconds: float) -> None:
        """How far search is behind in what it finds, in the portal's time; 0: not at all."""
        search_lag.keep(self.db, seconds)

    def set_account(self, *, time_zone: str | None = None, currency: str | None = None) -> None:
        """What is left out stays as it is."""
        portal_setup.set_account(self.db, time_zone=time_zone, currency=currency)

    def add_owner(  # noqa: PLR0913 # a person has as many parts
        self,
        owner_id: int,
        email: str,
        first: str,
        last: str,
        *,
        archived: bool = False,
        user_id: int | None = None,
    ) -> None:
        """A new owner, or the same one as they are now."""
        portal_setup.add_owner(self.db, owner_id, email, first, last, archived=archived, user_id=user_id)

    def add_pipeline(
        self, object_type: str, pipeline_id: str, label: str, stages: Sequence[portal_setup.Stage]
    ) -> None:
        """Stages are (id, label, probability of a deal or state of a ticket or lead, closed)."""
        portal_setup.add_pipeline(self.db, object_type, pipeline_id, label, stages)
