"""Answers whose decoration is odd, by hand: the result is read, and what is odd is kept as it came."""

from envelope_accepted import error
from envelope_nouns import (
    BINDING,
    BINDING_READ,
    DELETE,
    DELEGATIONS,
    GET_BGP,
    GET_PREFIX,
    HOST,
    HOST_READ,
    LIST,
    LIST_BGP,
    MAKE,
    ONE,
    PREFIXES,
    SERVICES,
    bare,
    failed,
    ok,
    ROUTES,
)


def around(fields):
    return ok("[" + HOST + "]", fields + ",")


def prefix(fields):
    return ok('{"id":"p","cidr":"::/0",' + fields + "}")


def read(extra, id="p", **known):
    return {"id": id, "cidr": "::/0", **known, "extra": extra}


def bgp(fields):
    return ok('{"id":"g","cidr":"::/0",' + fields + "}")


def bound(fields):
    return ok('[{"id":"b1","cidr":"192.0.2.0/24",' + fields + "}]")


def said(message, **more):
    return {"code": None, "message": message, "extra": more}


SUCCESSES = [
    # `messages` and `errors`
    ("a message that is a bare string", LIST, around('"messages":["please use a token"]'), [HOST_READ]),
    ("a new binding with a message that is a bare string", MAKE, ok(BINDING, '"messages":["created"],'), BINDING_READ),
    ("a new binding with a null message", MAKE, ok(BINDING, '"errors":[],"messages":[null],'), BINDING_READ),
    ("a new binding with an error without a code", MAKE, ok(BINDING, '"errors":[{"message":"m"}],'), BINDING_READ),
    ("a deletion with a message that is a bare string", DELETE, '{"success":true,"messages":["deleted"]}', None),
    ("a prefix beside a code under 1000", GET_PREFIX, ok('{"id":"p","cidr":"::/0"}', '"errors":[{"code":971,"message":"m"}],'), read({})),
    ("a message that is an empty object", LIST, around('"messages":[{}]'), [HOST_READ]),
    ("messages of every type", LIST, around('"messages":[1,true,[],[[{}]],{"message":{}},{"code":"x"},{"code":-1.5}]'), [HOST_READ]),
    ("messages that are a string", LIST, around('"messages":"x"'), [HOST_READ]),
    ("messages that are a number", LIST, around('"messages":7'), [HOST_READ]),
    ("messages that are an object", LIST, around('"messages":{"code":1000,"message":"m"}'), [HOST_READ]),
    ("errors that are an object", LIST, around('"errors":{}'), [HOST_READ]),
    ("errors that are false", SERVICES, ok("[]", '"errors":false,'), []),
    ("a chain that is a string", LIST, around('"messages":[{"code":6003,"message":"m","error_chain":"x"}]'), [HOST_READ]),
    # dates
    ("an empty date", GET_PREFIX, prefix('"modified_at":""'), read({}, modifiedAt="")),
    ("a date without a time", GET_PREFIX, prefix('"created_at":"2014-01-01"'), read({}, createdAt="2014-01-01")),
    ("a thirteenth month", GET_PREFIX, prefix('"modified_at":"2014-13-01T00:00:00Z"'), read({}, modifiedAt="2014-13-01T00:00:00Z")),
    ("a date without a zone", GET_BGP, bgp('"modified_at":"2014-01-01 00:00:00"'), read({}, "g", modifiedAt="2014-01-01 00:00:00")),
    ("a date that is a number", GET_PREFIX, prefix('"created_at":1388553600'), read({"created_at": 1388553600})),
    (
        "a date in words in a list of BGP prefixes",
        LIST_BGP,
        ok('[{"id":"g","cidr":"::/0","on_demand":{"advertised_modified_at":"yesterday"},"bgp_signal_opts":{"modified_at":0}}]'),
        [
            read(
                {},
                "g",
                bgpSignalOpts={"extra": {"modified_at": 0}},
                onDemand={"advertisedModifiedAt": "yesterday", "extra": {}},
            )
        ],
    ),
    # numbers
    ("an AS number in quotes", GET_BGP, bgp('"asn":"13335"'), read({"asn": "13335"}, "g", asn=13335)),
    ("an account with an AS number in quotes", PREFIXES, ok('[{"id":"p","cidr":"::/0","asn":"13335"}]'), [read({"asn": "13335"}, asn=13335)]),
    ("an AS number in words", GET_PREFIX, prefix('"asn":"AS13335"'), read({"asn": "AS13335"})),
    ("an AS number that is empty", GET_PREFIX, prefix('"asn":""'), read({"asn": ""})),
    ("an AS number of 33 bits", GET_PREFIX, prefix('"asn":4294967296'), read({"asn": 4294967296})),
    ("an AS number with a fraction", GET_PREFIX, prefix('"asn":1.5'), read({"asn": 1.5})),
    ("a prepend count of four", GET_BGP, bgp('"asn_prepend_count":4'), read({"asn_prepend_count": 4}, "g")),
    ("a negative prepend count", GET_BGP, bgp('"asn_prepend_count":-1'), read({"asn_prepend_count": -1}, "g")),
    ("a prepend count in quotes", GET_BGP, bgp('"asn_prepend_count":"2"'), read({"asn_prepend_count": "2"}, "g", asnPrependCount=2)),
    # texts, flags and objects
    ("a description that is a list", GET_PREFIX, prefix('"description":[]'), read({"description": []})),
    ("an advertised in words", GET_PREFIX, prefix('"advertised":"yes"'), read({"advertised": "yes"})),
    ("an approval that is a flag", PREFIXES, ok('[{"id":"p","cidr":"::/0","approved":true}]'), [read({"approved": True})]),
    ("an on_demand that is a flag", GET_BGP, bgp('"on_demand":true'), read({"on_demand": True}, "g")),
    ("signals that are a list", GET_BGP, bgp('"bgp_signal_opts":[]'), read({"bgp_signal_opts": []}, "g")),
    ("an advertised that is a number", GET_BGP, bgp('"on_demand":{"advertised":0}'), read({}, "g", onDemand={"extra": {"advertised": 0}})),
    # bindings
    ("a service name that is a number", LIST, bound('"service_name":1'), [bare("b1", extra={"service_name": 1})]),
    ("a provisioning that is text", LIST, bound('"provisioning":"active"'), [bare("b1", state="active", extra={"provisioning": "active"})]),
    ("a provisioning that is another text", ONE, ok('{"id":"b1","cidr":"192.0.2.0/24","provisioning":"provisioning"}'), bare("b1", state="provisioning", extra={"provisioning": "provisioning"})),
    # A value that is not text cannot be the state `active`: its JSON is an unknown state.
    ("a provisioning that is a flag", LIST, bound('"provisioning":true'), [bare("b1", state="true", extra={"provisioning": True})]),
    ("a provisioning that is a list", LIST, bound('"provisioning":["active"]'), [bare("b1", state='["active"]', extra={"provisioning": ["active"]})]),
    ("a state that is a number", LIST, bound('"provisioning":{"state":1}'), [bare("b1", state="1", extra={"provisioning": {"state": 1}})]),
    ("a state that is empty", LIST, bound('"provisioning":{"state":""}'), [bare("b1", state="")]),
    (
        "a route that is missing",
        LIST,
        bound('"provisioning":{"state":"magic_transit_route_missing"}'),
        [bare("b1", state="magic_transit_route_missing")],
    ),
    # `result_info` that says nothing of more
    ("zeros beside a list", LIST, around('"result_info":{"page":0,"per_page":0,"count":0,"total_count":0,"total_pages":0}'), [HOST_READ]),
    ("nulls beside a list", LIST, around('"result_info":{"page":null,"total_count":null,"cursor":null,"cursors":{"after":null}}'), [HOST_READ]),
    ("equal numbers beside a list", LIST, around('"result_info":{"page":1,"per_page":20,"count":1,"total_count":1,"total_pages":1}'), [HOST_READ]),
    ("fewer in all than came", LIST, around('"result_info":{"total_count":0,"total_pages":1}'), [HOST_READ]),
    ("an empty cursor", LIST, around('"result_info":{"cursor":"","cursors":{"after":"","before":""}}'), [HOST_READ]),
    ("a null result_info", LIST, around('"result_info":null'), [HOST_READ]),
    ("a result_info that is text", LIST, around('"result_info":"page 1 of 3"'), [HOST_READ]),
    ("odd numbers beside a list", LIST, around('"result_info":{"total_count":"many","total_pages":-3,"page":1.5,"cursors":7,"cursor":0}'), [HOST_READ]),
    ("page 1 of 3 beside a single binding", ONE, ok(HOST, '"result_info":{"page":1,"total_pages":3,"total_count":5},'), HOST_READ),
    ("page 1 of 3 beside a deletion", DELETE, '{"success":true,"result_info":{"page":1,"total_pages":3}}', None),
]

CHAIN = '{"code":6003,"message":"Invalid request headers","error_chain":[{"code":6111,"message":"Invalid format for Authorization header"}]}'

FAILURES = [
    ("errors that are text", LIST, failed('"not found"'), [said("not found")]),
    ("an error that is null", LIST, failed("null"), [said("null")]),
    ("an error that is a number", LIST, failed("7"), [said("7")]),
    ("an error that is a list", LIST, failed('["a",1]'), [said('["a",1]')]),
    ("errors that are a string", LIST, '{"success":false,"errors":"not found"}', [said("not found")]),
    ("errors that are one object", LIST, '{"success":false,"errors":{"code":1000,"message":"not_found"}}', [error(1000, "not_found")]),
    ("an error without a code", LIST, failed('{"message":"m"}'), [said("m")]),
    ("an error without a message", LIST, failed('{"code":1000}'), [error(1000, "")]),
    ("a code under 1000", LIST, failed('{"code":971,"message":"m"}'), [error(971, "m")]),
    ("a code of zero", LIST, failed('{"code":0,"message":"m"}'), [error(0, "m")]),
    ("a negative code", LIST, failed('{"code":-1000,"message":"m"}'), [said("m", code=-1000)]),
    ("a code with a fraction", LIST, failed('{"code":1000.5,"message":"m"}'), [said("m", code=1000.5)]),
    ("a code that no integer can hold", LIST, failed('{"code":1e308,"message":"m"}'), [said("m", code=1e308)]),
    ("a code in quotes", LIST, failed('{"code":"1000","message":"not_found"}'), [{"code": 1000, "message": "not_found", "extra": {"code": "1000"}}]),
    ("a code in words", LIST, failed('{"code":"not_found","message":"m"}'), [said("m", code="not_found")]),
    ("a null code", LIST, failed('{"code":null,"message":"m"}'), [said("m", code=None)]),
    ("a message that is a number", LIST, failed('{"code":1000,"message":1}'), [{"code": 1000, "message": "", "extra": {"message": 1}}]),
    ("a source that is text", LIST, failed('{"code":1000,"message":"m","source":"/a"}'), [{"code": 1000, "message": "m", "extra": {"source": "/a"}}]),
    ("a page that is a list", LIST, failed('{"code":1000,"message":"m","documentation_url":[]}'), [{"code": 1000, "message": "m", "extra": {"documentation_url": []}}]),
    (
        "a chain of errors",
        SERVICES,
        failed(CHAIN),
        [
            {
                "code": 6003,
                "message": "Invalid request headers",
                "errorChain": [error(6111, "Invalid format for Authorization header")],
                "extra": {},
            }
        ],
    ),
    (
        "a chain in a chain",
        SERVICES,
        failed('{"code":1,"message":"a","error_chain":[{"code":2,"message":"b","error_chain":[{"code":3,"message":"c"}]},"d"]}'),
        [
            {
                "code": 1,
                "message": "a",
                "errorChain": [{"code": 2, "message": "b", "errorChain": [error(3, "c")], "extra": {}}, said("d")],
                "extra": {},
            }
        ],
    ),
    ("an empty chain", SERVICES, failed('{"code":1,"message":"a","error_chain":[]}'), [error(1, "a")]),
    ("a null chain", SERVICES, failed('{"code":1,"message":"a","error_chain":null}'), [error(1, "a")]),
    # The message is outside `errors`.
    ("an error beside empty errors", LIST, '{"success":false,"errors":[],"error":"Unauthorized"}', [said("Unauthorized")]),
    ("an error that is an object", LIST, '{"success":false,"error":{"code":10000,"message":"Authentication error"}}', [error(10000, "Authentication error")]),
    ("a message at the top", LIST, '{"success":false,"message":"Unauthorized","code":10000}', [said("Unauthorized")]),
    ("an error and a message at the top", LIST, '{"success":false,"message":"a","error":"b"}', [said("b")]),
    ("an error that is empty", LIST, '{"success":false,"error":"","message":"a"}', [said("a")]),
    ("errors go before an error", LIST, failed('{"code":1000,"message":"not_found"}', ',"error":"x"'), [error(1000, "not_found")]),
    ("a part of a list that was refused", LIST, failed("", ',"result":[],"result_info":{"total_count":5}'), []),
]

INFO = "/result_info"


def part(info):
    return ok("[" + HOST + "," + HOST + "]", '"result_info":«' + info + "»,")


PARTIAL = [
    ("five in all, and two came", LIST, part('{"total_count":5}'), "list-partial", INFO),
    ("three on the page, and two came", LIST, part('{"count":3}'), "list-partial", INFO),
    ("page 1 of 3", LIST, part('{"page":1,"per_page":2,"total_pages":3}'), "list-partial", INFO),
    ("two pages", LIST, part('{"total_pages":2}'), "list-partial", INFO),
    ("page 2", LIST, part('{"page":2,"per_page":20,"count":2}'), "list-partial", INFO),
    ("a cursor", LIST, part('{"cursor":"YQ"}'), "list-partial", INFO),
    ("a cursor to what comes after", LIST, part('{"count":2,"cursors":{"after":"YQ"}}'), "list-partial", INFO),
    ("five in all in quotes", LIST, part('{"total_count":"5"}'), "list-partial", INFO),
    ("more than any list", LIST, part('{"total_count":18446744073709551616}'), "list-partial", INFO),
    ("a part whose info comes last", LIST, '{"success":true,"result":[' + HOST + '],"result_info":«{"total_count":2}»}', "list-partial", INFO),
    ("an empty part", LIST, ok("[]", '"result_info":«{"page":1,"per_page":20,"count":0,"total_count":1}»,'), "list-partial", INFO),
    ("a part of the services", SERVICES, ok("[]", '"result_info":«{"total_count":1}»,'), "list-partial", INFO),
    ("a part of the prefixes", PREFIXES, ok("[]", '"result_info":«{"total_count":1}»,'), "list-partial", INFO),
    ("a part of the delegations", DELEGATIONS, ok("[]", '"result_info":«{"total_count":1}»,'), "list-partial", INFO),
    ("a part of the Magic routes", ROUTES, ok('{"routes":[]}', '"result_info":«{"page":1,"total_pages":3}»,'), "list-partial", INFO),
    ("a part of the BGP prefixes", LIST_BGP, ok("[]", '"result_info":«{"total_count":1}»,'), "list-partial", INFO),
]
