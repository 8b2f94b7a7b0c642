//! The part of the Python program that is the same for every plan.

/// Follows the ids, `BOUND` and `STEPS`.
pub(super) const PROGRAM: &str = r#"

class Stop(Exception):
    """Why nothing more is sent."""


def seconds(name, least, default):
    """A whole number from the environment."""
    text = os.environ.get(name) or str(default)
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) < least:
        raise Stop(f"{name} is no whole number from {least} on")
    return int(text)


def shown(value):
    """Text of others on one line, in ASCII."""
    return re.sub("[^ -~]", "?", str(value))


def key(cidr, service):
    """A binding without its id, however its block is written."""
    return str(ipaddress.ip_network(cidr)), service


def after(done):
    """After so many steps: what is bound, what may still be listed since the last wait, and what was made since."""
    bound = {key(cidr, service): identifier for cidr, service, identifier in BOUND}
    leaving, fresh = {}, set()
    for step in STEPS[:done]:
        if step[0] == "wait":
            leaving, fresh = {}, set()
            continue
        target = key(step[1], step[2])
        if step[0] == "create":
            bound[target] = None
            fresh.add(target)
        else:
            leaving[target] = bound.pop(target)
            fresh.discard(target)
    return bound, leaving, fresh


class Comparison:
    """What is listed, and what the plan expects after so many steps."""

    def __init__(self, rows, done, gone):
        self.missing, leaving, fresh = after(done)
        self.extra, self.leaving, self.rolling = [], [], []
        for row in rows:
            target, identifier = key(row["cidr"], row.get("service_id")), row["id"]
            state = (row.get("provisioning") or {}).get("state")
            old = leaving.get(target, "")
            if identifier in gone or old == identifier:
                (self.extra if old == "" else self.leaving).append(row)
            elif target in self.missing and self.missing[target] in (None, identifier):
                del self.missing[target]
                if target in fresh and state != "active":
                    self.rolling.append(f"{shown(row['cidr'])} is {shown(state or 'in no state')}")
            elif old is None:
                self.leaving.append(row)
            else:
                self.extra.append(row)
        self.fits = not self.missing and not self.extra
        self.pending = ", ".join(self.rolling + [f"{shown(row['cidr'])} is still listed" for row in self.leaving])

    def told(self):
        """The differences, a line each."""
        lines = [f"  not there: {shown(cidr)} -> {shown(service)}" for cidr, service in self.missing]
        for row in self.extra:
            whose = f"{row['cidr']} -> {row.get('service_id')}, id {row['id']}"
            lines.append(f"  not of the plan: {shown(whose)}")
        return "\n".join(lines)


class Run:
    """One run of the plan: it lists before it writes, and knows nothing of runs before."""

    def __init__(self):
        token = os.environ.get("CLOUDFLARE_API_TOKEN", "")
        if not re.fullmatch("[0-9A-Za-z._~+/=-]+", token):
            raise Stop("CLOUDFLARE_API_TOKEN is not set, or no token")
        base = os.environ.get("CLOUDFLARE_BASE_URL") or "https://api.cloudflare.com/client/v4"
        if not re.fullmatch(r"(https://|http://(127\.0\.0\.1|localhost|\[::1\])[:/])[0-9A-Za-z:/._\[\]-]+", base):
            raise Stop("CLOUDFLARE_BASE_URL has to begin with https://, or to lie on this machine")
        for name, value in (("ACCOUNT_ID", ACCOUNT_ID), ("PREFIX_ID", PREFIX_ID)):
            if not re.fullmatch("[0-9A-Za-z_-]+", value):
                raise Stop(f"{name} is no id")
        self.wait = seconds("WAIT_SECONDS", 0, 0) if os.environ.get("WAIT_SECONDS") else None
        self.poll = seconds("POLL_SECONDS", 1, 60)
        self.pause = seconds("PAUSE_SECONDS", 0, 1)
        # Nothing is repeated behind our back: a list is asked for again below, a write never is.
        client = Cloudflare(
            api_token=token, base_url=base, max_retries=0, timeout=seconds("TIMEOUT_SECONDS", 1, 60)
        )
        self.bindings = client.addressing.prefixes.service_bindings.with_raw_response
        self.gone = set()
        self.trouble = "none"

    def rows(self):
        """The list, or None: an answer without one, or with a part of one, is never "nothing is bound"."""
        try:
            answer = self.bindings.list(PREFIX_ID, account_id=ACCOUNT_ID).http_response.json()
            rows = answer["result"]
            total = (answer.get("result_info") or {}).get("total_count", len(rows))
            for row in rows:
                key(row["cidr"], row.get("service_id"))
                str.encode(row["id"])
            if answer["success"] is True and isinstance(rows, list) and total == len(rows):
                return rows
            self.trouble = "it is not whole"
        except cloudflare.APIStatusError as error:
            self.trouble = f"HTTP {error.status_code}"
        except (cloudflare.CloudflareError, ValueError, TypeError, KeyError, AttributeError) as error:
            self.trouble = type(error).__name__
        return None

    def list(self, accept):
        """Lists until accept gives something, six times at most."""
        rows = None
        for number in range(6):
            time.sleep(number * self.pause)
            rows = self.rows()
            found = None if rows is None else accept(rows)
            if found is not None:
                return found
        return rows if rows is None else False

    def expect(self, done):
        """The comparison with what has to be bound after so many steps; stops where anything else is."""

        def fitting(rows):
            comparison = Comparison(rows, done, self.gone)
            return (comparison, rows) if comparison.fits else None

        found = self.list(fitting)
        if found:
            return found
        self.foreign(done)

    def foreign(self, done):
        """Stops: what is bound is not what was expected."""
        rows = self.rows()
        if rows is None:
            raise Stop(f"the list cannot be read ({self.trouble}). Nothing more is sent")
        print(Comparison(rows, done, self.gone).told(), file=sys.stderr)
        raise Stop("what is bound is not what the plan expects here. Nothing more is sent: plan again")

    def position(self):
        """How many steps are done, by the list."""

        def first(rows):
            places = range(max(1, len(STEPS)))
            return next((done for done in places if Comparison(rows, done, self.gone).fits), None)

        found = self.list(first)
        if found is None or found is False:
            self.foreign(0)
        return found

    def write(self, send, succeeded, is_gone, shows):
        """Sends a write once. Where the answer leaves the outcome open, the list has to show it."""
        time.sleep(self.pause)
        try:
            answer = send().http_response.json()
            if succeeded(answer):
                return
            open_answer = "an answer that is no success"
        except cloudflare.APIStatusError as error:
            status = error.status_code
            codes = [told.code for told in error.errors or []]
            if status == 404 and is_gone(codes):
                return
            if 400 <= status < 500 and status not in (408, 409, 429) and codes:
                said = ", ".join(shown(f"{told.code} {told.message}") for told in error.errors)
                raise Stop(f"refused (HTTP {status}): {said}") from None
            open_answer = f"HTTP {status}"
        except (cloudflare.CloudflareError, ValueError, TypeError, KeyError, AttributeError) as error:
            open_answer = type(error).__name__
        print(f"  the answer ({open_answer}) leaves open what became of it: listing again")
        if not self.list(lambda rows: True if shows(rows) else None):
            raise Stop("it is unsure what became of the last write. Nothing more is sent: run this again later")

    def create(self, done):
        """Makes a binding."""
        _, cidr, service, _ = STEPS[done]
        self.expect(done)

        def create():
            return self.bindings.create(PREFIX_ID, account_id=ACCOUNT_ID, cidr=cidr, service_id=service)

        def made(answer):
            result = answer["result"]
            same = key(result["cidr"], result["service_id"]) == key(cidr, service)
            return answer["success"] is True and isinstance(result["id"], str) and same

        self.write(create, made, lambda codes: False, lambda rows: Comparison(rows, done + 1, self.gone).fits)

    def delete(self, done):
        """Deletes a binding."""
        _, cidr, service, _ = STEPS[done]
        target = key(cidr, service)
        _, rows = self.expect(done)
        known = after(done)[0][target]
        mine = [row["id"] for row in rows if key(row["cidr"], row.get("service_id")) == target]
        identifier = next(one for one in mine if known in (None, one))
        if not re.fullmatch("[0-9A-Za-z_-]+", identifier):
            raise Stop("the binding has an id that is none")

        def delete():
            return self.bindings.delete(identifier, account_id=ACCOUNT_ID, prefix_id=PREFIX_ID)

        def shows(rows):
            listed = any(row["id"] == identifier for row in rows)
            return not listed and Comparison(rows, done + 1, self.gone).fits

        self.write(delete, lambda answer: answer["success"] is True, lambda codes: codes in ([1000], [1002]), shows)
        self.gone.add(identifier)

    def patience(self, done, needed):
        """Until that time has passed, and all is as it should be. It counts its naps: clocks jump."""
        waited, before = 0, None
        while True:
            comparison, _ = self.expect(done)
            if waited >= needed and not comparison.pending:
                return
            now = comparison.pending or "nothing but the time"
            if now != before:
                print(f"  {waited} s of {needed} s, waiting for: {now}", flush=True)
            before = now
            time.sleep(self.poll)
            waited += self.poll

    def carry_out(self):
        """From where the list says that it stands, to the end."""
        begin = self.position()
        if begin > 0:
            print(f"{begin} of {len(STEPS)} steps are done already")
        if begin == len(STEPS) - 1:
            print("nothing is left to write; what was written last may take its hours yet")
            self.patience(begin, 0)
            return
        for done in range(begin, len(STEPS)):
            step = STEPS[done]
            if step[0] == "wait":
                print(f"step {done + 1} of {len(STEPS)}: wait until {step[1]}: {step[2]} hours at least", flush=True)
                self.patience(done, step[2] * 3600 if self.wait is None else self.wait)
                continue
            what = f"{step[0]} {step[1]} -> {shown(step[2])} ({step[3]})"
            print(f"step {done + 1} of {len(STEPS)}: {what}", flush=True)
            (self.create if step[0] == "create" else self.delete)(done)


if __name__ == "__main__":
    try:
        Run().carry_out()
        print("done")
    except Stop as reason:
        sys.exit(f"stopped: {reason}")
"#;
