"""CalDAV, to the letter of RFC 4791 and as thin as it allows: discovery, listing, reading and conditional writes."""
