
if [ "$is_local" = no ] && [ -n "${WAIT_SECONDS:-}" ]; then
  stop 'WAIT_SECONDS shortens the waits: only an API on this machine allows that. Unset it'
fi

dir=
trap '[ -z "$dir" ] || rm -rf "$dir"' EXIT
trap 'say "interrupted. Run this again to continue: it lists first, to see which steps are done" >&2; exit 130' HUP INT TERM
dir=$(mktemp -d)
plan >"$dir/plan"
: >"$dir/failed"

logic=$common'
def lower: if type == "string" then ascii_downcase else . end;
def number: if type == "string" then (tonumber? // 0) elif type == "number" then . else 0 end;
def is_part:
  (.result | length) as $count | .result_info
  | type == "object" and ((.total_count | number) > $count or (.count | number) > $count
    or (.total_pages | number) > 1 or ([.cursor, (.cursors | objects | .after)] | any(type == "string" and . != "")));
def is_list:
  $status[:1] == "2" and type == "object" and .success == true and (.result | type) == "array" and (is_part | not)
  and all(.result[]; type == "object" and (.id | type) == "string" and (.cidr | type) == "string");
def words:
  if type != "object" then shown
  else [((.errors, .messages) | arrays | .[] | if type == "object" then "\(.code) \(.message)" else . end | shown)]
    | join(", ") end | .[:300];
def state: .provisioning | if type == "object" then .state else . end;
def same_block: (.cidr | normalized) == ($step.cidr | normalized);
# The entry that the step is about, or nothing.
def entry:
  if $step.op == "create" then select(same_block and (.service_id | lower) == ($step.service | lower))
  elif $step.op == "delete" and $step.binding != null then select(.id == $step.binding)
  elif $step.op == "delete" then select(same_block and (.service_id | lower) == ($step.service | lower))
  elif $step.op == "delegate" then
    select(same_block and (.delegated_account_id | lower) == ($step.account | lower))
  else select(same_block) end;
def entries: [.result[] | entry];
# done, todo, or the reason why the step cannot be carried out.
def verdict:
  entries as $found | $found[0] as $one
  | if $step.op == "create" then
      if $found != [] then "done"
      elif any(.result[]; same_block) then "the block has another binding"
      else "todo" end
    elif $step.op == "delete" then (if $found == [] then "done" else "todo" end)
    elif $step.op == "create-bgp-prefix" or $step.op == "delegate" then
      (if $found == [] then "todo" else "done" end)
    elif $found == [] then "there is no BGP prefix for the block"
    elif $step.op == "edit-bgp-prefix" then
      (if all($step.values | to_entries[]; .value == $one[.key]) then "done" else "todo" end)
    elif $one.on_demand.advertised == $step.advertised then "done"
    elif $one.on_demand.on_demand_locked == true then "the advertisement is locked"
    elif $one.on_demand.on_demand_enabled == false then "advertisement on demand is not enabled"
    else "todo" end;
def body:
  if $step.op == "create" then {cidr: $step.cidr, service_id: $step.service}
  elif $step.op == "create-bgp-prefix" then {cidr: $step.cidr}
  elif $step.op == "delegate" then {cidr: $step.cidr, delegated_account_id: $step.account}
  elif $step.op == "edit-bgp-prefix" then $step.values
  else {on_demand: {advertised: $step.advertised}} end;
# What a wait waits for in a prefix.
def pending($blocks):
  [$blocks[] | normalized] as $blocks
  | [.result[] | select(.service_id != null and ((.cidr | normalized) as $c | $blocks | index($c) != null))
      | select(state != null and state != "active") | "\(.cidr | shown) is in \(state | shown)"]
  | join(", ");
def text:
  if .op == "wait" then "wait at least \(.hours) hours"
  else "\(.in): \(.op) \(.cidr)\(if .service then " for \(.service | shown)" else "" end)" end;
'

# decide FILTER: about the answer in the file; fails if it cannot be read.
decide() {
  jq -r --argjson step "$step" --arg status "$status" "$logic $1" "$dir/answer" 2>/dev/null
}
# of_step FILTER: about the step.
of_step() { printf '%s' "$step" | jq -r --argjson step null --arg status 000 "$logic $1"; }

# request METHOD PATH [CURL ARGUMENTS]: writes the answer to a file and sets status; 000 without an answer.
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
        "$base/accounts/$ACCOUNT_ID/addressing/prefixes/$prefix$path" 2>/dev/null
  ) || status=000
}

# list PATH: a whole list, or a failure after six tries.
list() {
  try=0
  while [ "$try" -lt 6 ]; do
    sleep "$((try * PAUSE_SECONDS))"
    try=$((try + 1))
    request GET "$1"
    [ "$(decide is_list)" = true ] && return 0
  done
  return 1
}
words() { printf 'HTTP %s %s' "$status" "$(decide words)"; }

# fail REASON: no further step of this prefix is carried out; the others go on.
fail() {
  printf '%s: stopped: %s. Nothing more is sent for this prefix\n' "$(of_step .in)" "$1" >&2
  printf '%s\n' "$prefix" >>"$dir/failed"
}
has_failed() { grep -qxF -- "$prefix" "$dir/failed"; }

# One write: list, write if it is not done, list until it shows. A write is never sent twice.
write() {
  prefix=$(of_step .prefix)
  if ! is_id "$prefix"; then
    fail 'the ID of the prefix is not valid'
    return
  fi
  ! has_failed || return 0
  say "$(of_step text)"
  case $(of_step .op) in
    create | delete) lists=/bindings ;;
    delegate) lists=/delegations ;;
    *) lists=/bgp/prefixes ;;
  esac
  if ! list "$lists"; then
    fail "the list cannot be read ($(words))"
    return
  fi
  verdict=$(decide verdict) || verdict='the list cannot be read'
  case $verdict in
    done) say '  done already' && return ;;
    todo) ;;
    *) fail "$verdict" && return ;;
  esac
  id=$(decide 'entries[0].id // ""')
  sleep "$PAUSE_SECONDS"
  body=$(printf '{}' | jq -c --argjson step "$step" --arg status 000 "$logic body")
  json='Content-Type: application/json'
  case $(of_step .op) in
    create | create-bgp-prefix | delegate) request POST "$lists" --header "$json" --data-raw "$body" ;;
    *)
      if ! is_id "$id"; then
        fail 'the list has an ID that is not valid'
        return
      fi
      if [ "$(of_step .op)" = delete ]; then
        request DELETE "$lists/$id"
      else
        request PATCH "$lists/$id" --header "$json" --data-raw "$body"
      fi
      ;;
  esac
  answer=$(words)
  looks=0
  while [ "$looks" -lt 6 ]; do
    looks=$((looks + 1))
    list "$lists" || continue
    [ "$(decide verdict)" = 'done' ] && return
    sleep "$((looks * PAUSE_SECONDS))"
  done
  fail "the last write does not show ($answer). Check it before you run this again"
}

# Until the hours have passed and all bindings are active. It counts its own pauses, because clocks jump.
wait_for() {
  hours=$(of_step .hours)
  least=${WAIT_SECONDS:-$((hours * 3600))}
  say "$(of_step text)"
  step=$line
  of_step '.watch[] | [.prefix, (.active | tojson)] | @tsv' >"$dir/watch"
  waited=0
  while :; do
    waiting=
    while IFS='	' read -r prefix active; do
      if has_failed; then continue; fi
      if list /bindings; then
        pending=$(decide "pending($active)") || pending='an unreadable list'
      else
        pending="a readable list ($(words))"
      fi
      [ -z "$pending" ] || waiting=$pending
    done <"$dir/watch"
    [ "$waited" -lt "$least" ] || [ -n "$waiting" ] || return 0
    if [ "$waited" -ge "$MAX_WAIT_SECONDS" ] && [ "$waited" -ge "$least" ]; then
      stop "after $waited s: $waiting. Add a Magic route if the state is magic_transit_route_missing, then run this again"
    fi
    say "  $waited s of $least s${waiting:+, waiting for: $waiting}"
    sleep "$POLL_SECONDS"
    waited=$((waited + POLL_SECONDS))
  done
}

say "API:     $base"
say "account: $ACCOUNT_ID"
status=000
exec 3<"$dir/plan"
while IFS= read -r line <&3; do
  step=$line
  if [ "$(of_step .op)" = wait ]; then wait_for; else write; fi
done
exec 3<&-
[ ! -s "$dir/failed" ] || stop "not all prefixes are restored: $(sort -u "$dir/failed" | wc -l) stopped"
say 'done'
