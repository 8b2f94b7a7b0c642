
is_id "$PREFIX_ID" || stop 'PREFIX_ID is not an ID'
MAX_OUTAGE_SECONDS=${MAX_OUTAGE_SECONDS:-3600}
seconds MAX_OUTAGE_SECONDS "$MAX_OUTAGE_SECONDS"
seconds ONLY_STEP "${ONLY_STEP:-1}"

where='before the first step'
interrupted() {
  trap '' HUP INT TERM
  printf 'interrupted %s. Run this again to continue: it lists first, to see which steps are done\n' "$where" >&2
  exit "$1"
}
dir=
trap '[ -z "$dir" ] || rm -rf "$dir"' EXIT
trap 'interrupted 129' HUP
trap 'interrupted 130' INT
trap 'interrupted 143' TERM
dir=$(mktemp -d)
plan >"$dir/plan"
: >"$dir/gone"
: >"$dir/answer"
: >"$dir/curl-error"
status=000
id=

# What the answer in the file means for the plan; $at is the number of steps that are done.
logic=$common'
def service: if . == null then null else $plan[0].services[. - 1] end;
def key: [(.cidr | normalized), .service] | tojson;
def steps: [$plan[] | select(.op)];
def target: {cidr, service: (.service | service)};
def longest: [steps[] | select(.op == "wait") | .hours * 3600] | max // 0;
def writes($from): [steps[$from:][] | select(.op != "wait")] | length;

# After $done steps: the bindings, and those deleted and created since the last wait. Deleted ones may still be listed.
def after($done):
  reduce (steps[:$done][] | if .op == "wait" then {op} else {op, key: (target | key)} end) as $step (
    { bound: (reduce ($plan[] | select(.bound)) as $b ({};
        .[{cidr: $b.bound, service: ($b.service | service)} | key] = {id: $b.id})),
      leaving: {}, fresh: {} };
    if $step.op == "create" then .bound[$step.key] = {id: null} | .fresh[$step.key] = true
    elif $step.op == "delete" then
      .leaving[$step.key] = .bound[$step.key] | del(.bound[$step.key]) | del(.fresh[$step.key])
    else .leaving = {} | .fresh = {} end);

# An error or a message of the API as text.
def item:
  if type == "object" and (.code != null or .message != null) then
    ([.code, .message] | map(select(. != null) | shown) | join(" "))
    + (if (.error_chain | type) == "array" then " (" + ([.error_chain[] | item] | join(", ")) + ")" else "" end)
  else shown end;
def texts: if . == null then "" elif type == "array" then map(item) | join(", ") else item end;
def words:
  $answer[0]
  | if type != "object" then shown
    elif .success == true then "a success without the expected result"
    else first((.errors, .messages) | texts | select(. != "")) // "a failure without a reason" end
  | .[:400];

# The kind of an answer that is not a success. A code can have several meanings, so message and status decide too.
def flat:
  if type == "object" then {code, message: (.message // "" | tostring)}, (.error_chain | arrays | .[] | flat)
  else {code: null, message: tostring} end;
def errors:
  $answer[0] | if type == "object" then .errors else null end
  | if type == "array" then . elif type == "string" then [.] else [] end
  | [.[] | flat];
def kind:
  ($status | tonumber) as $number | errors as $errors
  | def has(f): any($errors[]; f);
    def says($pattern): .message | test($pattern; "i");
    if $number == 429 or has(.code == 971 or .code == 10040) then "throttled"
    elif $number == 0 or $number > 499 or $number == 408 or $number == 409 or $errors == [] or has(.code == 1108)
      or has(says("time[ _-]?d?[ _-]?out|internal[ _-]*(server[ _-]*)?error|bad[ _-]*gateway|unavailable")) then "open"
    elif has(.code == 7003) then "route"
    elif has(.code == 1002 and (says("not[ _-]*found") | not)
      and (says("forbidden|not[ _-]*allowed|permission") or $number == 401 or $number == 403)) then "forbidden"
    elif has(.code == 6003 or .code == 6103 or .code == 6111 or .code == 9103 or .code == 9106) then "credential"
    elif has(.code == 9109 or (.code == 10001 and says("forbidden|not[ _-]*allowed|permission"))) then "permission"
    elif has(.code == 10000 or (.code == 10001 and says("unable to authenticate"))) then "authentication"
    elif all($errors[];
      if says("not[ _-]*found|does[ _-]*not[ _-]*exist") then .code == 1000 or .code == 1002 or $number == 404
      elif .message == "" then $number == 404 else .code == 1002 end) then "gone"
    elif $number < 400 or $number == 404 or has(.code == 1000 or .code == 1002 or .code == 10001) then "open"
    else "refused" end;

# How the answer says that its list is incomplete; nothing if it does not.
def number: if type == "string" then (tonumber? // 0) elif type == "number" then . else 0 end;
def part:
  ($answer[0].result | length) as $count | $answer[0].result_info
  | if type != "object" then empty
    elif (.total_count | number) > $count then "\($count) of \(.total_count) entries"
    elif (.count | number) > $count then "\($count) of \(.count) entries"
    elif (.total_pages | number) > 1 then "page \(.page // 1 | shown) of \(.total_pages)"
    elif [.cursor, (.cursors | objects | .after)] | any(type == "string" and . != "") then
      "\($count) entries, and a cursor to more"
    else empty end;

# An answer without a list, or with a part of it, is an error. It never means that there are no bindings.
def is_list:
  $answer[0]
  | type == "object" and .success == true and (.result | type) == "array"
    and all(.result[]; type == "object" and (.id | type) == "string" and (.cidr | type) == "string"
      and (.service_id == null or (.service_id | type) == "string"));
def answered:
  if ($status | test("^2")) and is_list then first(part | "part \(.)") // "list" else kind end;
def rows:
  if is_list then
    [$answer[0].result[] | {cidr, service: .service_id, id,
      state: (.provisioning | if type == "object" then .state else . end)}]
  else error("no list") end;

def compared($done):
  after($done) as $state
  | reduce rows[] as $row ({missing: $state.bound, extra: [], leaving: []};
      ($row | key) as $key | $state.leaving[$key] as $old
      | if ($gone | index($row.id)) != null or ($old != null and $old.id == $row.id) then
          if $old != null then .leaving += [$row] else .extra += [$row] end
        elif .missing[$key] != null and (.missing[$key].id == null or .missing[$key].id == $row.id)
        then del(.missing[$key])
        elif $old != null and $old.id == null then .leaving += [$row]
        else .extra += [$row] end);
def fits($done): compared($done) | .missing == {} and .extra == [];
def first_fit($from): first((range($from; (steps | length) + 1) | select(fits(.))), -1);
def nearest($from):
  [range($from; (steps | length) + 1) | {at: ., off: (compared(.) | (.missing | length) + (.extra | length))}]
  | min_by([.off, -.at]).at;
def differences:
  compared($at)
  | (.missing | keys[] | fromjson | "  missing: \(.[0] | shown) -> \(.[1] // "no service" | shown)"),
    (.extra[] | "  unexpected: \(.cidr | shown) -> \(.service // "no service" | shown), id \(.id | shown)");

def is_created:
  $answer[0] | .success == true and (.result | type) == "object" and (.result.id | type) == "string"
    and (.result | {cidr, service: .service_id} | key) == (steps[$at] | target | key);
def id_to_delete:
  (steps[$at] | target | key) as $key | after($at).bound[$key].id as $known
  | first(rows[] | select(key == $key and ($known == null or .id == $known)) | .id);

# The bindings that a wait waits for: those created since the last wait, and those that it names.
def watched:
  after($at) as $state | (steps[$at].also // []) as $also
  | [rows[] | key as $key | (.cidr | normalized) as $cidr
      | select(.service != null and ($state.fresh[$key]
          or ($state.bound[$key] != null and any($also[]; normalized == $cidr))))];
def pending:
  [watched[] | select(.state == "provisioning") | "\(.cidr | shown) is provisioning"]
    + [compared($at).leaving[] | "\(.cidr | shown) is still listed"]
  | join(", ");
# Without a state a binding counts as active. Any state except these two may need a person.
def stuck:
  [watched[] | select(.state != null and .state != "active" and .state != "provisioning")]
  | if . == [] then "" else
      (map("\(.cidr | shown) is in \(.state | shown)") | join(", ")) + ". Nothing more is sent. "
      + (if all(.state == "magic_transit_route_missing") then "Add a Magic route that covers the block"
        else "This state may not end by itself: check the binding, or ask Cloudflare support" end)
      + "; then run this again"
    end;
def description:
  if .op == "wait" then "wait until \(.until): at least \(.hours) hours"
  else "\(.op) \(.cidr) -> \(.service | service | shown) (\(.why))" end;
'

# decide FILTER: fails if the answer cannot be read.
decide() {
  jq -n -r --slurpfile plan "$dir/plan" --slurpfile answer "$dir/answer" --slurpfile gone "$dir/gone" \
    --argjson at "$at" --arg id "$id" --arg status "$status" "$logic $1" 2>/dev/null
}

# request METHOD PATH [CURL ARGUMENTS]: writes the answer to a file and sets status; 000 without an answer.
request() {
  method=$1
  path=$2
  shift 2
  : >"$dir/answer"
  status=$(
    printf 'header = "Authorization: Bearer %s"\n' "$CLOUDFLARE_API_TOKEN" |
      curl -q --config - --silent --show-error --globoff --proto '=https,http' --max-time "$TIMEOUT_SECONDS" \
        --request "$method" --header 'Accept: application/json' "$@" \
        --output "$dir/answer" --write-out '%{http_code}' \
        "$base/accounts/$ACCOUNT_ID/addressing/prefixes/$PREFIX_ID/bindings$path" 2>"$dir/curl-error"
  ) || status=000
}

# start_of FILE: the start of it, on one line.
start_of() {
  jq -R -s -r 'split($ENV.CLOUDFLARE_API_TOKEN) | join("***")
    | explode | map(if . < 32 or . > 126 then 32 else . end) | implode | .[:200]' "$1"
}

# The answer as text: the message of the API, the start of what is not JSON, or the message of curl.
words() {
  if [ "$status" = 000 ]; then
    printf 'no answer: %s' "$(start_of "$dir/curl-error")"
  elif [ -s "$dir/answer" ]; then
    decide '"HTTP \($status): \(words)"' ||
      printf 'HTTP %s, not JSON: %s' "$status" "$(start_of "$dir/answer")"
  else
    printf 'HTTP %s, an empty answer' "$status"
  fi
}

# The help for an answer of this kind.
cure() {
  case $1 in
    route) say 'Check CLOUDFLARE_BASE_URL, which ends in /client/v4, ACCOUNT_ID and PREFIX_ID' ;;
    forbidden) say 'Check that the token and ACCOUNT_ID belong to this prefix' ;;
    credential) say 'Check the format of CLOUDFLARE_API_TOKEN: the token without quotes and without Bearer' ;;
    permission) say 'Use a token with the permission IP Prefixes: Write' ;;
    authentication) say 'Check CLOUDFLARE_API_TOKEN. Sometimes the API refuses valid tokens too: run this again' ;;
    gone) say 'Check ACCOUNT_ID and PREFIX_ID' ;;
    *) say 'Read the message, then run this again' ;;
  esac
}
refused() { stop "refused ($(words)). Nothing more is sent. $(cure "$1")"; }

# list FILTER: lists until the filter returns something other than -1 and false, six times at most.
list() {
  try=0
  while [ "$try" -lt 6 ]; do
    sleep "$((try * PAUSE_SECONDS))"
    try=$((try + 1))
    read=no
    request GET ''
    kind=$(decide answered) || kind=open
    case $kind in
      list) ;;
      part*) stop "the list is incomplete: ${kind#part }. Nothing more is sent: the other bindings are unknown" ;;
      open | throttled | authentication) continue ;;
      *) refused "$kind" ;;
    esac
    verdict=$(decide "rows | $1") || continue
    read=yes
    [ "$verdict" = false ] || [ "$verdict" = -1 ] || return 0
  done
  return 1
}

stop_mismatch() {
  [ "$read" = yes ] || stop "the list cannot be read ($(words)). Nothing more is sent. $(cure "$kind")"
  say "  after $at of $steps steps:" >&2
  decide differences >&2 || :
  stop 'the bindings are not those that the plan expects. Nothing more is sent: plan again'
}
expect() { list "fits($at)" || stop_mismatch; }

# confirm FILTER: after an answer that is not a success. A refusal stops; otherwise the list has to show the write.
confirm() {
  kind=$(decide kind) || kind=open
  answer=$(words)
  case $kind in
    open | throttled) ;;
    *) refused "$kind" ;;
  esac
  say "  the answer ($answer) does not show whether the write was done: listing again"
  list "$1" ||
    stop "the result of the last write is unknown ($answer). Nothing more is sent: run this again later"
}

create() {
  expect
  sleep "$PAUSE_SECONDS"
  body=$(decide 'steps[$at] | target | {cidr, service_id: .service} | tojson')
  request POST '' --header 'Content-Type: application/json' --data-raw "$body"
  case $status in
    2??) [ "$(decide is_created)" = true ] && return ;;
  esac
  confirm 'fits($at + 1)'
}

delete() {
  expect
  sleep "$PAUSE_SECONDS"
  id=$(decide id_to_delete)
  is_id "$id" || stop 'the ID of the binding is not valid'
  request DELETE "/$id"
  case $status:$(decide '$answer[0].success == true') in
    2??:true) ;;
    *) [ "$(decide kind)" = gone ] || confirm 'fits($at + 1) and ([.[].id] | index($id) == null)' ;;
  esac
  printf '"%s"\n' "$id" >>"$dir/gone"
}

# wait_for SECONDS: until that time has passed and all bindings are ready. It counts its own pauses, because clocks jump.
wait_for() {
  waited=0
  unreadable=0
  before=
  while :; do
    if list "fits($at)"; then
      unreadable=0
      stuck=$(decide stuck)
      [ -z "$stuck" ] || stop "stuck: $stuck"
      pending=$(decide pending)
      [ "$waited" -lt "$1" ] || [ -n "$pending" ] || return 0
      now=${pending:-the time to pass}
      if [ "$waited" -ge "$1" ] && [ "$waited" -ge "$MAX_WAIT_SECONDS" ]; then
        stop "after $waited s: $pending. Nothing more is sent. Run this again to continue waiting, or ask Cloudflare support"
      fi
    elif [ "$read" = yes ]; then
      stop_mismatch
    else
      now="a readable list ($(words))"
      [ "$unreadable" -lt "$MAX_OUTAGE_SECONDS" ] ||
        stop "the list cannot be read for $unreadable s ($(words)). Nothing more is sent. Run this again to continue waiting"
      unreadable=$((unreadable + POLL_SECONDS))
    fi
    [ "$now" = "$before" ] || say "  $waited s of $1 s, waiting for: $now"
    before=$now
    sleep "$POLL_SECONDS"
    waited=$((waited + POLL_SECONDS))
  done
}

say "API:     $base"
say "account: $ACCOUNT_ID"
say "prefix:  $PREFIX, id $PREFIX_ID"
at=0
steps=$(decide 'steps | length') || stop 'needs jq 1.6 or newer'
longest=$(decide longest) || stop 'needs jq 1.6 or newer'
if [ "$is_local" = no ] && [ -n "${WAIT_SECONDS:-}" ] && [ "$WAIT_SECONDS" -lt "$longest" ]; then
  stop 'WAIT_SECONDS is shorter than the waits of the plan: only an API on this machine allows that. Unset it'
fi
from=$((${ONLY_STEP:-1} - 1))
if [ "$from" -lt 0 ] || [ "$from" -gt "$((steps > 0 ? steps - 1 : 0))" ]; then stop 'the plan has no such step'; fi
at=$from
if ! list "first_fit($from)"; then
  [ "$read" = no ] || at=$(decide "nearest($from)")
  stop_mismatch
fi
at=$verdict
last=$((steps - 1))
if [ -n "${ONLY_STEP:-}" ]; then
  [ "$at" = "$from" ] || say "step $ONLY_STEP is done already"
  [ "$at" = "$from" ] || exit 0
  last=$from
elif [ "$at" -gt 0 ]; then
  say "$at of $steps steps are done already"
fi

if [ "$at" -gt 0 ] && [ "$(decide "writes($at)")" = 0 ] && [ -z "${ONLY_STEP:-}" ]; then
  say 'all writes are done; the last ones may still take hours to reach every edge'
  where='after the last write'
  wait_for 0
else
  while [ "$at" -le "$last" ]; do
    where="at step $((at + 1)) of $steps"
    say "step $((at + 1)) of $steps: $(decide 'steps[$at] | description')"
    case $(decide 'steps[$at].op') in
      create) create ;;
      delete) delete ;;
      wait) wait_for "${WAIT_SECONDS:-$(decide 'steps[$at].hours * 3600')}" ;;
    esac
    at=$((at + 1))
  done
fi
say 'done'
