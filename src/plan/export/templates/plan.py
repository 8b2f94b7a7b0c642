

class Stop(Exception):
    """The reason to stop; nothing more is sent."""


class ListUnreadable(Exception):
    """Why the list cannot be read at the moment, and the help for that."""


def seconds(name, least, default):
    """A whole number from the environment."""
    text = os.environ.get(name) or str(default)
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) < least:
        raise Stop(f"{name} is not a whole number of at least {least}")
    return int(text)


def shown(value):
    """Untrusted text on one line, in ASCII, without the token."""
    text, token = str(value), os.environ.get("CLOUDFLARE_API_TOKEN")
    return re.sub("[^ -~]", "?", text.replace(token, "***") if token else text)


def say(text):
    """Prints a line without buffering."""
    print(text, flush=True)


def key(cidr, service):
    """Identifies a binding by its normalized block and its service."""
    return str(ipaddress.ip_network(cidr)), service


def after(done):
    """After so many steps: the bindings, and those deleted and created since the last wait. Deleted ones may be listed."""
    bound = {key(cidr, service): identifier for cidr, service, identifier in BOUND}
    leaving, created = {}, set()
    for step in STEPS[:done]:
        if step[0] == "wait":
            leaving, created = {}, set()
            continue
        target = key(step[1], step[2])
        if step[0] == "create":
            bound[target] = None
            created.add(target)
        else:
            leaving[target] = bound.pop(target)
            created.discard(target)
    return bound, leaving, created


def item(value):
    """An error or a message of the API as text."""
    if not isinstance(value, dict) or (value.get("code") is None and value.get("message") is None):
        return shown(value if isinstance(value, str) else json.dumps(value))
    words = " ".join(shown(value[name]) for name in ("code", "message") if value.get(name) is not None)
    chain = value.get("error_chain")
    return f"{words} ({', '.join(map(item, chain))})" if isinstance(chain, list) and chain else words


def words(value):
    """Errors or messages of the API as text."""
    if value is None:
        return ""
    return ", ".join(map(item, value)) if isinstance(value, list) else item(value)


def flat(listed):
    """Codes and texts of errors, with those of their chains."""
    found = []
    for one in listed if isinstance(listed, list) else []:
        if not isinstance(one, dict):
            found.append((None, str(one).lower()))
            continue
        text = one.get("message")
        found.append((one.get("code"), "" if text is None else str(text).lower()))
        found += flat(one.get("error_chain"))
    return found


CURES = {
    "route": "Check CLOUDFLARE_BASE_URL, which ends in /client/v4, ACCOUNT_ID and PREFIX_ID",
    "forbidden": "Check that the token and ACCOUNT_ID belong to this prefix",
    "credential": "Check the format of CLOUDFLARE_API_TOKEN: the token without quotes and without Bearer",
    "permission": "Use a token with the permission IP Prefixes: Write",
    "authentication": "Check CLOUDFLARE_API_TOKEN. Sometimes the API refuses valid tokens too: run this again",
    "gone": "Check ACCOUNT_ID and PREFIX_ID",
}


class ApiAnswer:
    """The answer to a request: its status, its JSON if it is JSON, and its message as text."""

    def __init__(self, send):
        self.status, self.body, self.words = 0, None, ""
        try:
            self.read(send().http_response)
        except cloudflare.APIStatusError as error:
            self.read(error.response)
        except (cloudflare.CloudflareError, ValueError, TypeError, AttributeError) as error:
            cause = "" if error.__cause__ is None else f": {error.__cause__}"
            self.words = f"no answer: {shown(type(error).__name__ + cause)[:200]}"

    def read(self, response):
        """Reads an HTTP response."""
        self.status = response.status_code
        try:
            self.body = json.loads(response.text)
            message = "not an envelope: " + item(self.body)
            if self.success:
                message = "a success without the expected result"
            elif isinstance(self.body, dict):
                message = words(self.body.get("errors")) or words(self.body.get("messages"))
            self.words = f"HTTP {self.status}: {(message or 'a failure without a reason')[:400]}"
        except ValueError:
            begin = shown(response.text)[:200]
            self.words = f"HTTP {self.status}, " + (f"not JSON: {begin}" if begin else "an empty answer")

    @property
    def success(self):
        """True if status and body say so."""
        return 200 <= self.status < 300 and isinstance(self.body, dict) and self.body.get("success") is True

    @property
    def kind(self):
        """The kind of an answer that is not a success. A code can have several meanings: message and status decide too."""
        listed = self.body.get("errors") if isinstance(self.body, dict) else None
        errors = flat([listed] if isinstance(listed, str) else listed)
        codes = {code for code, _ in errors if isinstance(code, int)}

        def says(numbers, pattern):
            return any(code in numbers and re.search(pattern, text) for code, text in errors)

        if self.status == 429 or codes & {971, 10040}:
            return "throttled"
        gateway = "time[ _-]?d?[ _-]?out|internal[ _-]*(server[ _-]*)?error|bad[ _-]*gateway|unavailable"
        unclear = not errors or any(re.search(gateway, text) for _, text in errors)
        if self.status in (0, 408, 409) or self.status > 499 or 1108 in codes or unclear:
            return "open"
        if 7003 in codes:
            return "route"
        no = "forbidden|not[ _-]*allowed|permission"
        hidden = self.status in (401, 403) and says([1002], "^(?!.*not[ _-]*found)")
        if hidden or says([1002], f"^(?!.*not[ _-]*found).*({no})"):
            return "forbidden"
        if codes & {6003, 6103, 6111, 9103, 9106}:
            return "credential"
        if 9109 in codes or says([10001], no):
            return "permission"
        if 10000 in codes or says([10001], "unable to authenticate"):
            return "authentication"
        if all(self.is_gone(code, text) for code, text in errors):
            return "gone"
        return "open" if self.status < 400 or self.status == 404 or codes & {1000, 1002, 10001} else "refused"

    def is_gone(self, code, text):
        """True if an error means that the resource does not exist, and can mean nothing else."""
        if re.search("not[ _-]*found|does[ _-]*not[ _-]*exist", text):
            return code in (1000, 1002) or self.status == 404
        return self.status == 404 if text == "" else code == 1002

    @property
    def cure(self):
        """The help for it."""
        return CURES.get(self.kind, "Read the message, then run this again")

    def refused(self):
        """Stops with the message of the API."""
        raise Stop(f"refused ({self.words}). Nothing more is sent. {self.cure}")


def number(value):
    """A number in result_info; 0 if it is not a number."""
    return int(value) if re.fullmatch("[0-9]{1,15}", str(value)) else 0


def part(info, count):
    """How the answer says that a list of this many entries is incomplete; None if it does not."""
    if not isinstance(info, dict):
        return None
    for name in ("total_count", "count"):
        if number(info.get(name)) > count:
            return f"{count} of {number(info[name])} entries"
    if number(info.get("total_pages")) > 1:
        return f"page {shown(info.get('page', 1))} of {number(info['total_pages'])}"
    cursors = info.get("cursors")
    behind = [info.get("cursor"), cursors.get("after") if isinstance(cursors, dict) else None]
    return f"{count} entries, and a cursor to more" if any(isinstance(one, str) and one for one in behind) else None


def state_of(row):
    """The state of a listed binding; None if it has no state."""
    provisioning = row.get("provisioning")
    return provisioning.get("state") if isinstance(provisioning, dict) else provisioning


class Comparison:
    """The listed bindings compared with those that the plan expects after so many steps."""

    def __init__(self, rows, done, gone):
        self.missing, leaving, created = after(done)
        self.extra, self.leaving, watched = [], [], []
        waits = done < len(STEPS) and STEPS[done][0] == "wait"
        also = {str(ipaddress.ip_network(cidr)) for cidr in (STEPS[done][3] if waits else [])}
        for row in rows:
            target, identifier = key(row["cidr"], row.get("service_id")), row["id"]
            old = leaving.get(target, "")
            if identifier in gone or old == identifier:
                (self.extra if old == "" else self.leaving).append(row)
            elif target in self.missing and self.missing[target] in (None, identifier):
                del self.missing[target]
                if target in created or (target[0] in also and target[1] is not None):
                    watched.append(row)
            elif old is None:
                self.leaving.append(row)
            else:
                self.extra.append(row)
        self.fits = not self.missing and not self.extra
        self.pending = ", ".join(
            [f"{shown(row['cidr'])} is provisioning" for row in watched if state_of(row) == "provisioning"]
            + [f"{shown(row['cidr'])} is still listed" for row in self.leaving]
        )
        # Without a state a binding counts as active. Any state except these two may need a person.
        self.stuck = [row for row in watched if state_of(row) not in (None, "active", "provisioning")]

    def differences(self):
        """The differences, one line each."""
        lines = [f"  missing: {shown(cidr)} -> {shown(service)}" for cidr, service in self.missing]
        for row in self.extra:
            whose = f"{row['cidr']} -> {row.get('service_id')}, id {row['id']}"
            lines.append(f"  unexpected: {shown(whose)}")
        return "\n".join(lines)

    def stuck_text(self):
        """Which bindings are stuck, and the help for that."""
        states = ", ".join(f"{shown(row['cidr'])} is in {shown(state_of(row))}" for row in self.stuck)
        routes = all(state_of(row) == "magic_transit_route_missing" for row in self.stuck)
        cure = "This state may not end by itself: check the binding, or ask Cloudflare support"
        cure = "Add a Magic route that covers the block" if routes else cure
        return f"stuck: {states}. Nothing more is sent. {cure}; then run this again"


class Run:
    """One run of the plan. It lists before it writes, and has no record of earlier runs."""

    def __init__(self):
        token = os.environ.get("CLOUDFLARE_API_TOKEN", "")
        if not re.fullmatch("[0-9A-Za-z._~+/=-]+", token):
            raise Stop("CLOUDFLARE_API_TOKEN is not set, or is not a token")
        base = os.environ.get("CLOUDFLARE_BASE_URL") or "https://api.cloudflare.com/client/v4"
        local = r"(127\.0\.0\.1|localhost|\[::1\])([:/]|$)"
        if not re.fullmatch(r"https?://[0-9A-Za-z:/._\[\]-]+", base) or not re.match(f"https://|http://{local}", base):
            raise Stop("CLOUDFLARE_BASE_URL must start with https://, or be on this machine")
        for name, value in (("ACCOUNT_ID", ACCOUNT_ID), ("PREFIX_ID", PREFIX_ID)):
            if not re.fullmatch("[0-9A-Za-z_-]+", value):
                raise Stop(f"{name} is not an ID")
        self.wait = seconds("WAIT_SECONDS", 0, 0) if os.environ.get("WAIT_SECONDS") else None
        self.longest = seconds("MAX_WAIT_SECONDS", 0, 86400)
        self.outage = seconds("MAX_OUTAGE_SECONDS", 0, 3600)
        self.poll = seconds("POLL_SECONDS", 1, 60)
        self.pause = seconds("PAUSE_SECONDS", 0, 1)
        timeout = seconds("TIMEOUT_SECONDS", 1, 60)
        say(f"API:     {base}\naccount: {ACCOUNT_ID}\nprefix:  {PREFIX}, id {PREFIX_ID}")
        hours = max([step[2] for step in STEPS if step[0] == "wait"], default=0)
        if self.wait is not None and self.wait < hours * 3600 and not re.match(f"https?://{local}", base):
            allowed = "only an API on this machine allows that. Unset it"
            raise Stop(f"WAIT_SECONDS is shorter than the waits of the plan: {allowed}")
        # The client must not retry: this program repeats lists itself, and never repeats a write.
        client = Cloudflare(api_token=token, base_url=base, max_retries=0, timeout=timeout)
        self.bindings = client.addressing.prefixes.service_bindings.with_raw_response
        self.gone = set()

    def rows(self):
        """The list. An answer without it, or with a part of it, never means that there are no bindings."""
        answer = ApiAnswer(lambda: self.bindings.list(PREFIX_ID, account_id=ACCOUNT_ID))
        rows = answer.body.get("result") if answer.success else None
        if not isinstance(rows, list):
            if answer.success or answer.kind in ("open", "throttled", "authentication"):
                raise ListUnreadable(answer.words, answer.cure)
            answer.refused()
        try:
            for row in rows:
                key(row["cidr"], row.get("service_id"))
                str.encode(row["id"])
        except (ValueError, TypeError, KeyError, AttributeError):
            raise ListUnreadable(answer.words, answer.cure) from None
        rest = part(answer.body.get("result_info"), len(rows))
        if rest is not None:
            raise Stop(f"the list is incomplete: {rest}. Nothing more is sent: the other bindings are unknown")
        return rows

    def list(self, accept):
        """Lists until accept returns something, six times at most. Returns that or None, and the last list."""
        rows, trouble = None, None
        for attempt in range(6):
            time.sleep(attempt * self.pause)
            try:
                rows, trouble = self.rows(), None
            except ListUnreadable as error:
                trouble = error
                continue
            found = accept(rows)
            if found is not None:
                return found, rows
        if trouble is not None:
            raise trouble
        return None, rows

    def expect(self, done):
        """The comparison with the bindings after so many steps; stops if they differ."""

        def fitting(rows):
            comparison = Comparison(rows, done, self.gone)
            return comparison if comparison.fits else None

        found, rows = self.list(fitting)
        if found is None:
            self.stop_mismatch(rows, done)
        return found, rows

    def stop_mismatch(self, rows, done):
        """Stops and prints the differences."""
        print(f"  after {done} of {len(STEPS)} steps:", file=sys.stderr)
        print(Comparison(rows, done, self.gone).differences(), file=sys.stderr)
        raise Stop("the bindings are not those that the plan expects. Nothing more is sent: plan again")

    def position(self):
        """The number of steps that are done, according to the list."""
        places = range(len(STEPS) + 1)

        def first(rows):
            return next((done for done in places if Comparison(rows, done, self.gone).fits), None)

        found, rows = self.list(first)
        if found is not None:
            return found

        def off(done):
            comparison = Comparison(rows, done, self.gone)
            return len(comparison.missing) + len(comparison.extra), -done

        return self.stop_mismatch(rows, min(places, key=off))

    def write(self, send, succeeded, allow_gone, shows):
        """Sends a write once. If the answer does not show the result, the list has to."""
        time.sleep(self.pause)
        answer = ApiAnswer(send)
        if answer.success and succeeded(answer.body.get("result")):
            return
        if not answer.success:
            if allow_gone and answer.kind == "gone":
                return
            if answer.kind not in ("open", "throttled"):
                answer.refused()
        say(f"  the answer ({answer.words}) does not show whether the write was done: listing again")
        if self.list(lambda rows: True if shows(rows) else None)[0] is None:
            unsure = f"the result of the last write is unknown ({answer.words})"
            raise Stop(f"{unsure}. Nothing more is sent: run this again later")

    def create(self, done):
        """Creates a binding."""
        _, cidr, service, _ = STEPS[done]
        self.expect(done)

        def create():
            return self.bindings.create(PREFIX_ID, account_id=ACCOUNT_ID, cidr=cidr, service_id=service)

        def made(result):
            try:
                same = key(result["cidr"], result["service_id"]) == key(cidr, service)
                return same and isinstance(result["id"], str)
            except (ValueError, TypeError, KeyError):
                return False

        self.write(create, made, False, lambda rows: Comparison(rows, done + 1, self.gone).fits)

    def delete(self, done):
        """Deletes a binding."""
        _, cidr, service, _ = STEPS[done]
        target = key(cidr, service)
        _, rows = self.expect(done)
        known = after(done)[0][target]
        mine = [row["id"] for row in rows if key(row["cidr"], row.get("service_id")) == target]
        identifier = next(one for one in mine if known in (None, one))
        if not re.fullmatch("[0-9A-Za-z_-]+", identifier):
            raise Stop("the ID of the binding is not valid")

        def delete():
            return self.bindings.delete(identifier, account_id=ACCOUNT_ID, prefix_id=PREFIX_ID)

        def shows(rows):
            listed = any(row["id"] == identifier for row in rows)
            return not listed and Comparison(rows, done + 1, self.gone).fits

        self.write(delete, lambda result: True, True, shows)
        self.gone.add(identifier)

    def wait_for(self, done, needed):
        """Waits until that time has passed and all bindings are ready. It counts its pauses, because clocks jump."""
        waited, unreadable, before = 0, 0, None
        while True:
            try:
                comparison, _ = self.expect(done)
                unreadable = 0
                if comparison.stuck:
                    raise Stop(comparison.stuck_text())
                if waited >= needed and not comparison.pending:
                    return
                now = comparison.pending or "the time to pass"
                if waited >= max(needed, self.longest):
                    cure = "Run this again to continue waiting, or ask Cloudflare support"
                    raise Stop(f"after {waited} s: {comparison.pending}. Nothing more is sent. {cure}")
            except ListUnreadable as trouble:
                now = f"a readable list ({trouble.args[0]})"
                if unreadable >= self.outage:
                    cure = "Run this again to continue waiting"
                    raise Stop(f"the list cannot be read for {unreadable} s ({trouble.args[0]}). Nothing more is sent. {cure}") from None
                unreadable += self.poll
            if now != before:
                say(f"  {waited} s of {needed} s, waiting for: {now}")
            before = now
            time.sleep(self.poll)
            waited += self.poll

    def carry_out(self):
        """Carries out the steps that are not done yet."""
        global place
        begin = self.position()
        if begin > 0:
            say(f"{begin} of {len(STEPS)} steps are done already")
        if begin > 0 and all(step[0] == "wait" for step in STEPS[begin:]):
            say("all writes are done; the last ones may still take hours to reach every edge")
            place = "after the last write"
            self.wait_for(begin, 0)
            return
        for done in range(begin, len(STEPS)):
            step = STEPS[done]
            place = f"at step {done + 1} of {len(STEPS)}"
            if step[0] == "wait":
                say(f"step {done + 1} of {len(STEPS)}: wait until {step[1]}: at least {step[2]} hours")
                self.wait_for(done, step[2] * 3600 if self.wait is None else self.wait)
                continue
            what = f"{step[0]} {step[1]} -> {shown(step[2])} ({step[3]})"
            say(f"step {done + 1} of {len(STEPS)}: {what}")
            (self.create if step[0] == "create" else self.delete)(done)


if __name__ == "__main__":
    try:
        Run().carry_out()
        say("done")
    except Stop as reason:
        sys.exit(f"stopped: {reason}")
    except ListUnreadable as reason:
        words, cure = reason.args
        sys.exit(f"stopped: the list cannot be read ({words}). Nothing more is sent. {cure}")
