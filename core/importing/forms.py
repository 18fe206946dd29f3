"""The two forms of an import: the file, and what to do with it once checked."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField

from core.forms import PageForm, choices


class UploadForm(PageForm):
    """A spreadsheet to be checked."""

    file = FileField(_l("Spreadsheet"), [FileRequired(_l("Choose a file first."))], description=_l("An .xlsx, .xls or .csv file of up to 10 MB."))


class ConfirmForm(PageForm):
    """Import what is right, or give the file up."""

    how = RadioField(_l("What now?"), choices=choices((
        ("import", _l("Import only the rows that are right; wrong and duplicate rows are left alone")),
        ("discard", _l("Give it all up, and upload a corrected file")))))
