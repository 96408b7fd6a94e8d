"""Google's sign-in (protocols 1.13): the page in the browser, codes, tokens, and what ends their lives."""
