# Handing in: the form, its receipt, what became of it.

hand-ins-menu = Hand in
hand-ins-list-menu = Handed in

hand-ins-start-title = Hand in
hand-ins-start-text = What you have is enough. While you write, Haven looks whether anybody else knows this child. Everything is saved as you go.
hand-ins-form-child = A child, or somebody who may be a child, who may be trafficked or exploited.
hand-ins-form-other = An adult under suspicion, a vehicle, a phone or an address.
hand-ins-begin = Begin: { $form }
hand-ins-drafts = Your drafts
hand-ins-drafts-none = You have no draft. Only you can see your drafts.
hand-ins-draft-about = { $answers ->
    [one] 1 question answered, saved { $date }
   *[other] { $answers } questions answered, saved { $date }
}
hand-ins-correction-tag = Correction
hand-ins-discard = Discard
hand-ins-discarded = Draft discarded
hand-ins-undo = Undo: bring the draft back
hand-ins-restored = The draft is back.
hand-ins-back-to-start = All drafts and forms

hand-ins-section = Section { $at } of { $of }: { $title }
hand-ins-all-pages = The whole form on one page
hand-ins-continue = Save and continue
hand-ins-later = Save and come back later
hand-ins-to-check = Save and check answers
hand-ins-saved-for-later = Your draft is saved. Only you can see it.
hand-ins-pages = All pages of this form
hand-ins-begun = begun
hand-ins-one-a-page = One page at a time
hand-ins-one-long-page = The whole form on one page
hand-ins-correction = You are correcting or adding to something handed in. Sending makes a new version; the old one is kept.
hand-ins-conflict = This page was changed in another window
hand-ins-conflict-text = What you typed is below and not saved yet. This is what the other window saved. Save again to keep what is below.
hand-ins-changed-meanwhile = Nothing was sent: the draft was changed in another window. Look through it again and send.

hand-ins-sign = Sign
hand-ins-sign-state = Was it seen?
hand-ins-sign-other = Another sign
hand-ins-sign-add = Add another sign
hand-ins-sign-note = Note and day
hand-ins-signs-caution = Signs are prompts for people. None proves anything, and absence proves nothing.
hand-ins-signs-no-setting = Say under “Where the child was found” what kind of place it was, and the signs most often seen there are listed here.

hand-ins-files = Files
hand-ins-files-none = No file yet.
hand-ins-files-add = Add files
hand-ins-files-hint = JPG, PNG, PDF, DOC or DOCX, up to { $mb } MB each, up to { $most } files. Place, time and camera are taken out of pictures.
hand-ins-files-upload = Upload
hand-ins-files-taken = The file is here.
hand-ins-file = File
hand-ins-file-size = { $kb } kB
hand-ins-file-description = What it is
hand-ins-file-dated = When it was made
hand-ins-file-removed = { $name } was taken out.
hand-ins-file-restore = Put it back
hand-ins-file-already = This file is here already. It was not added twice.
hand-ins-file-refused = A file was not taken
hand-ins-file-refused-text = Everything else on the page was saved.
hand-ins-file-back = Back to the files
hand-ins-file-too-large = { $name } is larger than 25 MB.
hand-ins-file-empty = { $name } is empty.
hand-ins-file-other-kind = { $name } is not a JPG, PNG, PDF, DOC or DOCX file.
hand-ins-file-not-what-it-says = { $name } is not what its name says. Save it anew in the program it comes from.
hand-ins-file-bad-picture = { $name } cannot be read as a picture.
hand-ins-file-too-many = { $name }: there are 100 files already.

hand-ins-known-waiting = Haven looks as soon as there is a name, a number or an address.
hand-ins-known-none = Nobody so far, as far as you may see. It is looked up again when you send.
hand-ins-known-some = { $hits ->
    [one] One record may speak of the same child or thing.
   *[other] { $hits } records may speak of the same child or thing.
}

hand-ins-check-title = Check and send
hand-ins-missing-to-send = Needed before you can send
hand-ins-missing-to-complete = { $count ->
    [one] 1 answer more would complete the formal referral
   *[other] { $count } answers more would complete the formal referral
}
hand-ins-missing-to-complete-text = You can send without them and add them later.
hand-ins-record-changed = The record has changed since you began this correction. Look at it before you send.
hand-ins-quality = { $count ->
    [one] 1 suggestion that would help the next reader
   *[other] { $count } suggestions that would help the next reader
}
hand-ins-quality-text = These are suggestions by rule. They may be wrong and stop nothing.
hand-ins-unanswered = { $count ->
    [one] 1 question without an answer
   *[other] { $count } questions without an answer
}
hand-ins-handling = How far may it travel?
hand-ins-handling-shared = Shared under agreements
hand-ins-handling-shared-hint = Agencies with an agreement with yours read it. All others learn only whom to ring.
hand-ins-handling-pointer-only = Pointer only
hand-ins-handling-pointer-only-hint = Only your agency reads it. Others who know the child learn whom to ring.
hand-ins-handling-sealed = Sealed
hand-ins-handling-sealed-hint = Only your agency’s desk and managers, and you. Others do not learn that it exists. For what would endanger a child or a source.
hand-ins-send-text = On sending it becomes your agency’s record, and whoever knows the same child is told.
hand-ins-send = Send now
hand-ins-send-correction = Send the correction
hand-ins-print-view = Print view
hand-ins-print-care = This paper is about a child in danger. Keep it locked, and destroy it when it is no longer needed.
hand-ins-not-sent = Draft, not sent

hand-ins-receipt-title = Handed in
hand-ins-receipt-reference = Your reference
hand-ins-copy-reference = Copy the reference
hand-ins-receipt-record = Received { $date }. The record is { $reference }.
hand-ins-receipt-none = Nobody else so far, as far as you may see. If somebody hands in something about this child later, your desk is told.
hand-ins-receipt-hits = { $hits ->
    [one] One record may speak of the same child or thing. Ring now: two who know a little know more together.
   *[other] { $hits } records may speak of the same child or thing. Ring now: those who each know a little know more together.
}
hand-ins-next = What happens now
hand-ins-next-danger = If a child is in danger now, ring the police and your duty manager. This form does not replace that call.
hand-ins-next-told = Your desk and the owners of the records above have been told.
hand-ins-next-feedback = You will read here and on your home page what became of it.
hand-ins-next-formal = You can complete the formal referral later: correct or add, as often as you need.
hand-ins-open-person = Open the page of this person
hand-ins-another = Hand in another
hand-ins-correct = Correct or add

hand-ins-list-title = Handed in by my agency
hand-ins-list-text = Newest first. Rows of imported files are listed with their import.
hand-ins-list-import = The rows of one imported file that said something new, in the order of the file.
hand-ins-list-import-none = No row of this file said anything new that you may see.
hand-ins-row = Row { $row } of an imported file
hand-ins-list-none = Nothing has been handed in yet.
hand-ins-reference = Reference
hand-ins-sent = Received
hand-ins-what = What
hand-ins-by = From
hand-ins-state = What became of it
hand-ins-state-new = New
hand-ins-one = Hand-in
hand-ins-one-title = Hand-in { $reference }
hand-ins-one-about = { $form }, handed in by { $who }, { $agency }, { $date }.
hand-ins-feedback = What became of it
hand-ins-feedback-none = Nobody has answered yet.
hand-ins-feedback-received = Received and read
hand-ins-feedback-in-progress = Being worked on
hand-ins-feedback-used = Used
hand-ins-feedback-no-further-action = No further action
hand-ins-feedback-give = Tell the writer what became of it
hand-ins-feedback-note = In a sentence
hand-ins-feedback-note-hint = What was done, or why nothing more is done. The writer reads this.
hand-ins-feedback-send = Tell the writer
hand-ins-feedback-choose = Choose what became of it
hand-ins-feedback-given = The writer will read it.

hand-ins-error-required = This is needed
hand-ins-error-required-one-of = Give at least one of: { $fields }
hand-ins-error-too-long = { $over } characters too long; the limit is { $max }
hand-ins-error-too-many = Too many; the limit is { $most }
hand-ins-error-not-on-list = Choose from the list
hand-ins-error-date-unreadable = Write the year with four digits; month and day may stay empty
hand-ins-error-date-year = The year must be between 1900 and 2100
hand-ins-error-date-month = The month must be a number from 1 to 12
hand-ins-error-date-day = That day does not exist in that month
hand-ins-error-date-day-without-month = A day needs a month
hand-ins-error-wrong-kind = This answer is of the wrong kind

problem-hand-in-form = This form could not be read
problem-hand-in-form-text = Nothing was changed. Go back, reload the page and send it again.

# Suggestions; codes are those of practice::quality.
quality-chronology-missing = Tell what happened in order of time, with dates or rough periods.
quality-copied-text = “{ $label }” repeats what stands in “{ $other }”. Say what is new here.
quality-cover-contact-missing = Say who can be rung when you are away.
quality-gaps-unexplained = Explain gaps, delay or changes in the account: fear, language, not having been asked.
quality-indicators-missing = Name the signs you saw, one by one.
quality-indicators-without-detail = Say for each sign what exactly was seen or heard.
quality-only-vulnerability = All signs named are circumstances that raise risk. What was seen or told that points to exploitation?
quality-opinion-without-facts = Your opinion stands without facts. Say what you saw and heard.
quality-opinion-not-tied = Tie your opinion to what you saw and heard.
quality-situations-not-separate = Tell each exploitation on its own.
quality-several-kinds-one-situation = Several kinds of exploitation are ticked. Were they several situations?
quality-wording-blame = “{ $phrase }”: better “{ $instead }”. { $reason }
quality-wording-adultification = “{ $phrase }” makes a child sound grown up: better “{ $instead }”. { $reason }
quality-chronology-without-dates = What happened is told without dates. Rough periods help.

look-hand_in-view = read the hand-in
look-hand_in-receipt = opened the receipt

# Taking back what was handed in by mistake
hand-ins-withdraw = Handed in by mistake?
hand-ins-withdraw-text = Taking it back hides it from everybody who does not work on it with you: nobody finds it, it is compared with nothing, and it links nobody. Nothing is deleted, who looked stays on record, and you can put it back.
hand-ins-withdraw-why = Why it is taken back
hand-ins-withdraw-hint = For example: wrong child, entered twice, sent before it was ready.
hand-ins-withdraw-do = Take it back
hand-ins-withdrawn = Taken back
hand-ins-withdrawn-text = Your agency took this back on { $date }. Nobody finds it any more.
hand-ins-withdrawn-done = It is taken back. You can put it back from this page.
hand-ins-put-back = Put it back
hand-ins-put-back-done = It is there again, and was compared with all that is known.
problem-withdraw-reason = Say why it is taken back
problem-withdraw-reason-text = Nothing was changed. Go back and give a reason in a few words, at most 500 characters.
