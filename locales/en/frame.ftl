# The frame around every page, and what is said when something stops a request.

your-account = Your account
demo-tag = Demonstration
demo-banner = Every person here is invented.

problem-home = Go to your home page
problem-not-found = Not found
problem-not-found-text = There is nothing here, or it is not for your role. If you followed a link from a colleague, ask them for the reference number and search for it.
problem-sign-in = Sign in first
problem-sign-in-text = Your session has ended or you have not signed in yet.
problem-not-your-role = This page is for other roles
problem-not-your-role-text = Your role does not include this work. Your agency's administrator can change your roles.
problem-csrf = This form is out of date
problem-csrf-text = Nothing was changed. Go back, reload the page and send it again.
problem-changed = Somebody else changed this in the meantime
problem-changed-text = Nothing of yours was saved over theirs. Go back, reload the page and make your change again.
problem-too-large = That is too large
problem-too-large-text = Nothing was saved. A form may hold 4 MB and a file 25 MB.
problem-too-many = Too many requests
problem-too-many-text = Please wait a few seconds and try again. Nothing was lost.
problem-busy = The system is busy
problem-busy-text = Nothing was saved. Please try again in a moment. What you typed is still in your browser: use the back button.
problem-full = The system has no room left
problem-full-text = Nothing was saved, and nothing saved earlier is lost. Please tell your system administrator at once. Until then use your agency's telephone procedure.
problem-internal = Something went wrong
problem-internal-text = Nothing was saved. The system administrator can see that it happened. Please try again, and use the telephone if it is urgent.
problem-upload-broken = The upload broke off
problem-upload-broken-text = Nothing was saved. Please send the file again.
