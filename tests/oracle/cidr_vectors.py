"""Makes tests/vectors/cidr.json: what is accepted is computed by Python's ipaddress, what is refused is labelled by hand.

    python3 tests/oracle/cidr_vectors.py > tests/vectors/cidr.json
"""

import ipaddress
import json
import sys

from cidr_texts import (
    ACCEPTED,
    ADDRESSES,
    ADDRESSES_REFUSED,
    COVERS,
    HOST_BITS,
    MASKED_REFUSED,
    RANGES,
    RANGES_REFUSED,
    REFUSED,
)


def place(marked):
    """A text with guillemets around the place of its error, as text and place in characters."""
    if "«" not in marked:
        return marked, None
    start, end = marked.index("«"), marked.index("»") - 1
    return marked.replace("«", "").replace("»", ""), [start, end]


def refused(marked, code, help_text=None):
    text, at = place(marked)
    entry = {"text": text, "error": code}
    if at is not None:
        assert text.isascii(), text
        entry["at"] = at
    if help_text is not None:
        entry["help"] = help_text
    return entry


def facts(text):
    net = ipaddress.ip_network(text)
    return {
        "text": text,
        "cidr": str(net),
        "family": net.version,
        "first": str(net[0]),
        "last": str(net[-1]),
        "size": str(net.num_addresses),
        "length": net.prefixlen,
    }


def masked_refused(marked, code):
    return {"text": place(marked)[0], "error": code}


def masked(text):
    net = ipaddress.ip_network(text, strict=False)
    bits = int(ipaddress.ip_interface(text).ip) & int(net.hostmask)
    return {"text": text, "cidr": str(net), "masked": bits != 0}


def host_bits(text):
    canonical = ipaddress.ip_network(text, strict=False)
    return refused(f"«{text}»", "host-bits-set", f"did you mean `{canonical}`?")


def covers(outer, inner):
    a, b = ipaddress.ip_network(outer), ipaddress.ip_network(inner)
    return {"outer": outer, "inner": inner, "covers": a.version == b.version and b.subnet_of(a)}


def parent(text):
    net = ipaddress.ip_network(text)
    return str(net.supernet()) if net.prefixlen > 0 else None


def halves(text):
    net = ipaddress.ip_network(text)
    return [str(half) for half in net.subnets()] if net.prefixlen < net.max_prefixlen else None


def sibling(text):
    net = ipaddress.ip_network(text)
    if net.prefixlen == 0:
        return None
    (other,) = [half for half in net.supernet().subnets() if half != net]
    return str(other)


def blocks(first, last):
    first_address, last_address = ipaddress.ip_address(first), ipaddress.ip_address(last)
    found = ipaddress.summarize_address_range(first_address, last_address)
    return {"first": first, "last": last, "cidrs": [str(net) for net in found]}


def address(text):
    found = ipaddress.ip_address(text)
    return {"text": text, "address": str(found), "family": found.version}


def vectors():
    family = list(dict.fromkeys(facts(text)["cidr"] for text in ACCEPTED))
    # Its sibling is the IPv4-mapped space, which is not a block here.
    family.remove("::fffe:0:0/96")
    return {
        "parse": [facts(text) for text in ACCEPTED]
        + [refused(*entry) for entry in REFUSED]
        + [host_bits(text) for text in HOST_BITS],
        "masked": [masked(text) for text in HOST_BITS + ACCEPTED[::4]]
        + [masked_refused(*entry) for entry in MASKED_REFUSED],
        "covers": [covers(outer, inner) for outer, inner in COVERS],
        "parent": [{"cidr": text, "parent": parent(text)} for text in family],
        "sibling": [{"cidr": text, "sibling": sibling(text)} for text in family],
        "halves": [{"cidr": text, "halves": halves(text)} for text in family],
        "ranges": [blocks(first, last) for first, last in RANGES]
        + [{"first": first, "last": last, "error": code} for first, last, code in RANGES_REFUSED],
        "addresses": [address(text) for text in ADDRESSES]
        + [refused(*entry) for entry in ADDRESSES_REFUSED],
    }


def write(document, out):
    """One vector a line, so that a change of one is a change of one line."""
    lines = []
    for name, entries in document.items():
        rows = ",\n    ".join(json.dumps(entry) for entry in entries)
        lines.append(f'  "{name}": [\n    {rows}\n  ]')
    out.write("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    write(vectors(), sys.stdout)
