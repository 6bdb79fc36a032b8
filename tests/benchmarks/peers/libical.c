/* libical: cc -O2 libical.c -lical */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static time_t since, until;
static char since_day[16], until_day[16];

typedef struct { const char *uid; time_t at; } instance;
static instance *overrides;
static size_t override_count;

static int by_uid_and_time(const void *left, const void *right)
{
    const instance *a = left, *b = right;
    int order = strcmp(a->uid, b->uid);
    return order ? order : (a->at > b->at) - (a->at < b->at);
}

static time_t instant(icalcomponent *event, icalproperty_kind kind)
{
    icalproperty *property = icalcomponent_get_first_property(event, kind);
    struct icaltimetype time = icalproperty_get_datetime_with_component(property, event);
    return icaltime_as_timet_with_zone(time, icaltime_get_timezone(time));
}

static void print_row(icalcomponent *event, time_t at, int all_day)
{
    char text[32];
    struct tm parts;
    gmtime_r(&at, &parts);
    if (all_day) {
        strftime(text, sizeof text, "%Y-%m-%d", &parts);
        if (strcmp(text, since_day) < 0 || strcmp(text, until_day) >= 0) return;
    } else {
        if (at < since || at >= until) return;
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
    printf("%s\t%s\n", icalcomponent_get_uid(event), text);
}

static void occurrence(icalcomponent *event, struct icaltime_span *span, void *all_day)
{
    instance key = { icalcomponent_get_uid(event), span->start };
    if (!bsearch(&key, overrides, override_count, sizeof key, by_uid_and_time))
        print_row(event, span->start, *(int *)all_day);
}

static char *read_line(char *buffer, size_t size, void *file)
{
    return fgets(buffer, (int)size, file);
}

int main(int argc, char **argv)
{
    struct tm parts = { 0 };
    FILE *file;
    icalparser *parser;
    icalcomponent *calendar, *event;
    struct icaltimetype from, to;
    size_t room = 0;

    if (argc != 4 || !(file = fopen(argv[1], "rb"))) return 2;
    strptime(argv[2], "%Y-%m-%dT%H:%M:%SZ", &parts);
    since = timegm(&parts);
    strptime(argv[3], "%Y-%m-%dT%H:%M:%SZ", &parts);
    until = timegm(&parts);
    snprintf(since_day, sizeof since_day, "%.10s", argv[2]);
    snprintf(until_day, sizeof until_day, "%.10s", argv[3]);

    parser = icalparser_new();
    icalparser_set_gen_data(parser, file);
    calendar = icalparser_parse(parser, read_line);
    if (!calendar) return 1;

    for (event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        if (!icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY)) continue;
        if (override_count == room) {
            room = room ? 2 * room : 256;
            if (!(overrides = realloc(overrides, room * sizeof *overrides))) return 1;
        }
        overrides[override_count].uid = icalcomponent_get_uid(event);
        overrides[override_count++].at = instant(event, ICAL_RECURRENCEID_PROPERTY);
    }
    qsort(overrides, override_count, sizeof *overrides, by_uid_and_time);

    /* A day either side: libical places all-day events in UTC. */
    from = icaltime_from_timet_with_zone(since - 86400, 0, icaltimezone_get_utc_timezone());
    to = icaltime_from_timet_with_zone(until + 86400, 0, icaltimezone_get_utc_timezone());
    for (event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        int all_day = icalcomponent_get_dtstart(event).is_date;
        if (icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY))
            print_row(event, instant(event, ICAL_DTSTART_PROPERTY), all_day);
        else
            icalcomponent_foreach_recurrence(event, from, to, occurrence, &all_day);
    }
    return 0;
}
