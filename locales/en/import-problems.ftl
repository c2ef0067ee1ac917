# What can be wrong with a row, a cell or a whole file that is imported, and how to mend it. One word list for each code
# of the crate `exchange`. Row and column stand beside it; only `word` repeats what a cell holds.

imports-problem-cell-formula-error = The spreadsheet shows an error in this cell. Mend its formula, or type the value.
imports-problem-cell-no-such-field = “{ $field }” is not a field. Choose one of the list, for example names.given, births.date, phones.2.number or source_id
imports-problem-cell-whole-date-needed = The day, month and year of handing in are needed, for example 2025-06-01.
imports-problem-cell-rounded-number = The spreadsheet has rounded this number, so its last digits are lost. Give the column the format “Text” and type the number again.
imports-problem-cell-not-in-list = “{ $word }” is not known here. { $mend ->
    [mapping] Write for example { $offered }, or say in the mapping what it stands for.
    [file] Write for example { $offered }.
   *[nothing-offered] Say in the mapping what it stands for.
}
imports-problem-cell-not-a-number = This is not a number.
imports-problem-cell-not-yes-or-no = This is neither TRUE nor FALSE.
imports-problem-cell-row-empty = No mapped column of this row has anything in it. Fill it, or delete the row.
imports-problem-cell-case-empty = The case has nothing in it. Fill it, or delete it.
imports-problem-cell-damaged-extension = This column is written by Haven and is damaged. Empty the cell, or take it from the first file.
imports-problem-cell-no-source-id = This row has no number of its own, which the other rows have. Type the one it has in your records.

imports-problem-date-unreadable = This cannot be read as a date. Write it as 14/03/2011, 2011-03-14, March 2011 or 2011.
imports-problem-date-ambiguous = The day and the month could be either way round. Say in the mapping whether this column has the day or the month first.
imports-problem-date-no-such-day = There is no such day. Check day, month and year, and whether the column has the day or the month first.
imports-problem-date-serial-number = This is a spreadsheet's inner number of a day. Give the column a date format, or write it as 2011-03-14.
imports-problem-date-not-yet = This day of birth is after the day the record was handed in. Check the year.

imports-problem-json-cut-off = The file ends in the middle of this case. Send the whole file.
imports-problem-json-no-case = There is something here that is no case. Each case is written in braces: {"{…}"}, with commas or line breaks between them.
imports-problem-json-too-long = The case is longer than { $limit } bytes. Shorten its texts.
imports-problem-json-too-deep = The case is nested deeper than { $limit } levels. Leave out what is not of the standard.
imports-problem-json-too-many = At most { $limit } cases are read from one file. Split the file.
imports-problem-json-too-many-elements = At most { $limit } elements are read. Split the case.
imports-problem-json-text-too-long = The text is longer than { $limit } characters. Shorten it.
imports-problem-json-unreadable = Reading stopped here ({ $detail }). Send the file anew.
imports-problem-json-broken = This is not JSON: it breaks at its line { $line }, character { $character }. Write the file with a JSON writer.
imports-problem-json-version = Only version “2.0” of the standard is read.
imports-problem-json-no-such-field = The standard has no such field. Begin the name of your own field with x_.
imports-problem-json-wrong-table = This field belongs under “{ $table }”.
imports-problem-json-bad-character = The text holds a control character. Type it again.
imports-problem-json-shape = { $shape ->
    [elements] Its elements are written in brackets: [{"{…}"}, {"{…}"}].
    [element] An element is written in braces: {"{…}"}.
    [links] Links are written in brackets: [{"{"}"from": …, "to": …{"}"}].
    [link] A link has the ids of two elements: “from” and “to”.
    [one-value] This field has one value only.
   *[value] A text, a number, true or false belongs here.
}

imports-problem-warning-two-digit-year = The year was written with two digits and read as { $year }.
imports-problem-warning-age = An age was given, so the year of birth is about { $year }.
imports-problem-warning-standard-field-edited = This field was changed since Haven wrote the file, so it counts for more than the x_ column of the same field.
imports-problem-warning-same-row-again = The same row stands further up in this file. It is taken once.
imports-problem-warning-newer-version = This id stands further up in this file. This row is taken as the newer version.

imports-problem-row-cell-too-long = The cell is longer than { $limit } characters. Shorten it; if it looks short, look for a quotation mark that was opened in it and never closed.
imports-problem-row-unclosed-quote = A quotation mark was opened in this cell and never closed, so the rest of the file was taken as part of it. Close it, or delete it.
imports-problem-row-bad-character = The cell holds a control character that is not text. Type the cell again.
imports-problem-row-undecodable = The cell holds a letter that could not be read as { $encoding }. Save the file as “CSV UTF-8”, or type the cell again.
imports-problem-row-too-many-cells = The row has { $found } cells but there are { $expected } headings. Look for a separator inside a text that is not in quotation marks, or give the column a heading.
imports-problem-row-too-many-rows = At most { $limit } rows are read from one file. Split the file.
imports-problem-row-repeated-too-often = The sheet says that this filled row is repeated { $times } times; at most { $limit } are believed. Delete the copies.
imports-problem-row-damaged = The file is damaged here, in its part “{ $part }” ({ $detail }). Open it, save it again, and send the new one.
imports-problem-row-too-large = The part “{ $part }” unpacks to more than is allowed. Split the file and send it in pieces.
imports-problem-row-unreadable = Reading stopped here ({ $detail }). Try again; if it fails again, send the file anew.

imports-problem-file-unreadable = The file could not be read ({ $detail }). Try again; if it fails again, send the file anew.
imports-problem-file-empty = The file has no rows. Check that the right sheet was saved, with headings in its first row.
imports-problem-file-no-headings = The file has headings but nothing that can be read as a heading row. Put the column names in the first row.
imports-problem-file-not-a-table = This looks like { $looks_like ->
    [pdf] a PDF document
    [picture] a picture
    [text-document] a text document
    [archive] a packed archive
    [web-page] a web page
    [xml] an XML document
    [json] JSON
   *[bytes] a file that is not text
}, not a table. Save it as CSV, XLSX or ODS and try again.
imports-problem-file-old-or-locked = This is an old Excel workbook (.xls) or one locked with a password. Open it, remove the password, and save it as .xlsx.
imports-problem-file-locked = This workbook is locked with a password. Save it without one.
imports-problem-file-damaged = The part “{ $part }” of the file is damaged ({ $detail }). Open the file, save it again, and send the new one.
imports-problem-file-missing-part = The workbook lacks its part “{ $part }”. Open the file, save it again as .xlsx or .ods, and send the new one.
imports-problem-file-too-large = The part “{ $part }” would unpack to more than { $limit } bytes. Split the file and send it in pieces.
imports-problem-file-packed-too-tightly = The part “{ $part }” unpacks to more than { $ratio } times its size, as made-up archives do. Save the table as CSV instead.
imports-problem-file-too-many-parts = The workbook is made of { $found } parts; at most { $limit } are read. Save only the sheet with the table.
imports-problem-file-too-many-columns = The heading row has { $found } columns; at most { $limit } are read. Delete the columns that are not needed.
imports-problem-file-heading = The heading row cannot be read{ $place ->
    [none] .
   *[column] {""} in column { $place }.
} { $problem }

imports-problem-work-failed = The import could not be finished. What was taken in so far is kept; importing the file again goes on with the rest.

# Why a column is suggested to go somewhere.
imports-guess-known-title = “{ $word }” is a known title.
imports-guess-title-contains = The title contains “{ $word }”.
imports-guess-own-name = This is the field's own name.
imports-guess-looks-like-emails = The title is unknown, but the values look like e-mail addresses.
imports-guess-looks-like-phones = The title is unknown, but the values look like phone numbers.
imports-guess-looks-like-plates = The title is unknown, but the values look like number plates.
imports-guess-nothing-known = Nothing is known of this title.
imports-guess-added-by-haven = This column was added by Haven.
imports-guess-already-filled = Another column already fills this field.
imports-guess-day-first = The dates have the day first.
imports-guess-day-taken-to-be-first = No date shows which comes first, so the day is taken to: please check.
imports-guess-month-first = The dates have the month first.
imports-guess-year-first = The dates have the year first.
imports-guess-orders-mixed = Some dates have the day and some the month first: please say how to read the others.
