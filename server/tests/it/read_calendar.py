"""Reads a calendar, or a letter with one, as somebody else's program would, and says in JSON what it found."""

import email
import email.policy
import json
import sys

import icalendar


def text(value):
    return None if value is None else str(value)


def instant(value):
    return value.dt.isoformat()


given = sys.stdin.buffer.read()
found = {}
if sys.argv[1] == "letter":
    letter = email.message_from_bytes(given, policy=email.policy.default)
    found["text"] = letter.get_body(("plain",)).get_content()
    [part] = list(letter.iter_attachments())
    found["file"], found["type"], found["said"] = part.get_filename(), part.get_content_type(), part["content-type"].params["method"]
    given = part.get_payload(decode=True)

calendar = icalendar.Calendar.from_ical(given)
found["method"], found["name"] = text(calendar["METHOD"]), text(calendar.get("X-WR-CALNAME"))
found["errors"] = [str(error) for part in calendar.walk() for error in part.errors]
found["entries"] = [
    {
        "uid": text(entry["UID"]),
        "starts": instant(entry["DTSTART"]),
        "ends": instant(entry["DTEND"]),
        "sequence": int(entry["SEQUENCE"]),
        "status": text(entry["STATUS"]),
        "summary": text(entry["SUMMARY"]),
        "location": text(entry["LOCATION"]),
        "url": text(entry["URL"]),
        "organizer": text(entry["ORGANIZER"]),
        "by": text(entry["ORGANIZER"].params["CN"]),
        "fields": sorted(entry.keys()),
    }
    for entry in calendar.walk("VEVENT")
]
json.dump(found, sys.stdout)
