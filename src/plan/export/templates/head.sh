
LC_ALL=C
export LC_ALL
umask 077

say() { printf '%s\n' "$*"; }
stop() {
  printf 'stopped: %s\n' "$*" >&2
  exit 1
}

for tool in curl jq mktemp; do
  command -v "$tool" >/dev/null 2>&1 || stop "needs $tool"
done

# Only letters, digits, - and _ may get into a path.
is_id() { case $1 in '' | *[!0-9A-Za-z_-]*) return 1 ;; esac; }
is_id "$ACCOUNT_ID" || stop 'ACCOUNT_ID is not an ID'

# curl gets the token through a pipe, because process lists show arguments.
case ${CLOUDFLARE_API_TOKEN:-} in
  '' | *[!0-9A-Za-z._~+/=-]*) stop 'CLOUDFLARE_API_TOKEN is not set, or is not a token' ;;
esac
base=${CLOUDFLARE_BASE_URL:-https://api.cloudflare.com/client/v4}
base=${base%/}
case $base in
  *[!]0-9A-Za-z:/._[-]*) stop 'CLOUDFLARE_BASE_URL has invalid characters' ;;
  https://?* | http://127.0.0.1[:/]* | http://localhost[:/]* | http://\[::1\][:/]*) ;;
  *) stop 'CLOUDFLARE_BASE_URL must start with https://, or be on this machine' ;;
esac
case ${base#*://}/ in
  127.0.0.1[:/]* | localhost[:/]* | \[::1\][:/]*) is_local=yes ;;
  *) is_local=no ;;
esac

seconds() { case $2 in '' | *[!0-9]* | 0?* | ??????????*) stop "$1 is not a whole number" ;; esac; }
PAUSE_SECONDS=${PAUSE_SECONDS:-1}
POLL_SECONDS=${POLL_SECONDS:-60}
TIMEOUT_SECONDS=${TIMEOUT_SECONDS:-60}
MAX_WAIT_SECONDS=${MAX_WAIT_SECONDS:-86400}
seconds PAUSE_SECONDS "$PAUSE_SECONDS"
seconds POLL_SECONDS "$POLL_SECONDS"
seconds TIMEOUT_SECONDS "$TIMEOUT_SECONDS"
seconds MAX_WAIT_SECONDS "$MAX_WAIT_SECONDS"
seconds WAIT_SECONDS "${WAIT_SECONDS:-0}"
[ "$POLL_SECONDS" -gt 0 ] || stop 'POLL_SECONDS must be at least 1'

# In every filter of jq: blocks in one form, and texts without the token and without characters that a terminal interprets.
common='
def normalized:
  ascii_downcase | split("/") as [$address, $length]
  | if $address | contains(":") then
      ($address | split("::") | map(split(":"))) as [$high, $low]
      | ($high + (if $low == null then [] else [range(8 - ($high | length) - ($low | length)) | "0"] + $low end)
        | map(ltrimstr("0") | ltrimstr("0") | ltrimstr("0") | if . == "" then "0" else . end) | join(":"))
        + "/\($length)"
    else . end;
def redacted: split($ENV.CLOUDFLARE_API_TOKEN) | join("***");
def shown: tostring | redacted | explode | map(if . < 32 or . > 126 then 63 else . end) | implode;
'
