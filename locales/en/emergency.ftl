emergency-menu = Emergency looks
emergency-title = Emergency looks
emergency-text = Somebody looked past the rules because a child was in danger. Each look names a reason and is reviewed by a manager of the owner or of the worker.
emergency-none = No emergency look
emergency-none-text = When somebody opens a record in an emergency, it stands here at once.
emergency-waiting = { $looks ->
    [one] One emergency look waits for review
   *[other] { $looks } emergency looks wait for review
}
emergency-open = Read and review
emergency-about = opened records of { $owner } on { $moment }.
emergency-still-open = Open now
emergency-person = The person's page
emergency-reviewed = Reviewed on { $moment }:
emergency-note = Was it right?
emergency-note-hint = What you checked and with whom you spoke.
emergency-review = Save the review
emergency-saved = The review is saved.
emergency-no-note = Say what you found
emergency-no-note-text = Nothing was saved. Go back and write in a few words what you checked.
