exports-menu = Exports
exports-title = Take records out
exports-intro = { $agency } holds { $count ->
    [one] one record
   *[other] { $count } records
}. You get those you may read, as a file.
exports-warning = The file is no longer under Haven's protection: who opens it leaves no trace here. Keep it only as long as you need it.
exports-format = As
exports-format-missing = Choose what the file should be
exports-format-htcds-csv = HTCDS 2.0, CSV
exports-format-htcds-csv-hint = For other systems. Haven reads it back without loss.
exports-format-htcds-json = HTCDS 2.0, JSON
exports-format-htcds-json-hint = The same as one object for each case.
exports-format-csv = A table, CSV
exports-format-csv-hint = In words, for people.
exports-format-xlsx = A table, Excel
exports-format-xlsx-hint = In words, for people who work in Excel.
exports-button = Download
exports-reference = Reference
exports-source-id = Your number
exports-kind = Who
exports-handling = Handling
exports-handling-shared = Shared
exports-handling-pointer_only = Pointer only
exports-handling-sealed = Sealed
exports-made = Handed in
exports-changed = Last changed
