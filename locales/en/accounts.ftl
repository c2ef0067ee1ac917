# Signing in, one's own account, an agency's people.

accounts-menu = Accounts

accounts-email = Email address
accounts-password = Password
accounts-name = Name
accounts-agency = Agency
accounts-job-title = Job title
accounts-phone = Telephone
accounts-phone-hint = Colleagues in other agencies may be shown this number when they need to ring you about a child.
accounts-language = Language
accounts-language-en = English
accounts-language-cy = Welsh
accounts-language-da = Danish
accounts-roles = Roles
accounts-save = Save
accounts-continue = Continue
accounts-is-set = Set up
accounts-is-not-set = Not set up

accounts-sign-in = Sign in
accounts-sign-in-title = Sign in
accounts-sign-in-refused = That did not work. Check the email address and password. After several wrong tries, wait a few minutes before trying again.
accounts-sign-in-passkey = Sign in with a passkey
accounts-sign-in-with-heading = Your agency's own sign-in
accounts-sign-in-with = Sign in with { $provider }
accounts-sign-in-help = I cannot sign in
accounts-sign-in-help-text = Your agency's administrator can send you a link with which to set a new password, and can unlock your account. If a child is in danger now, do not wait for this: use the telephone.

accounts-code-title = Enter your code
accounts-code = Code
accounts-code-hint = Six digits from your authenticator app, or one of your recovery codes.
accounts-code-recovery-hint = One of your recovery codes.
accounts-code-refused = That did not work. Each code works once. Wait for the next one in your app. After several wrong tries, wait a few minutes.
accounts-code-passkey = Use a passkey
accounts-code-help = I do not have my phone
accounts-code-help-text = Use one of the recovery codes you were given when you set up your app. If you have none left, your agency's administrator can reset your second factor.
accounts-start-again = Start again

accounts-ways = How you sign in
accounts-app = Authenticator app
accounts-recovery = Recovery codes
accounts-recovery-left = { $count ->
    [0] None left
    [one] One left
   *[other] { $count } left
 }
accounts-recovery-none = You have no recovery codes left. Without one, you cannot sign in if you lose your phone. Make new ones now.
accounts-passkeys = Passkeys
accounts-passkeys-count = { $count ->
    [0] None
    [one] One
   *[other] { $count }
 }

accounts-sessions = Where you are signed in
accounts-session-device = Device
accounts-session-began = Signed in
accounts-session-seen = Last used
accounts-session-act = End it
accounts-session-this = This one
accounts-session-end = Sign out
accounts-device-unknown = Unknown device
accounts-sessions-end-others = Sign out everywhere else
accounts-sessions-ended = Signed out there.

accounts-details-title = Your details
accounts-details-saved = Your details are saved.
accounts-form = Forms
accounts-form-short = One question a page
accounts-form-short-hint = Good on a phone, and when you do this rarely.
accounts-form-long = One long page
accounts-form-long-hint = Faster when you know the form.
accounts-name-missing = Enter a name, up to 200 characters

accounts-purpose = Why you look
accounts-purpose-title = Why are you looking?
accounts-purpose-hint = What you may see depends on it, and every look is recorded with it.
accounts-purpose-saved = Your purpose is changed for this session.
accounts-purpose-safeguarding = To protect a child
accounts-purpose-investigation = To investigate who exploits children
accounts-purpose-analysis = To analyse patterns
accounts-purpose-supervision = To supervise work on cases
accounts-purpose-audit = To audit who looked at what
accounts-purpose-administration = To administer accounts and agreements

accounts-confirm-title = Enter your password again
accounts-confirm-text = You are about to change how you sign in, so we check that it is you.
accounts-confirm-no-password = You signed in some time ago and have no password here. Sign out and sign in again, then make the change within 15 minutes.
accounts-confirm-refused = That did not work. After several wrong tries, wait a few minutes before trying again.
accounts-not-fresh = Prove that it is you first
accounts-not-fresh-text = Nothing was changed. It is some time since you signed in. Open the page again from your account and enter your password.

accounts-password-title = Change your password
accounts-password-new = New password
accounts-password-again = New password again
accounts-password-hint = At least 12 characters. Three or four unrelated words are good. Spaces are fine.
accounts-password-others-end = You will be signed out everywhere else.
accounts-password-changed = Your password is changed, and you are signed out everywhere else.
accounts-password-short = Enter a password of at least 12 characters
accounts-password-long = Enter a password of at most 1,000 characters
accounts-password-common = That password is among the first an attacker tries. Choose another
accounts-password-own = Choose a password that is not your own name or address
accounts-password-differs = The two passwords are not the same

accounts-app-title = Set up your authenticator app
accounts-app-first = You need a second step besides your password. Set it up now; it takes two minutes.
accounts-app-replaces = This takes the place of the app you have set up, and of your recovery codes.
accounts-app-step-1 = Install an authenticator app on your phone, if you have none. Any will do.
accounts-app-step-2 = In the app, add an account and scan this picture.
accounts-app-step-3 = Type the six digits the app now shows.
accounts-app-picture = A square code for your authenticator app to scan. The same is below as text.
accounts-app-by-hand = Or type this into the app:
accounts-app-code = Code from the app
accounts-app-code-hint = Six digits
accounts-app-code-refused = That is not the code the app shows now. Check that the time on your phone is right
accounts-app-confirm = Confirm
accounts-app-or-passkey = Or use a passkey
accounts-app-remove = Remove the app
accounts-app-removed = Your authenticator app is no longer used.
accounts-app-done-title = Your second step is set up
accounts-last-factor = Keep one second step
accounts-last-factor-text = Nothing was removed. You need a second step to sign in: set up another before you remove this one.

accounts-recovery-text = If you lose your phone, each of these codes signs you in once. Print them or write them down, and keep them where you keep other valuables, not with your phone.
accounts-recovery-once = They are not shown again.
accounts-recovery-copy = Copy the codes
accounts-recovery-print = Print the codes
accounts-recovery-new = Make new codes
accounts-recovery-new-text = New codes take the place of the old ones, which then no longer work.

accounts-passkeys-text = A passkey signs you in with your fingerprint, face or device PIN, without a password or code. It cannot be given away by mistake to a false page.
accounts-passkeys-none = You have no passkey yet.
accounts-passkeys-need-script = Adding a passkey needs a browser that knows passkeys, with JavaScript on.
accounts-passkey-label = Name
accounts-passkey-new-label = A name for the new passkey
accounts-passkey-label-hint = For example: my work phone
accounts-passkey-add = Add a passkey
accounts-passkey-rename = Rename
accounts-passkey-remove = Remove
accounts-passkey-made = Added on { $when }.
accounts-passkey-used = Last used on { $when }.
accounts-passkey-added = Your passkey is added.
accounts-passkey-renamed = Your passkey is renamed.
accounts-passkey-removed = Your passkey is removed. Delete it on your device too.
accounts-passkey-refused = That passkey did not work
accounts-passkey-refused-text = Nothing was changed. Try again, or use another way to sign in.

accounts-invitation-title = Set your password
accounts-invitation-accept = Set password and continue
accounts-invitation-gone-title = This link no longer works
accounts-invitation-gone = A link works once, for { $days } days, and only the newest one works. If you have set your password, sign in. If not, ask your agency's administrator for a new link.

accounts-mail-invitation-subject = Your Haven account
accounts-mail-invitation = Your agency's administrator has made an account for you in Haven, or sent you a link to set a new password.
    {""}
    Open this address to set your password. It works once, for { $days } days:
    { $link }
    {""}
    If you did not expect this message, tell your administrator. Do not pass it on.

accounts-title = Accounts
accounts-agency-show = Show
accounts-state = State
accounts-state-active = Active
accounts-state-invited = Invited
accounts-state-suspended = Suspended
accounts-state-locked = Locked
accounts-second-factor = Second step
accounts-last-sign-in = Last signed in
accounts-invite = Invite somebody
accounts-invite-text = They will join { $agency }. They get a link with which they set their own password.
accounts-invite-send = Make the invitation
accounts-email-hint = Their own work address, not a shared mailbox. They sign in with it.
accounts-email-wrong = Enter an email address, like name@agency.example
accounts-email-taken = That address has an account already
accounts-email-taken-text = Nothing was changed.
accounts-no-roles = Choose at least one role
accounts-no-roles-text = Nothing was changed.

accounts-link-title = The link is ready
accounts-link-mailed = It was sent by email. It works once, for { $days } days.
accounts-link-shown = No email was sent. Give this link to the person yourself, in a way only they will see. It works once, for { $days } days.
accounts-link-once = It is not shown again.
accounts-link-copy = Copy the link
accounts-link-back = Back to the accounts

accounts-person-title = Account
accounts-person-self = This is your own account. Another administrator changes your roles; the rest you change under Your account.
accounts-person-help = If they cannot sign in, or must not
accounts-roles-save = Save roles
accounts-roles-saved = The roles are changed.
accounts-act-unlock = Unlock now
accounts-act-link = Make a link to set a new password
accounts-act-second-factor = Reset the second step
accounts-act-reactivate = Reactivate the account
accounts-act-suspend = Suspend the account
accounts-unlocked = The account is unlocked.
accounts-suspended = The account is suspended and signed out everywhere.
accounts-reactivated = The account can be used again.
accounts-second-factor-reset = The second step is reset. They set up a new one when they next sign in.
accounts-last-admin = This is the last administrator
accounts-last-admin-text = Nothing was changed. Appoint another administrator first.
accounts-not-yourself = You cannot suspend yourself
accounts-not-yourself-text = Nothing was changed. Another administrator can do it.
accounts-is-suspended = The account is suspended
accounts-is-suspended-text = Nothing was changed. Reactivate the account first.

accounts-role-practitioner = Practitioner
accounts-role-practitioner-hint = Social worker, police officer, border officer, caseworker: hands in and reads about children they work with.
accounts-role-desk_officer = Desk officer
accounts-role-desk_officer-hint = Triage: first eyes on what comes in for the whole agency.
accounts-role-analyst = Analyst
accounts-role-analyst-hint = Looks for patterns and judges hits.
accounts-role-manager = Manager
accounts-role-manager-hint = Supervises work, sees the agency's accounts, reviews emergency looks.
accounts-role-auditor = Auditor
accounts-role-auditor-hint = Reads who looked at what. Sees no child's story.
accounts-role-trainer = Trainer
accounts-role-trainer-hint = Teaches with invented cases.
accounts-role-agency_admin = Agency administrator
accounts-role-agency_admin-hint = Looks after accounts, agreements and keys of the agency. Sees no case.
accounts-role-system_admin = System administrator
accounts-role-system_admin-hint = Brings agencies on to the network and looks after the system. Sees no case.
