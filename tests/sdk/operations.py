"""The official Python client against the emulator: prints what each call gave, and the refusals, as JSON."""

import json
import re
import sys

import cloudflare
from cloudflare import Cloudflare
from cloudflare.pagination import SyncSinglePage

calls, refusals = json.loads(sys.argv[1])
# The settings come from the environment, as a user's would.
client = Cloudflare()


def plain(value):
    """What was sent, without what the models add to it."""
    if isinstance(value, SyncSinglePage):
        # Iterated over, which has to end by itself.
        return [plain(item) for item in value]
    return value.to_dict(mode="json", exclude_unset=True)


def call(sdk, args):
    """Calls a method by its name in the TypeScript client."""
    resource, names = client, re.sub(r"([A-Z]+)", lambda caps: "_" + caps[0].lower(), sdk).split(".")
    for name in names:
        resource = getattr(resource, name)
    return resource(**args)


def refused(sdk, args):
    """The name of the error and the code of the API."""
    try:
        call(sdk, args)
    except cloudflare.APIStatusError as error:
        return [type(error).__name__, error.errors[0].code]
    return None


results = {}
for operation, sdk, args in calls:
    ids = {name: results[value[1:]]["id"] for name, value in args.items() if str(value).startswith("$")}
    results[operation] = plain(call(sdk, args | ids))
print(
    json.dumps(
        {
            "version": cloudflare.__version__,
            "results": results,
            "refusals": {name: refused(sdk, args) for name, sdk, args in refusals},
        }
    )
)
