"""Reading a list of groups from any spreadsheet. Pure: no database, no request, no network.

In order: `sheets.read_sheet` turns a file into rows of clean text, `columns.read_columns` finds the header
and guesses the columns, a person corrects the `mapping.Mapping`, and `rows.interpret` reads row by row what
can be read and says what cannot.
"""
