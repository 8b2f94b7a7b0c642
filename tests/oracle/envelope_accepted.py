"""Answers to accept, by hand: what each operation's documentation shows, and what the API may send besides."""

from envelope_nouns import (
    BGP,
    BGP_READ,
    BINDING,
    BINDING_READ,
    DELEGATE,
    DELEGATION,
    DELEGATIONS,
    DELEGATION_READ,
    DELETE,
    EDIT_BGP,
    GET_BGP,
    GET_PREFIX,
    HOST,
    HOST_READ,
    LIST,
    LIST_BGP,
    MAKE,
    NOTE,
    NOTE_READ,
    ONE,
    PREFIX,
    PREFIXES,
    PREFIX_READ,
    ROUTE,
    ROUTES,
    ROUTE_READ,
    SERVICES,
    bare,
    failed,
    noted,
    ok,
)

UUID = "0429b49b-6a51-5529-7b78-e75a44b09e14"
HUGE = '{"float":1e308,"small":-1.5E-7,"zero":0,"list":[1,[2,{"a":null}],true],"text":"\\u00e9\\n\\ud83d\\ude00"}'
HUGE_READ = {"float": 1e308, "small": -1.5e-7, "zero": 0, "list": [1, [2, {"a": None}], True], "text": "é\n😀"}

SUCCESSES = [
    ("the documented list of bindings", LIST, noted(',"result":[' + BINDING + "]"), [BINDING_READ]),
    ("the documented binding", ONE, noted(',"result":' + BINDING), BINDING_READ),
    ("the documented answer to a new binding", MAKE, ok(BINDING), BINDING_READ),
    ("the documented answer to a deletion has no result", DELETE, noted(""), None),
    ("the documented BGP prefix", GET_BGP, noted(',"result":' + BGP), BGP_READ),
    ("the documented list of BGP prefixes", LIST_BGP, noted(',"result":[' + BGP + "]"), [BGP_READ]),
    ("the documented answer to an edit of a BGP prefix", EDIT_BGP, ok(BGP), BGP_READ),
    (
        "the documented list of services",
        SERVICES,
        noted(',"result":[{"id":"2db684ee7ca04e159946fd05b99e1bcd","name":"Magic Transit"}]'),
        [{"id": "2db684ee7ca04e159946fd05b99e1bcd", "name": "Magic Transit", "extra": {}}],
    ),
    ("the documented list of delegations", DELEGATIONS, noted(',"result":[' + DELEGATION + '],"result_info":{"count":1,"total_count":1,"total_pages":1}'), [DELEGATION_READ]),
    ("the documented answer to a new delegation", DELEGATE, ok(DELEGATION), DELEGATION_READ),
    ("the documented list of Magic routes", ROUTES, ok('{"routes":[' + ROUTE + "]}"), [ROUTE_READ]),
    ("an empty list of delegations is a list", DELEGATIONS, ok("[]"), []),
    ("an empty list of Magic routes is a list", ROUTES, ok('{"routes":[]}'), []),
    ("the documented prefix", GET_PREFIX, noted(',"result":' + PREFIX), PREFIX_READ),
    ("the documented list of prefixes", PREFIXES, noted(',"result":[' + PREFIX + "]"), [PREFIX_READ]),
    (
        "the two bindings of the documented example",
        LIST,
        ok("[" + BINDING + "," + HOST + "]"),
        [BINDING_READ, HOST_READ],
    ),
    ("an empty list of bindings is a list", LIST, ok("[]"), []),
    ("an empty list of services is a list", SERVICES, ok("[ ]"), []),
    ("an empty list of prefixes is a list", PREFIXES, ok("[\n]"), []),
    ("an empty list of BGP prefixes is a list", LIST_BGP, ok("[]"), []),
    ("white space of all four kinds", LIST, ' \t\r\n{ "success" :\ttrue ,\r\n"result" : [ ] } \n', []),
    ("a byte order mark is passed over", LIST, "\ufeff" + ok("[]"), []),
    ("the order of fields is free", LIST, '{"result":[' + HOST + '],"success":true}', [HOST_READ]),
    ("null errors and messages are none", LIST, ok("[]", '"errors":null,"messages":null,'), []),
    (
        "a regional binding has no service",
        LIST,
        ok('[{"id":"' + UUID + '","cidr":"192.0.2.128/25","provisioning":{"state":"provisioning"}}]'),
        [bare(UUID, "192.0.2.128/25", state="provisioning")],
    ),
    (
        "a null service means a regional binding",
        ONE,
        ok('{"id":"b1","cidr":"192.0.2.0/24","service_id":null,"service_name":null,"provisioning":null}'),
        bare("b1"),
    ),
    ("a binding without a state", ONE, ok('{"id":"b1","cidr":"192.0.2.0/24","provisioning":{}}'), bare("b1")),
    (
        "a null state",
        ONE,
        ok('{"id":"b1","cidr":"192.0.2.0/24","provisioning":{"state":null}}'),
        bare("b1"),
    ),
    (
        "an unknown state is kept",
        ONE,
        ok('{"id":"b1","cidr":"192.0.2.0/24","provisioning":{"state":"deleting"}}'),
        bare("b1", state="deleting"),
    ),
    (
        "ids of 36 characters are kept",
        ONE,
        ok('{"id":"' + UUID + '","cidr":"192.0.2.0/24","service_id":"' + UUID + '"}'),
        bare(UUID, serviceId=UUID),
    ),
    (
        "host bits are cleared, and the text is kept",
        ONE,
        ok('{"id":"b1","cidr":"203.0.113.100/24"}'),
        bare("b1", "203.0.113.0/24", cidrAsSent="203.0.113.100/24"),
    ),
    (
        "host bits in an IPv6 block",
        ONE,
        ok('{"id":"b1","cidr":"2001:db8::1/48"}'),
        bare("b1", "2001:db8::/48", cidrAsSent="2001:db8::1/48"),
    ),
    (
        "upper case and zeros in IPv6 become canonical, and the text is kept",
        ONE,
        ok('{"id":"b1","cidr":"2001:0DB8:0:0::/32"}'),
        bare("b1", "2001:db8::/32", cidrAsSent="2001:0DB8:0:0::/32"),
    ),
    (
        "a CIDR with escapes is the CIDR that they mean",
        ONE,
        ok('{"id":"b1","cidr":"192.0.2.0\\/24"}'),
        bare("b1"),
    ),
    (
        "a key with escapes is the key that they mean",
        ONE,
        ok('{"\\u0069d":"b1","c\\u0069dr":"192.0.2.0/24"}'),
        bare("b1"),
    ),
    (
        "unknown fields are kept as they are",
        ONE,
        ok('{"id":"b1","cidr":"192.0.2.0/24","more":' + HUGE + ',"":null,"a/b~c":[]}'),
        bare("b1", extra={"more": HUGE_READ, "": None, "a/b~c": []}),
    ),
    (
        "`__proto__` is a field like any other",
        ONE,
        ok('{"id":"b1","cidr":"192.0.2.0/24","__proto__":{"polluted":true},"constructor":1,"toString":"x"}'),
        bare("b1", extra={"__proto__": {"polluted": True}, "constructor": 1, "toString": "x"}),
    ),
    (
        "a provisioning that says more is kept whole",
        ONE,
        ok('{"id":"b1","cidr":"192.0.2.0/24","provisioning":{"state":"active","since":"2026"}}'),
        bare("b1", state="active", extra={"provisioning": {"state": "active", "since": "2026"}}),
    ),
    (
        "text with escapes, line ends and characters beyond the first plane",
        SERVICES,
        ok('[{"id":"s1","name":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\\ud83d\\ude00 日本 é"}]'),
        [{"id": "s1", "name": '"\\/\b\f\n\r\t\x00\x1f😀 日本 é', "extra": {}}],
    ),
    (
        "a service with an empty name",
        SERVICES,
        ok('[{"id":"s1","name":""}]'),
        [{"id": "s1", "name": "", "extra": {}}],
    ),
    (
        "a prefix with an id and a CIDR only",
        GET_PREFIX,
        ok('{"id":"p1","cidr":"2001:db8::/32"}'),
        {"id": "p1", "cidr": "2001:db8::/32", "extra": {}},
    ),
    (
        "a prefix with every nullable field null",
        GET_PREFIX,
        ok('{"id":"p1","cidr":"192.0.2.0/24","asn":null,"advertised":null,"loa_document_id":null,"description":null}'),
        {
            "id": "p1",
            "cidr": "192.0.2.0/24",
            "asn": None,
            "advertised": None,
            "loaDocumentId": None,
            "description": None,
            "extra": {},
        },
    ),
    (
        "a prefix with the field of the troubleshooting pages, and an unknown one",
        GET_PREFIX,
        ok('{"id":"p1","cidr":"192.0.2.0/24","approved":"V","asn_ownership_validation_state":"valid","new":[0]}'),
        {
            "id": "p1",
            "cidr": "192.0.2.0/24",
            "approved": "V",
            "asnOwnershipValidationState": "valid",
            "extra": {"new": [0]},
        },
    ),
    (
        "the largest AS number",
        GET_PREFIX,
        ok('{"id":"p1","cidr":"192.0.2.0/24","asn":4294967295}'),
        {"id": "p1", "cidr": "192.0.2.0/24", "asn": 4294967295, "extra": {}},
    ),
    (
        "advertised is null, absent or a value: the three differ",
        LIST_BGP,
        ok(
            '[{"id":"g1","cidr":"192.0.2.0/24","on_demand":{"advertised":null}},'
            '{"id":"g2","cidr":"192.0.2.0/24","on_demand":{}},'
            '{"id":"g3","cidr":"192.0.2.0/24","on_demand":{"advertised":false}},'
            '{"id":"g4","cidr":"192.0.2.0/24","on_demand":null},{"id":"g5","cidr":"192.0.2.0/24"}]'
        ),
        [
            {"id": "g1", "cidr": "192.0.2.0/24", "onDemand": {"advertised": None, "extra": {}}, "extra": {}},
            {"id": "g2", "cidr": "192.0.2.0/24", "onDemand": {"extra": {}}, "extra": {}},
            {"id": "g3", "cidr": "192.0.2.0/24", "onDemand": {"advertised": False, "extra": {}}, "extra": {}},
            {"id": "g4", "cidr": "192.0.2.0/24", "onDemand": None, "extra": {}},
            {"id": "g5", "cidr": "192.0.2.0/24", "extra": {}},
        ],
    ),
    (
        "BGP signals that were never enabled",
        GET_BGP,
        ok('{"id":"g1","cidr":"192.0.2.0/24","bgp_signal_opts":{"enabled":false,"modified_at":null,"why":0}}'),
        {
            "id": "g1",
            "cidr": "192.0.2.0/24",
            "bgpSignalOpts": {"enabled": False, "modifiedAt": None, "extra": {"why": 0}},
            "extra": {},
        },
    ),
    (
        "prepend counts from 0 to 3, and null",
        LIST_BGP,
        ok("[" + ",".join(f'{{"id":"g","cidr":"::/0","asn_prepend_count":{n}}}' for n in (0, 1, 2, 3, "null")) + "]"),
        [{"id": "g", "cidr": "::/0", "asnPrependCount": n, "extra": {}} for n in (0, 1, 2, 3, None)],
    ),
    (
        "dates with an offset, a leap second and a leap day",
        LIST_BGP,
        ok(
            '[{"id":"g","cidr":"::/0","created_at":"2026-02-20T17:56:00+05:30","modified_at":"2016-12-31T23:59:60Z"},'
            '{"id":"g","cidr":"::/0","created_at":"2024-02-29t00:00:00z","modified_at":null}]'
        ),
        [
            {
                "id": "g",
                "cidr": "::/0",
                "createdAt": "2026-02-20T17:56:00+05:30",
                "modifiedAt": "2016-12-31T23:59:60Z",
                "extra": {},
            },
            {"id": "g", "cidr": "::/0", "createdAt": "2024-02-29t00:00:00z", "modifiedAt": None, "extra": {}},
        ],
    ),
    ("a deletion with a null result", DELETE, '{"success":true,"errors":[],"messages":[],"result":null}', None),
    ("a deletion with the id of what was deleted", DELETE, ok('{"id":"b1"}'), None),
    ("a list with paging information", LIST, ok("[]", '"result_info":{"page":1,"per_page":20},'), []),
    ("sixty levels in an unknown field", LIST, ok("[]", '"deep":' + "[" * 60 + "]" * 60 + ","), []),
]


def error(code, message, **more):
    return {"code": code, "message": message, **more, "extra": {}}


FAILURES = [
    (
        "a refusal with code, message, page and pointer",
        MAKE,
        failed(
            '{"code":1003,"message":"unsupported","documentation_url":"https://example.com/e",'
            '"source":{"pointer":"/cidr"}}'
        ),
        [error(1003, "unsupported", documentationUrl="https://example.com/e", sourcePointer="/cidr")],
    ),
    ("an unknown prefix", LIST, failed('{"code":1000,"message":"not_found"}'), [error(1000, "not_found")]),
    (
        "a duplicate",
        MAKE,
        failed('{"code":1108,"message":"conflict: binding already exists for CIDR 192.0.2.0/24"}'),
        [error(1108, "conflict: binding already exists for CIDR 192.0.2.0/24")],
    ),
    (
        "no route, as the schema's own example",
        DELETE,
        failed('{"code":7003,"message":"No route for the URI"}'),
        [error(7003, "No route for the URI")],
    ),
    (
        "several errors keep their order",
        SERVICES,
        failed('{"code":10000,"message":"b"},{"code":9109,"message":"a"}'),
        [error(10000, "b"), error(9109, "a")],
    ),
    ("a refusal without a reason", PREFIXES, failed(""), []),
    ("a refusal without a result", GET_PREFIX, failed("", ""), []),
    ("a refusal with an empty list is not an empty list", LIST, failed("", ',"result":[]'), []),
    ("a refusal whose result is not a binding", ONE, failed("", ',"result":{"id":7,"cidr":false}'), []),
    ("a refusal of a list of delegations", DELEGATIONS, failed(NOTE), [NOTE_READ]),
    ("a refusal of a delegation", DELEGATE, failed(NOTE), [NOTE_READ]),
    ("a refusal of Magic routes", ROUTES, failed(NOTE), [NOTE_READ]),
    ("a refusal of another operation's form", LIST_BGP, failed("", ',"result":"nothing"'), []),
    (
        "an error with a null page, a null source and an unknown field",
        EDIT_BGP,
        failed('{"code":1001,"message":"","documentation_url":null,"source":null,"retry":true}'),
        [{"code": 1001, "message": "", "documentationUrl": None, "extra": {"retry": True}}],
    ),
    (
        "a source that says more is kept whole",
        GET_BGP,
        failed('{"code":1001,"message":"m","source":{"pointer":"/a","line":3}}'),
        [{"code": 1001, "message": "m", "sourcePointer": "/a", "extra": {"source": {"pointer": "/a", "line": 3}}}],
    ),
]
