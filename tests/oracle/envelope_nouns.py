"""The nouns of the API as its documentation shows them: wire text beside what is read from it."""

BINDING = (
    '{"id":"0429b49b6a5155297b78e75a44b09e14","cidr":"192.0.2.0/24","provisioning":{"state":"provisioning"},'
    '"service_id":"2db684ee7ca04e159946fd05b99e1bcd","service_name":"Magic Transit"}'
)
BINDING_READ = {
    "id": "0429b49b6a5155297b78e75a44b09e14",
    "cidr": "192.0.2.0/24",
    "serviceId": "2db684ee7ca04e159946fd05b99e1bcd",
    "serviceName": "Magic Transit",
    "state": "provisioning",
    "extra": {},
}
HOST = (
    '{"id":"b1","cidr":"192.0.2.1/32","provisioning":{"state":"active"},"service_id":"cdn","service_name":"CDN"}'
)
HOST_READ = {
    "id": "b1",
    "cidr": "192.0.2.1/32",
    "serviceId": "cdn",
    "serviceName": "CDN",
    "state": "active",
    "extra": {},
}
BGP = (
    '{"id":"7009ba364c7a5760798ceb430e603b74","asn":13335,"asn_prepend_count":2,"auto_advertise_withdraw":true,'
    '"bgp_signal_opts":{"enabled":false,"modified_at":"2014-01-01T05:20:00.12345Z"},"cidr":"192.0.2.0/24",'
    '"created_at":"2014-01-01T05:20:00.12345Z","modified_at":"2014-01-01T05:20:00.12345Z","on_demand":{'
    '"advertised":true,"advertised_modified_at":"2014-01-01T05:20:00.12345Z","on_demand_enabled":true,'
    '"on_demand_locked":false}}'
)
STAMP = "2014-01-01T05:20:00.12345Z"
BGP_READ = {
    "id": "7009ba364c7a5760798ceb430e603b74",
    "cidr": "192.0.2.0/24",
    "asn": 13335,
    "asnPrependCount": 2,
    "autoAdvertiseWithdraw": True,
    "bgpSignalOpts": {"enabled": False, "modifiedAt": STAMP, "extra": {}},
    "onDemand": {
        "advertised": True,
        "advertisedModifiedAt": STAMP,
        "onDemandEnabled": True,
        "onDemandLocked": False,
        "extra": {},
    },
    "createdAt": STAMP,
    "modifiedAt": STAMP,
    "extra": {},
}
DELEGATION = (
    '{"cidr":"192.0.2.0/24","created_at":"2014-01-01T05:20:00.12345Z",'
    '"delegated_account_id":"b1946ac92492d2347c6235b4d2611184","id":"d933b1530bc56c9953cf8ce166da8004",'
    '"modified_at":"2014-01-01T05:20:00.12345Z","parent_prefix_id":"2af39739cc4e3b5910c918468bb89828"}'
)
DELEGATION_READ = {
    "id": "d933b1530bc56c9953cf8ce166da8004",
    "cidr": "192.0.2.0/24",
    "delegatedAccountId": "b1946ac92492d2347c6235b4d2611184",
    "parentPrefixId": "2af39739cc4e3b5910c918468bb89828",
    "createdAt": STAMP,
    "modifiedAt": STAMP,
    "extra": {},
}
ROUTE = (
    '{"id":"023e105f4ecef8ad9ca31a8372d0c353","nexthop":"203.0.113.1","prefix":"192.0.2.0/24","priority":0,'
    '"created_on":"2017-06-14T00:00:00Z","description":"New route","scope":{"colo_names":["den01"]},"weight":0}'
)
ROUTE_READ = {
    "id": "023e105f4ecef8ad9ca31a8372d0c353",
    "cidr": "192.0.2.0/24",
    "nexthop": "203.0.113.1",
    "priority": 0,
    "weight": 0,
    "description": "New route",
    "extra": {"created_on": "2017-06-14T00:00:00Z", "scope": {"colo_names": ["den01"]}},
}
PREFIX = (
    '{"id":"2af39739cc4e3b5910c918468bb89828","account_id":"258def64c72dae45f3e4c8516e2111f2","advertised":null,'
    '"advertised_modified_at":null,"approved":"P","asn":13335,"cidr":"203.0.113.0/24",'
    '"created_at":"2026-02-20T17:56:00.5Z","delegate_loa_creation":true,"description":"",'
    '"irr_validation_state":"pending","loa_document_id":"d933b1530bc56c9953cf8ce166da8004",'
    '"modified_at":"2026-02-20T17:56:00Z","on_demand_enabled":false,"on_demand_locked":false,'
    '"ownership_validation_state":"pending","ownership_validation_token":"1234a5b6-1234-1abc-12a3-1234a5b6789c",'
    '"rpki_validation_state":"missing"}'
)
PREFIX_READ = {
    "id": "2af39739cc4e3b5910c918468bb89828",
    "cidr": "203.0.113.0/24",
    "accountId": "258def64c72dae45f3e4c8516e2111f2",
    "asn": 13335,
    "approved": "P",
    "description": "",
    "loaDocumentId": "d933b1530bc56c9953cf8ce166da8004",
    "delegateLoaCreation": True,
    "irrValidationState": "pending",
    "rpkiValidationState": "missing",
    "ownershipValidationState": "pending",
    "ownershipValidationToken": "1234a5b6-1234-1abc-12a3-1234a5b6789c",
    "advertised": None,
    "advertisedModifiedAt": None,
    "onDemandEnabled": False,
    "onDemandLocked": False,
    "createdAt": "2026-02-20T17:56:00.5Z",
    "modifiedAt": "2026-02-20T17:56:00Z",
    "extra": {},
}
NOTE = '{"code":1000,"message":"message","documentation_url":"documentation_url","source":{"pointer":"pointer"}}'
NOTE_READ = {
    "code": 1000,
    "message": "message",
    "documentationUrl": "documentation_url",
    "sourcePointer": "pointer",
    "extra": {},
}


def ok(result, around='"errors":[],"messages":[],'):
    return "{" + around + '"success":true,"result":' + result + "}"


def noted(rest):
    return '{"errors":[' + NOTE + '],"messages":[' + NOTE + '],"success":true' + rest + "}"


def failed(errors, rest=',"messages":[],"result":null'):
    return '{"success":false,"errors":[' + errors + "]" + rest + "}"


def bare(id, cidr="192.0.2.0/24", **more):
    read = {"id": id, "cidr": cidr, "serviceId": None, "serviceName": None, "state": None, "extra": {}}
    return read | more


def lone(pieces):
    return ok('[{"id":"b1","cidr":"192.0.2.0/24","note":"' + pieces + '"}]')

LIST, ONE, MAKE, DELETE = "list-bindings", "get-binding", "create-binding", "delete-binding"
SERVICES, PREFIXES, GET_PREFIX = "list-services", "list-prefixes", "get-prefix"
DELEGATIONS, DELEGATE, ROUTES = "list-delegations", "create-delegation", "list-magic-routes"
LIST_BGP, GET_BGP, EDIT_BGP = "list-bgp-prefixes", "get-bgp-prefix", "edit-bgp-prefix"
