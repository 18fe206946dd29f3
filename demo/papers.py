"""Made-up scans for the enterprises that wait and the fairs of the present: plain pictures that say what they are."""

import io
from pathlib import Path

from flask import current_app
from PIL import Image, ImageDraw
from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from demo.firms import waiting_firms
from demo.plan import Plan
from employers.models import Employer, EmployerPaper
from employers.papers import inspect_paper, keep_paper
from employers.queries import PAPER_KINDS
from jobs.fairs.models import Fair, FairPaper

SIDES, MARGIN = (900, 620), 24
GROUND, INK, LINE = "#fbf7ea", "#5b4a2f", "#c9a86a"


def draw_papers(session: Session, plan: Plan, offsets: dict[Table, int]) -> None:
    """Put a picture of each mandatory kind on file for every enterprise that waits; returns nothing, the files lie encrypted under random names."""
    folder = Path(current_app.config["INSTANCE"]) / "papers"
    first = offsets[Employer.__table__]  # type: ignore[index]
    rows = []
    for firm in waiting_firms(plan):
        for kind in PAPER_KINDS:
            paper = inspect_paper(_picture(firm.credit_code, kind))
            rows.append({"employer_id": first + firm.ordinal + 1, "kind": kind, "stored_name": keep_paper(folder, paper.data),
                         "media_type": paper.media_type, "size": len(paper.data)})
    session.execute(insert(EmployerPaper), rows)
    _draw_fair_papers(session)


def _draw_fair_papers(session: Session) -> None:
    """Put a picture behind every paper of the present fairs."""
    folder = Path(current_app.config["INSTANCE"]) / "fair-papers"
    query = select(FairPaper).join(Fair, Fair.id == FairPaper.fair_id).where(Fair.is_demo, FairPaper.stored_name == "")
    for row in session.execute(query).scalars():
        paper = inspect_paper(_picture(f"fair {row.fair_id}", row.kind))
        row.stored_name, row.media_type, row.size = keep_paper(folder, paper.data), paper.media_type, len(paper.data)


def _picture(whose: str, kind: str) -> bytes:
    image = Image.new("RGB", SIDES, GROUND)
    pen = ImageDraw.Draw(image)
    pen.rectangle((MARGIN, MARGIN, SIDES[0] - MARGIN, SIDES[1] - MARGIN), outline=LINE, width=6)
    pen.text((SIDES[0] // 2, 150), f"DEMO - {kind}", fill=INK, font_size=44, anchor="mm")
    pen.text((SIDES[0] // 2, 290), whose, fill=INK, font_size=52, anchor="mm")
    pen.text((SIDES[0] // 2, 420), "made up for demonstration", fill=INK, font_size=30, anchor="mm")
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()
