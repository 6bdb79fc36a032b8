// ical.js (the library of Thunderbird).
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const [path, since, until] = process.argv.slice(2);
const calendar = new ICAL.Component(ICAL.parse(readFileSync(path, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}

const [from, to] = [Date.parse(since), Date.parse(until)];
const rows = [];
function row(uid, time) {
  if (time.isDate) {
    const day = time.toString();
    if (since.slice(0, 10) <= day && day < until.slice(0, 10)) rows.push(`${uid}\t${day}`);
    return;
  }
  const instant = time.toUnixTime() * 1000;
  if (from <= instant && instant < to) {
    rows.push(`${uid}\t${new Date(instant).toISOString().replace(".000Z", "Z")}`);
  }
}

const masters = new Map();
const overrides = [];
for (const component of calendar.getAllSubcomponents("vevent")) {
  // Without the option every event looks for its exceptions among all events.
  const event = new ICAL.Event(component, { exceptions: [] });
  if (event.isRecurrenceException()) overrides.push(event);
  else masters.set(event.uid, event);
}
for (const event of overrides) {
  const master = masters.get(event.uid);
  if (master) master.relateException(event);
  else row(event.uid, event.startDate);
}

// A day after the window: instances come in the order of their rule, overrides may have moved forward.
const end = to + 86400_000;
for (const event of masters.values()) {
  if (!event.isRecurring()) {
    row(event.uid, event.startDate);
    continue;
  }
  const iterator = event.iterator();
  for (let next = iterator.next(); next; next = iterator.next()) {
    if (next.toUnixTime() * 1000 >= end) break;
    row(event.uid, event.getOccurrenceDetails(next).startDate);
  }
}
process.stdout.write(rows.map((line) => line + "\n").join(""));
