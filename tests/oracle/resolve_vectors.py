"""Makes tests/vectors/resolve.json: owners by hand, and the rest of each answer by a scan with Python's ipaddress.

    python3 tests/oracle/resolve_vectors.py > tests/vectors/resolve.json

A binding is written `cidr service state`: `-` for no service (a regional binding) and for no state.
An ask is written `address=owner`: the CIDR of the owner, or `-` for no owner.
"""

import ipaddress
import json
import sys

SERVICES = {
    "MT": ("2db684ee7ca04e159946fd05b99e1bcd", "Magic Transit"),
    "CDN": ("969b3f6a4d1c4e0f8a52c7d09e6b41bf", "CDN"),
    "SPEC": ("5ec7a0b1c2d34e5f8091a2b3c4d5e6f7", "Spectrum"),
}

TABLES = [
    (
        "the example of the API: a default, and one address of it",
        "192.0.2.0/24",
        ["192.0.2.0/24 MT active", "192.0.2.1/32 CDN active"],
        "192.0.2.1=192.0.2.1/32 192.0.2.77=192.0.2.0/24 198.51.100.1=- 192.0.2.0=192.0.2.0/24 192.0.2.2=192.0.2.0/24 "
        "192.0.2.255=192.0.2.0/24 192.0.1.255=- 192.0.3.0=- 2001:db8::1=-",
    ),
    (
        "the same without a prefix: outside is where no binding is",
        None,
        ["192.0.2.1/32 CDN active", "192.0.2.0/24 MT active"],
        "192.0.2.1=192.0.2.1/32 192.0.2.77=192.0.2.0/24 198.51.100.1=- 0.0.0.0=- 255.255.255.255=- ::=- 2001:db8::1=-",
    ),
    ("an empty list owns nothing", None, [], "192.0.2.1=- 0.0.0.0=- 255.255.255.255=- ::=- 2001:db8::1=-"),
    (
        "an empty list in a prefix",
        "192.0.2.0/24",
        [],
        "192.0.2.0=- 192.0.2.255=- 192.0.1.255=- 192.0.3.0=- 2001:db8::1=-",
    ),
    (
        "nested levels, and the addresses on both sides of each edge",
        "198.51.100.0/24",
        [
            "198.51.100.0/24 MT active",
            "198.51.100.64/26 CDN active",
            "198.51.100.80/28 SPEC active",
            "198.51.100.84/30 CDN active",
            "198.51.100.85/32 SPEC active",
        ],
        "198.51.100.0=198.51.100.0/24 198.51.100.63=198.51.100.0/24 198.51.100.64=198.51.100.64/26 "
        "198.51.100.79=198.51.100.64/26 198.51.100.80=198.51.100.80/28 198.51.100.83=198.51.100.80/28 "
        "198.51.100.84=198.51.100.84/30 198.51.100.85=198.51.100.85/32 198.51.100.86=198.51.100.84/30 "
        "198.51.100.87=198.51.100.84/30 198.51.100.88=198.51.100.80/28 198.51.100.95=198.51.100.80/28 "
        "198.51.100.96=198.51.100.64/26 198.51.100.127=198.51.100.64/26 198.51.100.128=198.51.100.0/24 "
        "198.51.100.255=198.51.100.0/24 198.51.101.0=- 198.51.99.255=-",
    ),
    (
        "blocks that share their first address, and their last",
        None,
        [
            "10.0.0.0/8 MT active",
            "10.0.0.0/16 CDN active",
            "10.0.0.0/24 SPEC active",
            "10.0.0.0/32 CDN active",
            "10.255.0.0/16 CDN active",
            "10.255.255.0/24 SPEC active",
            "10.255.255.255/32 CDN active",
        ],
        "9.255.255.255=- 10.0.0.0=10.0.0.0/32 10.0.0.1=10.0.0.0/24 10.0.0.255=10.0.0.0/24 10.0.1.0=10.0.0.0/16 "
        "10.0.255.255=10.0.0.0/16 10.1.0.0=10.0.0.0/8 10.254.255.255=10.0.0.0/8 10.255.0.0=10.255.0.0/16 "
        "10.255.254.255=10.255.0.0/16 10.255.255.0=10.255.255.0/24 10.255.255.254=10.255.255.0/24 "
        "10.255.255.255=10.255.255.255/32 11.0.0.0=-",
    ),
    (
        "neighbours with a gap between them",
        None,
        ["203.0.113.16/29 CDN active", "203.0.113.24/29 SPEC active", "203.0.113.40/29 CDN active"],
        "203.0.113.15=- 203.0.113.16=203.0.113.16/29 203.0.113.23=203.0.113.16/29 203.0.113.24=203.0.113.24/29 "
        "203.0.113.31=203.0.113.24/29 203.0.113.32=- 203.0.113.39=- 203.0.113.40=203.0.113.40/29 "
        "203.0.113.47=203.0.113.40/29 203.0.113.48=-",
    ),
    (
        "all of IPv4, with its first and its last address",
        None,
        ["0.0.0.0/0 MT active", "0.0.0.0/32 CDN active", "255.255.255.255/32 SPEC active", "128.0.0.0/1 CDN active"],
        "0.0.0.0=0.0.0.0/32 0.0.0.1=0.0.0.0/0 127.255.255.255=0.0.0.0/0 128.0.0.0=128.0.0.0/1 "
        "255.255.255.254=128.0.0.0/1 255.255.255.255=255.255.255.255/32 ::=- ::1=-",
    ),
    (
        "all of IPv6, with its first and its last address",
        None,
        [
            "::/0 MT active",
            "::/128 CDN active",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128 SPEC active",
            "8000::/1 CDN active",
        ],
        "::=::/128 ::1=::/0 7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff=::/0 8000::=8000::/1 "
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe=8000::/1 "
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff=ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128 0.0.0.0=- 192.0.2.1=-",
    ),
    (
        "an IPv6 prefix with nested bindings",
        "2001:db8::/32",
        [
            "2001:db8::/32 CDN active",
            "2001:db8:1::/48 SPEC active",
            "2001:db8:1:2::/64 CDN active",
            "2001:db8:1:2::10/124 SPEC active",
            "2001:db8:1:2::1f/128 CDN active",
        ],
        "2001:db8::=2001:db8::/32 2001:db8::1=2001:db8::/32 2001:db8:1::=2001:db8:1::/48 "
        "2001:db8:0:ffff:ffff:ffff:ffff:ffff=2001:db8::/32 2001:db8:1:1:ffff:ffff:ffff:ffff=2001:db8:1::/48 "
        "2001:db8:1:2::=2001:db8:1:2::/64 2001:db8:1:2::f=2001:db8:1:2::/64 2001:db8:1:2::10=2001:db8:1:2::10/124 "
        "2001:db8:1:2::1e=2001:db8:1:2::10/124 2001:db8:1:2::1f=2001:db8:1:2::1f/128 "
        "2001:db8:1:2::20=2001:db8:1:2::/64 2001:db8:1:3::=2001:db8:1::/48 2001:db8:2::=2001:db8::/32 "
        "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff=2001:db8::/32 2001:db9::=- 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff=- "
        "192.0.2.1=- ::=-",
    ),
    (
        "both families in one list",
        None,
        [
            "2001:db8::/32 CDN active",
            "192.0.2.0/24 MT active",
            "2001:db8::1/128 SPEC active",
            "192.0.2.1/32 CDN active",
            "::c000:200/120 SPEC active",
        ],
        "192.0.2.1=192.0.2.1/32 192.0.2.2=192.0.2.0/24 2001:db8::1=2001:db8::1/128 2001:db8::2=2001:db8::/32 "
        "::c000:201=::c000:200/120 ::192.0.2.255=::c000:200/120 192.0.3.0=- ::=-",
    ),
    (
        "addresses are numbers: any spelling of one finds the same",
        "2001:db8::/32",
        ["2001:db8::/32 CDN active", "2001:db8::a/128 SPEC active"],
        "2001:DB8::A=2001:db8::a/128 2001:0db8:0000:0000:0000:0000:0000:000a=2001:db8::a/128 "
        "2001:db8:0:0::10=2001:db8::/32 2001:db8::0.0.0.10=2001:db8::a/128",
    ),
    (
        "host routes only",
        None,
        ["192.0.2.1/32 CDN active", "192.0.2.3/32 SPEC active", "2001:db8::1/128 CDN active"],
        "192.0.2.0=- 192.0.2.1=192.0.2.1/32 192.0.2.2=- 192.0.2.3=192.0.2.3/32 192.0.2.4=- 2001:db8::=- "
        "2001:db8::1=2001:db8::1/128 2001:db8::2=-",
    ),
    (
        "a binding without a service is shown and owns nothing",
        "192.0.2.0/24",
        ["192.0.2.0/24 CDN active", "192.0.2.0/25 - active", "192.0.2.9/32 - active", "192.0.2.10/32 SPEC active"],
        "192.0.2.1=192.0.2.0/24 192.0.2.9=192.0.2.0/24 192.0.2.10=192.0.2.10/32 192.0.2.127=192.0.2.0/24 "
        "192.0.2.128=192.0.2.0/24 192.0.2.8=192.0.2.0/24",
    ),
    (
        "only bindings without a service",
        "192.0.2.0/24",
        ["192.0.2.0/25 - active", "192.0.2.64/26 - provisioning"],
        "192.0.2.1=- 192.0.2.65=- 192.0.2.128=- 192.0.3.0=-",
    ),
    (
        "a regional binding of a service's own block leaves the service its owner",
        None,
        ["192.0.2.0/24 - active", "192.0.2.0/24 MT active", "2001:db8::/48 SPEC active", "2001:db8::/48 - active"],
        "192.0.2.1=192.0.2.0/24 2001:db8::1=2001:db8::/48",
    ),
    (
        "a regional host on an IPv6 default",
        "2001:db8::/32",
        ["2001:db8::/32 CDN active", "2001:db8::5/128 - active"],
        "2001:db8::5=2001:db8::/32 2001:db8::4=2001:db8::/32 2001:db8::6=2001:db8::/32",
    ),
    (
        "while the winner is provisioning, the next active one still answers at some edges",
        "192.0.2.0/24",
        ["192.0.2.0/24 MT active", "192.0.2.1/32 CDN provisioning"],
        "192.0.2.1=192.0.2.1/32 192.0.2.2=192.0.2.0/24",
    ),
    (
        "a fallback over two levels: provisioning bindings are passed by",
        "192.0.2.0/24",
        [
            "192.0.2.0/24 MT active",
            "192.0.2.0/25 CDN provisioning",
            "192.0.2.0/26 SPEC provisioning",
            "192.0.2.0/27 CDN provisioning",
            "192.0.2.96/27 SPEC active",
        ],
        "192.0.2.1=192.0.2.0/27 192.0.2.33=192.0.2.0/26 192.0.2.65=192.0.2.0/25 192.0.2.97=192.0.2.96/27 "
        "192.0.2.129=192.0.2.0/24",
    ),
    (
        "nothing active to fall back to",
        "192.0.2.0/24",
        ["192.0.2.0/24 MT provisioning", "192.0.2.1/32 CDN provisioning", "192.0.2.2/32 CDN active"],
        "192.0.2.1=192.0.2.1/32 192.0.2.2=192.0.2.2/32 192.0.2.3=192.0.2.0/24",
    ),
    (
        "a regional binding is not a fallback",
        "192.0.2.0/24",
        ["192.0.2.0/24 MT active", "192.0.2.0/25 - active", "192.0.2.1/32 CDN provisioning"],
        "192.0.2.1=192.0.2.1/32 192.0.2.2=192.0.2.0/24",
    ),
    (
        "an unknown state is stuck, and not active",
        None,
        ["192.0.2.0/24 MT active", "192.0.2.0/25 CDN deleting", "192.0.2.1/32 SPEC Active"],
        "192.0.2.1=192.0.2.1/32 192.0.2.2=192.0.2.0/25 192.0.2.200=192.0.2.0/24",
    ),
    (
        "a binding that waits for a Magic route is stuck: edges without it use what is active around it",
        None,
        [
            "192.0.2.0/24 MT active",
            "192.0.2.0/25 CDN magic_transit_route_missing",
            "192.0.2.0/26 SPEC provisioning",
            "192.0.2.200/32 CDN magic_transit_route_missing",
            "192.0.2.200/32 SPEC provisioning",
        ],
        "192.0.2.1=192.0.2.0/26 192.0.2.100=192.0.2.0/25 192.0.2.200=192.0.2.200/32 192.0.2.201=192.0.2.0/24",
    ),
    (
        "a binding without a state counts as active: the schema makes the state optional",
        None,
        ["192.0.2.0/24 MT -", "192.0.2.1/32 CDN -", "192.0.2.2/32 CDN provisioning"],
        "192.0.2.1=192.0.2.1/32 192.0.2.2=192.0.2.2/32 192.0.2.3=192.0.2.0/24",
    ),
    (
        "duplicates: an active one before one that is provisioning",
        None,
        ["192.0.2.0/24 MT provisioning", "192.0.2.0/24 CDN active", "192.0.2.1/32 SPEC active", "192.0.2.1/32 CDN active"],
        "192.0.2.1=192.0.2.1/32 192.0.2.2=192.0.2.0/24",
    ),
    (
        "duplicates that are all provisioning fall back together",
        None,
        ["10.0.0.0/8 MT active", "10.1.0.0/16 CDN provisioning", "10.1.0.0/16 SPEC provisioning"],
        "10.1.2.3=10.1.0.0/16 10.2.0.0=10.0.0.0/8",
    ),
    (
        "a prefix that is smaller than its binding bounds the answers",
        "192.0.2.0/25",
        ["192.0.2.0/24 MT active", "192.0.2.200/32 CDN active", "198.51.100.0/24 CDN active"],
        "192.0.2.0=192.0.2.0/24 192.0.2.127=192.0.2.0/24 192.0.2.128=- 192.0.2.200=- 198.51.100.1=- 192.0.1.255=-",
    ),
    (
        "with a prefix of the other family no address has an owner",
        "2001:db8::/32",
        ["192.0.2.0/24 MT active"],
        "192.0.2.1=- 2001:db8::1=- 2001:db9::=-",
    ),
    (
        "holes in a prefix whose default is missing",
        "192.0.2.0/24",
        ["192.0.2.64/26 CDN active", "192.0.2.192/26 SPEC active"],
        "192.0.2.0=- 192.0.2.63=- 192.0.2.64=192.0.2.64/26 192.0.2.127=192.0.2.64/26 192.0.2.128=- "
        "192.0.2.191=- 192.0.2.192=192.0.2.192/26 192.0.2.255=192.0.2.192/26 192.0.3.0=-",
    ),
    (
        "a prefix of one address",
        "192.0.2.1/32",
        ["192.0.2.1/32 CDN active"],
        "192.0.2.1=192.0.2.1/32 192.0.2.0=- 192.0.2.2=-",
    ),
    (
        "every length of IPv4 around one address",
        None,
        [f"{ipaddress.ip_network(f'203.0.113.77/{n}', strict=False)} {'CDN' if n % 2 else 'SPEC'} active" for n in range(33)],
        "203.0.113.77=203.0.113.77/32 203.0.113.76=203.0.113.76/31 203.0.113.78=203.0.113.76/30 "
        "203.0.113.72=203.0.113.72/29 203.0.113.64=203.0.113.64/28 203.0.113.0=203.0.113.0/25 "
        "203.0.113.255=203.0.113.0/24 203.0.112.0=203.0.112.0/23 204.0.0.0=200.0.0.0/5 0.0.0.0=0.0.0.0/0 "
        "127.255.255.255=0.0.0.0/0 255.255.255.255=192.0.0.0/2",
    ),
]


# 0 active, 1 on the way; what is not known is 2, stuck.
STAGES = {"active": 0, "-": 0, "provisioning": 1}


class Table:
    """A list and a scan: what R1 of the API says, with nothing clever."""

    def __init__(self, prefix, bindings):
        self.prefix = ipaddress.ip_network(prefix) if prefix else None
        self.rows = []
        for row in bindings:
            cidr, service, state = row.split()
            self.rows.append((ipaddress.ip_network(cidr), service != "-", STAGES.get(state, 2)))

    def ask(self, text):
        address = ipaddress.ip_address(text)
        answer = {"address": text, "owner": None, "reason": "", "shadowed": [], "fallback": None, "regional": []}
        if self.prefix is not None and address not in self.prefix:
            return answer | {"reason": "outside-prefix"}
        around = [row for row in self.rows if address in row[0]]
        answer["regional"] = [str(net) for net, service, _ in sorted(around, key=lengths) if not service]
        # An active one first where two have the same length, which only duplicates have.
        owners = sorted((row for row in around if row[1]), key=lambda row: (lengths(row), row[2]))
        if not owners:
            return answer | {"reason": "only-regional" if answer["regional"] else "no-binding"}
        net, _, stage = owners[0]
        rest = [row for row in owners[1:] if row[0] != net]
        answer["owner"] = str(net)
        answer["reason"] = ["most-specific", "provisioning", "stuck"][stage]
        answer["shadowed"] = [str(other) for other, _, _ in rest]
        if stage > 0:
            answer["fallback"] = next((str(other) for other, _, other_stage in rest if other_stage == 0), None)
        return answer


def lengths(row):
    return -row[0].prefixlen


def wire(number, row):
    cidr, service, state = row.split()
    binding = {"id": f"{number + 1:032x}", "cidr": cidr}
    if service != "-":
        binding["service_id"], binding["service_name"] = SERVICES[service]
    if state != "-":
        binding["provisioning"] = {"state": state}
    return binding


def vector(name, prefix, bindings, asks):
    table, answers = Table(prefix, bindings), []
    for ask in asks.split():
        address, by_hand = ask.split("=")
        answer = table.ask(address)
        assert (answer["owner"] or "-") == by_hand, (name, ask, answer)
        answers.append(answer)
    bounds = {} if prefix is None else {"prefix": prefix}
    return {"name": name, **bounds, "bindings": [wire(i, row) for i, row in enumerate(bindings)], "asks": answers}


def write(vectors, out):
    """One binding and one ask a line."""
    for i, entry in enumerate(vectors):
        parts = []
        for key, value in entry.items():
            if isinstance(value, list) and value:
                rows = ",\n      ".join(json.dumps(row) for row in value)
                parts.append(f'"{key}": [\n      {rows}\n    ]')
            else:
                parts.append(f'"{key}": {json.dumps(value)}')
        out.write(("[\n  {\n    " if i == 0 else ",\n  {\n    ") + ",\n    ".join(parts) + "\n  }")
    out.write("\n]\n")


if __name__ == "__main__":
    write([vector(*table) for table in TABLES], sys.stdout)
