"""A page as somebody sees it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class View:
    """A page as somebody sees it: the endpoint it stands for, its address, the account, what the cookie holds besides, a form sent first."""

    endpoint: str
    address: str
    account: object = None
    cookie: dict = field(default_factory=dict)
    fill: dict = field(default_factory=dict)
    press: str = ""
    status: int = 200
    totp_passed: bool = True

    def __str__(self):
        return f"{self.address}{' after ' + self.press if self.press else ''} ({self.account.staff_role or self.account.id if self.account else 'anybody'})"


MAIN = "main form .btn-main"
