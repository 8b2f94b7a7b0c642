"""Says of each text on stdin, one JSON string a line, what Python's ipaddress makes of it.

One line comes back for each: `strict|masked|address`, and `yes` or `no` for a pair `[outer, inner]`.
A block is `text first last`, with the ends as numbers; an address is its text; a refusal is `-`.
"""

import ipaddress
import json
import sys


def block(text, strict):
    try:
        net = ipaddress.ip_network(text, strict)
    except ValueError:
        return "-"
    return f"{net} {int(net[0])} {int(net[-1])}"


def address(text):
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return "-"


def covers(outer, inner):
    a, b = ipaddress.ip_network(outer), ipaddress.ip_network(inner)
    return "yes" if a.version == b.version and b.subnet_of(a) else "no"


if __name__ == "__main__":
    answers = []
    for line in sys.stdin.buffer.read().splitlines():
        asked = json.loads(line)
        if isinstance(asked, list):
            answers.append(covers(*asked))
        else:
            answers.append(f"{block(asked, True)}|{block(asked, False)}|{address(asked)}")
    sys.stdout.write("\n".join(answers) + "\n")
