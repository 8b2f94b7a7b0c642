//! The part of the shell script that is the same for every plan.

/// Follows the ids and the function `plan`, which prints the plan as lines of JSON.
pub(super) const PROGRAM: &str = r#"
LC_ALL=C
export LC_ALL
umask 077

say() { printf '%s\n' "$*"; }
stop() {
  printf 'stopped: %s\n' "$*" >&2
  exit 1
}

for tool in curl jq mktemp; do
  command -v "$tool" >/dev/null 2>&1 || stop "this needs $tool"
done

# Nothing but what ids are made of becomes a part of a path.
plain() { case $1 in '' | *[!0-9A-Za-z_-]*) return 1 ;; esac; }
plain "$ACCOUNT_ID" || stop 'ACCOUNT_ID is no id'
plain "$PREFIX_ID" || stop 'PREFIX_ID is no id'

# The token goes to curl through a pipe: process lists show arguments.
case ${CLOUDFLARE_API_TOKEN:-} in
  '' | *[!0-9A-Za-z._~+/=-]*) stop 'CLOUDFLARE_API_TOKEN is not set, or no token' ;;
esac
base=${CLOUDFLARE_BASE_URL:-https://api.cloudflare.com/client/v4}
base=${base%/}
case $base in
  *[!]0-9A-Za-z:/._[-]*) stop 'CLOUDFLARE_BASE_URL has characters that it cannot have' ;;
  https://?* | http://127.0.0.1[:/]* | http://localhost[:/]* | http://\[::1\][:/]*) ;;
  *) stop 'CLOUDFLARE_BASE_URL has to begin with https://, or to lie on this machine' ;;
esac

seconds() { case $2 in '' | *[!0-9]* | 0?*) stop "$1 is no whole number" ;; esac; }
PAUSE_SECONDS=${PAUSE_SECONDS:-1}
POLL_SECONDS=${POLL_SECONDS:-60}
TIMEOUT_SECONDS=${TIMEOUT_SECONDS:-60}
seconds PAUSE_SECONDS "$PAUSE_SECONDS"
seconds POLL_SECONDS "$POLL_SECONDS"
seconds TIMEOUT_SECONDS "$TIMEOUT_SECONDS"
seconds WAIT_SECONDS "${WAIT_SECONDS:-0}"
seconds ONLY_STEP "${ONLY_STEP:-1}"
[ "$POLL_SECONDS" -gt 0 ] || stop 'POLL_SECONDS has to be 1 at least'

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
plan >"$dir/plan"
: >"$dir/gone"
: >"$dir/answer"
id=

# What the answer in a file means for the plan; $at is the number of steps that are done.
logic='
def folded:
  ascii_downcase | split("/") as [$address, $length]
  | if $address | contains(":") then
      ($address | split("::") | map(split(":"))) as [$high, $low]
      | ($high + (if $low == null then [] else [range(8 - ($high | length) - ($low | length)) | "0"] + $low end)
        | map(ltrimstr("0") | ltrimstr("0") | ltrimstr("0") | if . == "" then "0" else . end) | join(":"))
        + "/\($length)"
    else . end;
def shown: tostring | explode | map(if . < 32 or . > 126 then 63 else . end) | implode;
def service: if . == null then null else $plan[0].services[. - 1] end;
def key: [(.cidr | folded), .service] | tojson;
def steps: [$plan[] | select(.op)];
def target: {cidr, service: (.service | service)};

# After so many steps: what is bound, what may still be listed since the last wait, and what was made since.
def after($done):
  reduce (steps[:$done][] | if .op == "wait" then {op} else {op, key: (target | key)} end) as $step (
    { bound: (reduce ($plan[] | select(.bound)) as $b ({};
        .[{cidr: $b.bound, service: ($b.service | service)} | key] = {id: $b.id})),
      leaving: {}, fresh: {} };
    if $step.op == "create" then .bound[$step.key] = {id: null} | .fresh[$step.key] = true
    elif $step.op == "delete" then
      .leaving[$step.key] = .bound[$step.key] | del(.bound[$step.key]) | del(.fresh[$step.key])
    else .leaving = {} | .fresh = {} end);

# An answer without a list, or with a part of one, is an error and never "nothing is bound".
def rows:
  $answer[0]
  | if type == "object" and .success == true and (.result | type) == "array"
      and ((.result_info.total_count // (.result | length)) == (.result | length))
      and all(.result[]; (.id | type) == "string" and (.cidr | type) == "string"
        and (.service_id == null or (.service_id | type) == "string"))
    then [.result[] | {cidr, service: .service_id, id, state: .provisioning.state}]
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
def first_fit($from): first((range($from; [(steps | length), 1] | max) | select(fits(.))), -1);
def differences:
  compared($at)
  | (.missing | keys[] | fromjson | "  not there: \(.[0] | shown) -> \(.[1] // "no service" | shown)"),
    (.extra[] | "  not of the plan: \(.cidr | shown) -> \(.service // "no service" | shown), id \(.id | shown)");

def made:
  $answer[0] | .success == true and (.result.id | type) == "string"
    and (.result | {cidr, service: .service_id} | key) == (steps[$at] | target | key);
def doomed:
  (steps[$at] | target | key) as $key | after($at).bound[$key].id as $known
  | first(rows[] | select(key == $key and ($known == null or .id == $known)) | .id);
def pending:
  after($at).fresh as $fresh
  | [rows[] | select($fresh[key] and .state != "active") | "\(.cidr | shown) is \(.state // "in no state" | shown)"]
    + [compared($at).leaving[] | "\(.cidr | shown) is still listed"]
  | join(", ");
def refusal:
  $answer[0] | select(.success == false) | [.errors[]? | "\(.code | shown) \(.message | shown)"] | join(", ");
def told:
  if .op == "wait" then "wait until \(.until): \(.hours) hours at least"
  else "\(.op) \(.cidr) -> \(.service | service | shown) (\(.why))" end;
'

# decide FILTER: fails where the answer cannot be read.
decide() {
  jq -n -r --slurpfile plan "$dir/plan" --slurpfile answer "$dir/answer" --slurpfile gone "$dir/gone" \
    --argjson at "$at" --arg id "$id" "$logic $1" 2>/dev/null
}

# request METHOD PATH [ARGUMENTS OF CURL]: leaves the answer in a file and its status, 000 where there is none.
request() {
  method=$1
  path=$2
  shift 2
  : >"$dir/answer"
  status=$(
    printf 'header = "Authorization: Bearer %s"\n' "$CLOUDFLARE_API_TOKEN" |
      curl -q --config - --silent --globoff --proto '=https,http' --max-time "$TIMEOUT_SECONDS" \
        --request "$method" --header 'Accept: application/json' "$@" \
        --output "$dir/answer" --write-out '%{http_code}' \
        "$base/accounts/$ACCOUNT_ID/addressing/prefixes/$PREFIX_ID/bindings$path"
  ) || status=000
}

# list FILTER [VALUE]: lists until the filter says something else than -1 and false, six times at most.
list() {
  try=0
  read=no
  while [ "$try" -lt 6 ]; do
    sleep "$((try * PAUSE_SECONDS))"
    try=$((try + 1))
    request GET ''
    [ "$status" = 200 ] || continue
    verdict=$(decide "rows | $1") || continue
    read=yes
    [ "$verdict" = false ] || [ "$verdict" = -1 ] || return 0
  done
  return 1
}

foreign() {
  [ "$read" = yes ] || stop "the list cannot be read (HTTP $status). Nothing more is sent"
  decide differences >&2 || :
  stop 'what is bound is not what the plan expects here. Nothing more is sent: plan again'
}
expect() { list "fits($at)" || foreign; }

# unsure FILTER: after an answer that is no success. A refusal ends it; else the list has to show that it was done.
unsure() {
  case $status in
    408 | 409 | 429) ;;
    4??)
      said=$(decide refusal) || said=
      [ -z "$said" ] || stop "refused (HTTP $status): $said"
      ;;
  esac
  say "  the answer (HTTP $status) leaves open what became of it: listing again"
  list "$1" || stop 'it is unsure what became of the last write. Nothing more is sent: run this again later'
}

create() {
  expect
  sleep "$PAUSE_SECONDS"
  body=$(decide 'steps[$at] | target | {cidr, service_id: .service} | tojson')
  request POST '' --header 'Content-Type: application/json' --data-raw "$body"
  case $status in
    2??) [ "$(decide made)" = true ] && return ;;
  esac
  unsure 'fits($at + 1)'
}

delete() {
  expect
  sleep "$PAUSE_SECONDS"
  id=$(decide doomed)
  plain "$id" || stop 'the binding has an id that is none'
  request DELETE "/$id"
  case $status in
    2??) [ "$(decide '$answer[0].success')" = true ] || status="$status without success" ;;
    404) [ "$(decide '[$answer[0].errors[].code] | . == [1000] or . == [1002]')" != true ] || status=200 ;;
  esac
  [ "$status" = 200 ] || unsure 'fits($at + 1) and ([.[].id] | index($id) == null)'
  printf '"%s"\n' "$id" >>"$dir/gone"
}

# patience SECONDS: until that time has passed, and all is as it should be. It counts its naps: clocks jump.
patience() {
  waited=0
  before=
  while :; do
    expect
    pending=$(decide pending)
    [ "$waited" -lt "$1" ] || [ -n "$pending" ] || return 0
    now=${pending:-nothing but the time}
    [ "$now" = "$before" ] || say "  $waited s of $1 s, waiting for: $now"
    before=$now
    sleep "$POLL_SECONDS"
    waited=$((waited + POLL_SECONDS))
  done
}

at=0
steps=$(decide 'steps | length') || stop 'this needs jq 1.6 or newer'
from=$((${ONLY_STEP:-1} - 1))
if [ "$from" -lt 0 ] || [ "$from" -gt "$((steps > 0 ? steps - 1 : 0))" ]; then stop 'the plan has no such step'; fi
at=$from
list "first_fit($from)" || foreign
at=$verdict
last=$((steps - 1))
if [ -n "${ONLY_STEP:-}" ]; then
  [ "$at" = "$from" ] || say "step $ONLY_STEP is done already"
  [ "$at" = "$from" ] || exit 0
  last=$from
elif [ "$at" -gt 0 ]; then
  say "$at of $steps steps are done already"
fi

if [ "$at" = "$((steps - 1))" ] && [ -z "${ONLY_STEP:-}" ]; then
  say 'nothing is left to write; what was written last may take its hours yet'
  patience 0
else
  while [ "$at" -le "$last" ]; do
    say "step $((at + 1)) of $steps: $(decide 'steps[$at] | told')"
    case $(decide 'steps[$at].op') in
      create) create ;;
      delete) delete ;;
      wait) patience "${WAIT_SECONDS:-$(($(decide 'steps[$at].hours') * 3600))}" ;;
    esac
    at=$((at + 1))
  done
fi
say 'done'
"#;
