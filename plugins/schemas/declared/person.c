/* SPDX-License-Identifier: Apache-2.0 */
/* People: names, e-mail addresses, telephone numbers and postal addresses that belong together. All parts of a person come from the
 * same two draws at the same key, so columns agree with each other, also across tables that draw at the same key. */
#include "declared.h"

#include <lakegen/text.h>

#define COUNT(list) ((uint32_t)(sizeof(list) / sizeof((list)[0])))

static const char *const first_names[] = {
    "Aaron", "Ada", "Adam", "Aisha", "Alice", "Amara", "Amir", "Ana", "Andrea", "Anika", "Arjun", "Astrid", "Ben", "Bianca",
    "Bruno", "Carla", "Carmen", "Chen", "Chloe", "Clara", "Daniel", "David", "Diana", "Diego", "Elena", "Elias", "Emil", "Emma",
    "Erik", "Eva", "Farid", "Fatima", "Felix", "Fiona", "Gabriel", "Grace", "Hanna", "Haruto", "Hugo", "Ines", "Irina", "Isaac",
    "Ivan", "Jakob", "Jamal", "Jana", "Jin", "Joan", "Jonas", "Julia", "Kaito", "Karin", "Kofi", "Laila", "Lara", "Leo", "Lin",
    "Lucas", "Lucia", "Maja", "Marco", "Maria", "Mateo", "Maya", "Mei", "Mila", "Milan", "Mohan", "Nadia", "Nina", "Noah",
    "Nora", "Olga", "Oliver", "Omar", "Oscar", "Paul", "Petra", "Priya", "Rafael", "Rania", "Robin", "Rosa", "Ruben", "Samira",
    "Samuel", "Sara", "Silas", "Simon", "Sofia", "Stella", "Sven", "Tara", "Theo", "Tomas", "Uma", "Vera", "Victor", "Yara",
    "Yusuf", "Zoe"};

static const char *const last_names[] = {
    "Abbott", "Adeyemi", "Ahmed", "Almeida", "Andersen", "Baker", "Banerjee", "Barnes", "Becker", "Bell", "Bennett", "Berg",
    "Bianchi", "Brooks", "Carter", "Castillo", "Chan", "Cohen", "Collins", "Costa", "Cruz", "Dahl", "Danso", "Diaz", "Dubois",
    "Ekman", "Ellis", "Evans", "Farouk", "Fernandez", "Fischer", "Fletcher", "Foster", "Fujita", "Garcia", "Gibson", "Grant",
    "Gupta", "Haddad", "Hansen", "Harper", "Hayashi", "Hughes", "Ibrahim", "Ito", "Jansen", "Jensen", "Johnson", "Kaplan",
    "Keller", "Khan", "Kim", "Kowalski", "Kumar", "Larsen", "Lee", "Lopez", "Marino", "Martin", "Mensah", "Meyer", "Miller",
    "Moreau", "Morgan", "Murphy", "Nakamura", "Nguyen", "Novak", "Okafor", "Olsen", "Ortiz", "Palmer", "Park", "Patel",
    "Pereira", "Petrov", "Quinn", "Ramos", "Reed", "Reyes", "Rossi", "Roth", "Sanders", "Santos", "Sato", "Schmidt", "Shah",
    "Silva", "Singh", "Sousa", "Suzuki", "Tanaka", "Taylor", "Torres", "Turner", "Vargas", "Wagner", "Walker", "Wang", "Weber",
    "Wilson", "Wong", "Yamada", "Young", "Zhang", "Zimmer"};

static const char *const streets[] = {
    "Acorn", "Birch", "Bridge", "Canal", "Castle", "Cedar", "Chapel", "Cherry", "Church", "Depot", "Elm", "Field", "Forest",
    "Garden", "Grove", "Harbor", "Hazel", "Hill", "Juniper", "Lake", "Laurel", "Linden", "Main", "Maple", "Market", "Meadow",
    "Mill", "Oak", "Orchard", "Park", "Pine", "Poplar", "Quarry", "Ridge", "River", "School", "Spring", "Station", "Summit",
    "Valley", "Walnut", "Willow"};
static const char *const street_kinds[] = {"Street", "Avenue", "Road", "Lane"};
static const char *const domains[] = {"example.com", "example.net", "example.org", "mail.example.com", "post.example.net"};

static const struct place {
    const char *city, *state, *zip; /* the first three digits of its ZIP codes */
    const char *area;               /* of telephone numbers */
} places[] = {{"Albuquerque", "NM", "871", "505"}, {"Atlanta", "GA", "303", "404"},      {"Austin", "TX", "787", "512"},
              {"Baltimore", "MD", "212", "410"},   {"Boise", "ID", "837", "208"},        {"Boston", "MA", "021", "617"},
              {"Charlotte", "NC", "282", "704"},   {"Chicago", "IL", "606", "312"},      {"Cincinnati", "OH", "452", "513"},
              {"Cleveland", "OH", "441", "216"},   {"Columbus", "OH", "432", "614"},     {"Dallas", "TX", "752", "214"},
              {"Denver", "CO", "802", "303"},      {"Detroit", "MI", "482", "313"},      {"El Paso", "TX", "799", "915"},
              {"Fresno", "CA", "937", "559"},      {"Houston", "TX", "770", "713"},      {"Indianapolis", "IN", "462", "317"},
              {"Kansas City", "MO", "641", "816"}, {"Las Vegas", "NV", "891", "702"},    {"Los Angeles", "CA", "900", "213"},
              {"Louisville", "KY", "402", "502"},  {"Memphis", "TN", "381", "901"},      {"Miami", "FL", "331", "305"},
              {"Milwaukee", "WI", "532", "414"},   {"Minneapolis", "MN", "554", "612"},  {"Nashville", "TN", "372", "615"},
              {"New Orleans", "LA", "701", "504"}, {"New York", "NY", "100", "212"},     {"Oklahoma City", "OK", "731", "405"},
              {"Omaha", "NE", "681", "402"},       {"Philadelphia", "PA", "191", "215"}, {"Phoenix", "AZ", "850", "602"},
              {"Pittsburgh", "PA", "152", "412"},  {"Portland", "OR", "972", "503"},     {"Raleigh", "NC", "276", "919"},
              {"Sacramento", "CA", "958", "916"},  {"Salt Lake City", "UT", "841", "801"}, {"San Antonio", "TX", "782", "210"},
              {"San Diego", "CA", "921", "619"},   {"San Francisco", "CA", "941", "415"}, {"San Jose", "CA", "951", "408"},
              {"Seattle", "WA", "981", "206"},     {"Tampa", "FL", "336", "813"},        {"Tucson", "AZ", "857", "520"},
              {"Tulsa", "OK", "741", "918"},       {"Virginia Beach", "VA", "234", "757"}, {"Wichita", "KS", "672", "316"}};

/* Draw 0: first name, last name, place, e-mail number. Draw 1: house, street, ZIP code, telephone. */
struct person {
    const char *first, *last;
    const struct place *place;
    uint32_t mail_number, domain;
    uint32_t house, street, zip, phone;
};

static struct person person_of(const struct lg_draw *one, const struct lg_draw *two)
{
    uint32_t mail = lg_below(lg_draw_lane(one, 3), 10000 * COUNT(domains)), street = lg_below(lg_draw_lane(two, 1), COUNT(streets) * 4);

    return (struct person){first_names[lg_below(lg_draw_lane(one, 0), COUNT(first_names))],
                           last_names[lg_below(lg_draw_lane(one, 1), COUNT(last_names))],
                           &places[lg_below(lg_draw_lane(one, 2), COUNT(places))],
                           mail / COUNT(domains),
                           mail % COUNT(domains),
                           1 + lg_below(lg_draw_lane(two, 0), 9999),
                           street,
                           lg_below(lg_draw_lane(two, 2), 100),
                           100 + lg_below(lg_draw_lane(two, 3), 100)};
}

/* ---- parts ---- */

static char *put_string(char *p, const char *text)
{
    return lg_put_text(p, text, strlen(text));
}

static char *put_first(const struct person *person, char *p)
{
    return put_string(p, person->first);
}

static char *put_last(const struct person *person, char *p)
{
    return put_string(p, person->last);
}

static char *put_name(const struct person *person, char *p)
{
    p = put_string(p, person->first);
    *p++ = ' ';
    return put_string(p, person->last);
}

static char *put_lower(char *p, const char *text)
{
    for (; *text; text++)
        *p++ = (char)(*text >= 'A' && *text <= 'Z' ? *text + 32 : *text);
    return p;
}

static char *put_user(const struct person *person, char *p)
{
    p = put_lower(p, person->first);
    *p++ = '.';
    p = put_lower(p, person->last);
    return lg_put_digits(p, person->mail_number, 4);
}

static char *put_email(const struct person *person, char *p)
{
    p = put_user(person, p);
    *p++ = '@';
    return put_string(p, domains[person->domain]);
}

/* Numbers 555-0100 to 555-0199 are nobody's. */
static char *put_phone(const struct person *person, char *p)
{
    p = put_string(put_string(p, "+1-"), person->place->area);
    return lg_put_digits(put_string(p, "-555-"), person->phone, 4);
}

static char *put_street(const struct person *person, char *p)
{
    p = lg_put_uint64(p, person->house);
    *p++ = ' ';
    p = put_string(p, streets[person->street / 4]);
    *p++ = ' ';
    return put_string(p, street_kinds[person->street % 4]);
}

static char *put_city(const struct person *person, char *p)
{
    return put_string(p, person->place->city);
}

static char *put_state(const struct person *person, char *p)
{
    return put_string(p, person->place->state);
}

static char *put_zip(const struct person *person, char *p)
{
    return lg_put_digits(put_string(p, person->place->zip), person->zip, 2);
}

static char *put_address(const struct person *person, char *p)
{
    p = put_string(put_street(person, p), ", ");
    p = put_string(put_city(person, p), ", ");
    p = put_state(person, p);
    *p++ = ' ';
    return put_zip(person, p);
}

#define LONGEST 96

static const struct {
    const char *name;
    char *(*put)(const struct person *person, char *p);
} parts[] = {{"first_name", put_first}, {"last_name", put_last}, {"name", put_name},   {"user", put_user},   {"email", put_email},
             {"phone", put_phone},      {"street", put_street},  {"city", put_city},   {"state", put_state}, {"zip", put_zip},
             {"address", put_address}};
#define PARTS (sizeof(parts) / sizeof(parts[0]))

/* ---- the generator ---- */

struct person_column {
    char *(*put)(const struct person *person, char *p);
    struct lg_stream stream; /* of the person, not of the column */
};

int read_person_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *part = require_key(reader, column, "part", err), *who = get_key(reader, column, "person");
    struct person_column *own = part ? keep(reader->schema, sizeof(*own), err) : NULL;
    const char *words[PARTS + 1];
    uint32_t place;

    for (size_t i = 0; i < PARTS; i++)
        words[i] = parts[i].name;
    words[PARTS] = NULL;
    if (!own || lg_yaml_word(reader->yaml, part, "part of a person", words, &place, err) != LG_OK ||
        (who && lg_yaml_want(reader->yaml, who, LG_YAML_SCALAR, err) != LG_OK))
        return err->code;
    own->put = parts[place].put;
    column->own = own;
    column->form = FORM_TEXT;
    if (column->role == ELEMENT && who)
        return refuse_key(reader, column, "person", err, "is for columns: elements of a list are all different people");
    if (column->role == ELEMENT)
        return open_stream(reader, column, ".person", &own->stream, err);
    /* a person with a name is the same in all tables */
    return lg_stream_open(reader->request, who ? "person" : reader->table->name, who ? who->text : "person", 0, &own->stream, err);
}

int fill_person_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct person_column *own = column->own;
    const struct lg_draw *one = draw_for(work, column, &own->stream, 0, err), *two;
    struct texts texts;

    work->draws = NULL; /* both are needed */
    two = one ? draw_for(work, column, &own->stream, 1, err) : NULL;
    if (!two || texts_open(work, column, out, LONGEST, &texts, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++) {
        struct person person;

        if (texts_skip(&texts, i))
            continue;
        person = person_of(&one[i], &two[i]);
        lg_text_end(&texts.text, own->put(&person, lg_text_begin(&texts.text)));
    }
    texts_close(work, column, &texts, out);
    return LG_OK;
}
