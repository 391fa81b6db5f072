"""Reads a calendar from standard input, and writes what the package icalendar makes of it: an event a line, as JSON. A rule
is expanded by dateutil."""

import json
import sys

from dateutil.rrule import rrulestr
from icalendar import Calendar


def expanded(event):
    """The starts of a rule's occurrences, in seconds of the epoch."""
    start = event["DTSTART"].dt
    if "RRULE" not in event:
        return [start.timestamp()]
    rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=start)
    return [occurrence.timestamp() for occurrence in rule[:400]]


calendar = Calendar.from_ical(sys.stdin.buffer.read())
if calendar.errors:
    sys.exit(f"errors: {calendar.errors}")
for event in calendar.walk("VEVENT"):
    if event.errors:
        sys.exit(f"errors in {event['UID']}: {event.errors}")
    known = {
        "uid": str(event["UID"]),
        "title": str(event.get("SUMMARY", "")),
        "description": str(event["DESCRIPTION"]) if "DESCRIPTION" in event else None,
        "url": str(event["URL"]) if "URL" in event else None,
        "status": str(event["STATUS"]) if "STATUS" in event else None,
        "sequence": event.get("SEQUENCE"),
        "changed": event["DTSTAMP"].dt.timestamp(),
        "starts": expanded(event),
        "end": event.get("DTEND", event["DTSTART"]).dt.timestamp(),
    }
    print(json.dumps(known))
