"""The official Python client against the emulator: prints what every operation gave, and what became of refusals, as JSON."""

import json
import sys

import cloudflare
from cloudflare import Cloudflare

about = json.loads(sys.argv[1])
account = {"account_id": about["accountId"]}
prefix = {**account, "prefix_id": about["prefixId"]}
body = {**prefix, "service_id": about["serviceId"]}
# The settings come from the environment, as a user's would.
client = Cloudflare()
prefixes = client.addressing.prefixes
bindings = prefixes.service_bindings


def plain(value):
    """What was sent, without what the models add to it."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.to_dict(mode="json", exclude_unset=True)


def everything():
    made = bindings.create(**body, cidr=about["cidr"])
    found = bindings.get(made.id, **prefix)
    deleted = bindings.delete(made.id, **prefix)
    bgp_list = prefixes.bgp_prefixes.list(**prefix).result
    bgp = bgp_list[0].id
    return {
        "POST /prefixes/{prefix_id}/bindings": plain(made),
        "GET /prefixes/{prefix_id}/bindings/{binding_id}": plain(found),
        "DELETE /prefixes/{prefix_id}/bindings/{binding_id}": plain(deleted),
        "GET /services": plain(client.addressing.services.list(**account).result),
        "GET /prefixes": plain(prefixes.list(**account).result),
        "GET /prefixes/{prefix_id}": plain(prefixes.get(**prefix)),
        # Iterated over, which has to end by itself.
        "GET /prefixes/{prefix_id}/bindings": plain(list(bindings.list(**prefix))),
        "GET /prefixes/{prefix_id}/bgp/prefixes": plain(bgp_list),
        "GET /prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}": plain(
            prefixes.bgp_prefixes.get(bgp, **prefix)
        ),
        "PATCH /prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}": plain(
            prefixes.bgp_prefixes.edit(bgp, **prefix, **about["edit"])
        ),
    }


def refused(call):
    """The name of the error and the code of the API."""
    try:
        call()
    except cloudflare.APIStatusError as error:
        return [type(error).__name__, error.errors[0].code]
    return None


nobodys = "0" * 32
print(
    json.dumps(
        {
            "version": cloudflare.__version__,
            "results": everything(),
            "refusals": {
                "unknown prefix": refused(lambda: prefixes.get(**account, prefix_id=nobodys)),
                "unknown binding": refused(lambda: bindings.get(nobodys, **prefix)),
                "no block": refused(lambda: bindings.create(**body, cidr="x")),
                "taken block": refused(lambda: bindings.create(**body, cidr="192.0.2.1/32")),
            },
        }
    )
)
