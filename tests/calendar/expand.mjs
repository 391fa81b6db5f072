// Reads a calendar from standard input, and writes what ical.js makes of it: an event a line, as JSON. A rule is expanded.
import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, 'utf8')));

/** The starts of a rule's occurrences, in seconds of the epoch. */
function expanded(event) {
  const starts = [];
  const iterator = event.iterator();
  for (let next = iterator.next(); next && starts.length < 400; next = iterator.next()) starts.push(next.toUnixTime());
  return starts;
}

for (const component of calendar.getAllSubcomponents('vevent')) {
  const event = new ICAL.Event(component);
  const value = (name) => component.getFirstPropertyValue(name);
  const known = {
    uid: event.uid,
    title: event.summary,
    description: event.description,
    url: value('url'),
    status: value('status'),
    sequence: event.sequence,
    changed: value('dtstamp').toUnixTime(),
    starts: expanded(event),
    end: event.endDate.toUnixTime(),
  };
  console.log(JSON.stringify(known));
}
