"""Makes tests/vectors/envelope.json from bodies by hand: places marked with «…» and counted in bytes.

    python3 tests/oracle/envelope_vectors.py > tests/vectors/envelope.json
"""

import base64
import json
import sys

import envelope_odd as odd
from envelope_accepted import FAILURES, SUCCESSES
from envelope_refused import BYTES, REFUSED


def marked(body):
    """A body with guillemets around the place of its error, as body and place in bytes."""
    if "«" not in body:
        return body, None
    before, rest = body.split("«")
    inside, after = rest.split("»")
    start = len(before.encode())
    return before + inside + after, [start, start + len(inside.encode())]


def refused(name, operation, body, code, pointer=None):
    body, at = marked(body)
    error = {"code": code}
    if pointer is not None:
        error["pointer"] = pointer
    if at is not None:
        error["at"] = at
    return {"name": name, "operation": operation, "body": body, "error": error}


def refused_bytes(name, operation, body, code, pointer=None, at=None):
    entry = refused(name, operation, "", code, pointer)
    del entry["body"]
    if at is not None:
        entry["error"]["at"] = at
    return entry | {"bodyBase64": base64.b64encode(body).decode()}


def vectors():
    for name, operation, body, result in SUCCESSES + odd.SUCCESSES:
        yield {"name": name, "operation": operation, "body": body, "result": result}
    for name, operation, body, errors in FAILURES + odd.FAILURES:
        yield {"name": name, "operation": operation, "body": body, "failure": {"errors": errors}}
    for entry in REFUSED + odd.PARTIAL:
        yield refused(*entry)
    for entry in BYTES:
        yield refused_bytes(*entry)


if __name__ == "__main__":
    rows = ",\n  ".join(json.dumps(vector) for vector in vectors())
    sys.stdout.write("[\n  " + rows + "\n]\n")
