// node-ical.
const ical = require("node-ical");

const [path, since, until] = process.argv.slice(2);
const from = new Date(since);
const to = new Date(until);
const day = 86400_000;
const rows = [];
function row(uid, start, allDay) {
  if (allDay) {
    const local = [start.getFullYear(), start.getMonth() + 1, start.getDate()];
    const date = local.map((part) => String(part).padStart(2, "0")).join("-");
    if (since.slice(0, 10) <= date && date < until.slice(0, 10)) rows.push(`${uid}\t${date}`);
  } else if (from <= start && start < to) {
    rows.push(`${uid}\t${new Date(start).toISOString().replace(".000Z", "Z")}`);
  }
}
for (const event of Object.values(ical.sync.parseFile(path))) {
  if (event.type !== "VEVENT") continue;
  if (!event.rrule) {
    row(event.uid, event.start, event.datetype === "date");
    continue;
  }
  const window = { from: new Date(+from - day), to: new Date(+to + day) };
  for (const instance of ical.expandRecurringEvent(event, window)) {
    row(event.uid, instance.start, instance.isFullDay);
  }
}
process.stdout.write(rows.map((line) => line + "\n").join(""));
