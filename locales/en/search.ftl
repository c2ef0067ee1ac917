search-menu = Search
search-title = Search
search-label = Name, phone, plate, address or reference
search-hint = Any spelling or alphabet. What you look for is recorded, as everybody's searches are.
search-shown = { $people ->
    [one] One result
   *[other] { $people } results
}
search-more = These are the best results. Say more to narrow them: a second name, a year of birth, a phone.
search-none = Nothing found that you may see
search-none-text = Try another spelling, only one of the names, or a phone number. If the child is new, hand in what you know: Haven compares it with everything.
search-also = Also known as { $names }
search-born = Born { $dates }
search-also-held = Also held by { $agencies }: open the page to see whom to ring.
search-pointer-open = What you can do
pointer-duty-desk = Duty desk
person-unnamed = No name known
kind-child = Child
kind-adult = Adult
kind-suspect = Suspect or person of concern
kind-unknown = Not known whether child or adult
