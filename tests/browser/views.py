"""A page as somebody sees it."""

import io
from dataclasses import dataclass, field

from openpyxl import Workbook

from tests.jobs.importing.sheets import line


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
POSITION_ROWS = [line(), line(title="叉车司机", pay="面议"), line(title="电焊工", place=""), line(title="", pay="4000"), line(title="会计", until="昨天")]


def upload(client, address, rows, headings):
    """Send a workbook to an import page; the batch's address."""
    book, stream = Workbook(), io.BytesIO()
    for row in (headings, *rows):
        book.active.append(list(row))
    book.save(stream)
    stream.seek(0)
    return client.post(address, data={"file": (stream, "岗位.xlsx")}, content_type="multipart/form-data").headers["Location"]
