"""Why a file is refused, by code: one sentence each that says what to do."""

from flask_babel import lazy_gettext as _l

from core.spreadsheet.model import UnreadableFile

REASONS = {
    "empty": _l("The file is empty. Fill in the sheet, save it and upload it again."),
    "kind": _l("Only spreadsheets saved as .xlsx, .xls or .csv can be read. Open the file in WPS or Excel and save it as .xlsx."),
    "html": _l("This is a web page with the name of a spreadsheet. Open it in WPS or Excel and save it as .xlsx."),
    "text_as_excel": _l("This is a text file with the name of a spreadsheet. Open it in WPS or Excel and save it as .xlsx."),
    "binary": _l("This is no CSV text. If it is a spreadsheet, save it as .xlsx."),
    "macro": _l("The workbook contains macros, which are not accepted. Save it as .xlsx without macros."),
    "links": _l("The workbook is linked to other workbooks. Break the links (Data, Edit links) and save it again."),
    "encrypted": _l("The workbook has a password. Remove the password and upload it again."),
    "dtd": _l("The workbook contains a document type definition, which no spreadsheet needs. Open it in WPS or Excel and save it as .xlsx."),
    "bomb": _l("Unpacked, the file would be far larger than a spreadsheet of 10 MB is. Copy the rows into a new workbook and save that."),
    "damaged": _l("The file is damaged and cannot be opened. Open it in WPS or Excel, save it as .xlsx and upload it again."),
    "encoding": _l("The characters of this text file cannot be told. Save it as .xlsx, or as CSV in UTF-8."),
    "too_slow": _l("Reading took longer than a minute. Split the sheet, or copy the rows into a new workbook."),
    "too_much": _l("The sheet holds more than can be read at once. Split it into several files."),
    "no_sheet": _l("No visible sheet holds a table. Unhide the sheet or copy the table into a new workbook."),
    "no_table": _l("No headings were found. The table needs a row of headings such as %(headings)s; the template has them all."),
    "lacking": _l("The table has no column %(headings)s. Add it, or copy the rows into the template."),
    "far_cell": _l("Cell %(cell)s is filled, but only 20,000 rows and 60 columns can be read. Delete what is out there, or split the sheet."),
}


def refusal(code: str, **facts: object) -> UnreadableFile:
    """The refusal with this code; an unknown code means damaged."""
    known = code if code in REASONS else "damaged"
    reason = REASONS[known]
    return UnreadableFile(str(reason) % facts if facts else str(reason), known)
