"""CIDR and address texts by hand: those to accept, and those to refuse with code, place in «…» and cure."""

ACCEPTED = """
192.0.2.0/24 192.0.2.1/32 192.0.2.0/32 192.0.2.255/32 192.0.2.0/25 192.0.2.128/25 192.0.2.64/26 192.0.2.16/28
192.0.2.16/29 192.0.2.24/29 192.0.2.4/30 192.0.2.254/31 198.51.100.0/24 198.51.100.128/26 203.0.113.0/24
203.0.113.16/29 203.0.113.100/32 0.0.0.0/0 0.0.0.0/1 128.0.0.0/1 0.0.0.0/8 0.0.0.0/32 255.255.255.255/32
255.255.255.254/31 255.255.255.0/24 255.0.0.0/8 254.0.0.0/7 10.0.0.0/8 10.0.0.0/9 10.128.0.0/9 172.16.0.0/12
172.31.255.0/24 192.168.0.0/16 100.64.0.0/10 127.0.0.0/8 127.0.0.1/32 169.254.0.0/16 224.0.0.0/4 240.0.0.0/4
192.88.99.0/24 198.18.0.0/15 1.1.1.0/24 1.0.0.1/32 8.0.0.0/6 16.0.0.0/5 32.0.0.0/3 64.0.0.0/2 11.22.33.44/32
99.100.0.0/14 9.10.0.0/17 209.242.1.0/24 104.16.0.0/13 104.24.0.0/14 131.0.72.0/22 103.21.244.0/22 173.245.48.0/20
2001:db8::/32 2001:db8::/48 2001:db8:1::/48 2001:db8:ffff::/48 2001:db8::/64 2001:db8:0:1::/64 2001:db8::1/128
2001:db8::/128 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff/128 2001:db8::ff00/120 2001:db8:8000::/33 2001:db8:4000::/34
::/0 ::/1 8000::/1 ::/128 ::1/128 ::/127 ::2/127 ::/64 ::/96 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128
ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127 ffff::/16 fe80::/10 fe80::/64 fc00::/7 fd00::/8 ff00::/8 ff02::1/128
64:ff9b::/96 64:ff9b:1::/48 100::/64 2002::/16 2002:c000:204::/48 2000::/3 4000::/2 2400:cb00::/32 2606:4700::/32
2803:f800::/32 2405:b500::/32 2405:8100::/32 2a06:98c0::/29 2c0f:f248::/32 2001:db8:0:0:1::/80 2001:db8::1:0:0:1/128
2001:0:0:1::1/128 2001:0:0:1:0:0:0:1/128 2001:db8:0:1:1:1:1:1/128 2001:db8:1:0:1:1:1:1/128 1:2:3:4:5:6:7:8/128
0:0:0:0:0:0:0:0/0 0:0:0:0:0:0:0:1/128 0000:0000:0000:0000:0000:0000:0000:0000/0 1:0:0:0:0:0:0:0/16
2001:0db8:0000:0000:0000:0000:0000:0000/32 2001:0DB8::/32 2001:DB8:AbCd::/48 2001:DB8::A/128 FE80::/10 FFFF::/16
2001:db8:0:0:0:0:0:0/32 2001:db8::0/32 2001:db8:0::/48 2001:db8:0:0::/64 2001:db8:0:0:0:0:0:1/128 1::/128 1::8/128
1:2:3:4:5:6:7::/112 ::2:3:4:5:6:7:8/128 1:2:3:4:5:6::8/128 1::3:4:5:6:7:8/128 0:0:1::/48 a:b:c:d:e:f:0:0/96
1:0:0:2:0:0:0:3/128 1:0:0:0:2:0:0:3/128 0:1:0:1:0:1:0:1/128 1:0:1:0:1:0:1:0/127 0:0:0:1:0:0:0:0/64
2001:db8::192.0.2.1/128 2001:db8::192.0.2.0/120 64:ff9b::192.0.2.33/128 64:ff9b::0.0.0.0/96 ::192.0.2.1/128
2001:db8:1:2:3:4:192.0.2.1/128 1:2:3:4:5:6:255.255.255.255/128 ::fffe:0:0/96 ::1:ffff:0:0/128
::ffff:0:0:0/128 0:0:0:0:ffff:0:0:0/96 1::ffff:0:0/128 ::fffe:192.0.2.1/128
""".split()

HOST_BITS = """
192.0.2.1/24 192.0.2.255/24 192.0.2.128/24 192.0.2.1/0 192.0.2.3/31 192.0.2.17/29 192.0.2.31/28 192.0.2.129/25
203.0.113.100/24 10.1.2.3/24 10.1.2.3/8 255.255.255.255/0 255.255.255.255/31 128.0.0.0/0 0.0.0.1/0 0.0.0.1/31
172.16.0.1/12 192.168.1.0/16 10.0.1.0/23 10.64.0.0/9 198.51.100.1/30 1.1.1.1/24
2001:db8::1/32 2001:db8::1/64 2001:db8::1/127 2001:DB8::FF/120 2001:db8:0:0:0:0:0:1/32 ::1/0 ::1/127 8000::/0
2001:db8:8000::/32 2001:db8:1::/47 fe80::1/10 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/0 2001:db8::192.0.2.1/96
ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/127 2606:4700::1111/32 2001:db8:0:1::/63 1:2:3:4:5:6:7:8/64 fd00::/7
""".split()

LENGTH = "write the prefix length: 0 to 32 for IPv4, 0 to 128 for IPv6"
FOUR = "write four numbers from 0 to 255, separated by dots"
LONG = "1" * 60

# What any text can get wrong: the part before the slash, or the whole of an address.
COMMON_REFUSED = [
    ("«»", "text-empty", "write an address, or a block with its length"),
    ("« »", "text-empty"),
    ("« \t\r\n»", "text-empty"),
    ("\u00a0\u2003", "text-empty"),
    (f"«{LONG}»", "text-too-long", "pass one address or one block"),
    ("«2001:db8:0000:0000:0000:0000:0000:0000:0000:0000:0000»", "text-too-long"),
    ("«192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4, 192.0.2.5»", "text-too-long"),
    ("192.0.2.1«,»192.0.2.2", "unexpected-character"),
    ("192.0.2.«*»", "unexpected-character"),
    ("192.0.2«_»1", "unexpected-character"),
    ("e«x»ample", "unexpected-character"),
    ("0«x»c0.0.2.1", "unexpected-character"),
    ("«c»0.0.2.1", "unexpected-character"),
    ("«[»2001:db8::]", "unexpected-character"),
    ("2001:db8::«g»", "unexpected-character"),
    ("2001:db8:«-»:1", "unexpected-character"),
    ("«h»ttp:192.0.2.1", "unexpected-character"),
    ("«h»ost.example", "unexpected-character"),
    ("192.0.2.1«\u0000»", "unexpected-character"),
    ("192.0.2.1\ufeff", "unexpected-character"),
    ("\u200b192.0.2.1", "unexpected-character"),
    ("192.0.2.\u0661", "unexpected-character"),
    ("\uff11\uff19\uff12.0.2.1", "unexpected-character"),
    ("192\u30020\u30022\u30021", "unexpected-character"),
    ("192.0.2.1\U0001f600", "unexpected-character"),
    ("1«.»2.3.4::", "unexpected-character"),
    ("::1«.»2.3.4:5", "unexpected-character"),
    ("«192.0.2»", "octet-count", FOUR),
    ("«192»", "octet-count", FOUR),
    ("«192.0.2.0.1»", "octet-count", FOUR),
    ("«1.2»", "octet-count", FOUR),
    ("192.«»", "octet-empty", "write a number from 0 to 255"),
    ("192.0.«».1", "octet-empty"),
    ("«».0.2.1", "octet-empty"),
    ("192.0.2.«»", "octet-empty"),
    ("«»...", "octet-empty"),
    ("192.0.2.«01»", "octet-leading-zero"),
    ("«0192».0.2.1", "octet-leading-zero"),
    ("192.«00».2.1", "octet-leading-zero"),
    ("192.0.2.«000»", "octet-leading-zero"),
    ("«010».1.2.3", "octet-leading-zero"),
    ("«256».0.2.1", "octet-too-large", "write a number from 0 to 255"),
    ("192.0.2.«256»", "octet-too-large"),
    ("192.0.«999».1", "octet-too-large"),
    ("192.0.2.«99999999999999999999»", "octet-too-large"),
    ("«3221225985»", "octet-too-large"),
    ("«2001:db8»", "group-count", "write eight groups separated by colons, or `::` once in place of groups of zeros"),
    ("«1:2:3:4:5:6:7»", "group-count"),
    ("«1:2:3:4:5:6:7:8:9»", "group-count"),
    ("«1:2:3:4:5:6:7:8::»", "group-count"),
    ("«::1:2:3:4:5:6:7:8»", "group-count"),
    ("«1:2:3:4::5:6:7:8»", "group-count"),
    ("«1:2:3:4:5:192.0.2.1»", "group-count"),
    ("«1:2:3:4:5:6:7:192.0.2.1»", "group-count"),
    ("«:»1:2:3:4:5:6:7", "group-empty", "write `::` in place of groups of zeros, or remove the colon"),
    ("1:2:3:4:5:6:7«:»", "group-empty"),
    ("«:»", "group-empty"),
    ("2001:db8::1«:»", "group-empty"),
    ("«:»2001:db8::", "group-empty"),
    ("2001:«00db8»::", "group-too-long", "write one to four hexadecimal digits in each group"),
    ("«20010»::", "group-too-long"),
    ("2001:db8::«12345»", "group-too-long"),
    ("::«ffffffff»", "group-too-long"),
    ("2001::db8«::»1", "double-compression"),
    ("::1«::»", "double-compression", "write `::` once, and the other groups of zeros in full"),
    (":«::»", "double-compression"),
    ("1:«::»2", "double-compression"),
    (":«::»1", "double-compression"),
    ("fe80::1«%eth0»", "zone-id"),
    ("fe80::1«%1»", "zone-id"),
    ("2001:db8::1«%»", "zone-id"),
    ("::1«%25lo»", "zone-id"),
    ("192.0.2.1«%»eth0", "unexpected-character"),
    ("2001:db8::192.0.2.«256»", "octet-too-large"),
    ("2001:db8::192.0.«02».1", "octet-leading-zero"),
    ("2001:db8::«192.0.2»", "octet-count"),
    ("2001:db8::192.0.2.«»", "octet-empty"),
]

CIDR_REFUSED = [
    ("«::ffff:192.0.2.1»", "ipv4-mapped"),
    ("«::ffff:c000:201»", "ipv4-mapped"),
    ("«::FFFF:C000:0201»", "ipv4-mapped"),
    ("«0:0:0:0:0:ffff:0:0»", "ipv4-mapped"),
    ("«0000:0000:0000:0000:0000:ffff:255.255.255.255»", "ipv4-mapped"),
    ("« »192.0.2.0/24", "stray-whitespace", "write `192.0.2.0/24`"),
    ("192.0.2.0/24« »", "stray-whitespace", "write `192.0.2.0/24`"),
    ("192.0.2.0/24«\n»", "stray-whitespace", "write `192.0.2.0/24`"),
    ("« \t»192.0.2.0/24\r\n", "stray-whitespace", "write `192.0.2.0/24`"),
    ("\u00a0192.0.2.0/24", "stray-whitespace", "write `192.0.2.0/24`"),
    ("2001:db8::/32«\t»", "stray-whitespace", "write `2001:db8::/32`"),
    ("192.0.2.0« »/24", "stray-whitespace"),
    ("«»/24", "text-empty"),
    ("«»/", "text-empty"),
    ("192.0.2.0/24«/»", "unexpected-character"),
    ("192.0.2.0/24«/»5", "unexpected-character"),
    ("192.0.2.0/«-»1", "unexpected-character"),
    ("192.0.2.0/«+»24", "unexpected-character"),
    ("192.0.2.0/24«,»25", "unexpected-character"),
    ("192.0.2.0/24«.»0", "unexpected-character"),
    ("192.0.2.0/2«x»", "unexpected-character"),
    ("192.0.2.0«-»192.0.2.255", "unexpected-character"),
    ("192.0.2.0«\\»24", "unexpected-character"),
    ("192.0.2.0«_»/24", "unexpected-character"),
    ("«[»2001:db8::]/32", "unexpected-character", "write `2001:db8::/32`"),
    ("192.0.2.0«:»24", "unexpected-character", "write `192.0.2.0/32`"),
    ("192.0.2.0« »/24", "stray-whitespace", "write `192.0.2.0/24`"),
    ("192.0.2.0/« 24»", "length-not-a-number", "write `192.0.2.0/24`"),
    ("192.0.2.0«-»192.0.2.255", "unexpected-character", "write `192.0.2.0/24`"),
    ("192.0.2.1«-»192.0.2.9", "unexpected-character"),
    ("«::ffff:192.0.2.1/120»", "ipv4-mapped", "write the IPv4 form, `192.0.2.0/24`"),
    ("«::/80»", "ipv4-mapped-inside"),
    ("«::8000:0:0/81»", "ipv4-mapped-inside"),
    ("fe80::1«%eth0»/64", "zone-id", "remove the percent sign and the zone id after it"),
    ("fe80::«%1»/10", "zone-id", "write `fe80::/10`"),
    ("fe80::1«%eth0»/1/64", "zone-id"),
    ("«::ffff:192.0.2.0/120»", "ipv4-mapped", "write the IPv4 form, `192.0.2.0/24`"),
    ("«::ffff:192.0.2.1/128»", "ipv4-mapped", "write the IPv4 form, `192.0.2.1/32`"),
    ("«::ffff:0:0/96»", "ipv4-mapped", "write the IPv4 form, `0.0.0.0/0`"),
    ("«::FFFF:C000:200/120»", "ipv4-mapped", "write the IPv4 form, `192.0.2.0/24`"),
    ("«0:0:0:0:0:ffff:192.0.2.1/128»", "ipv4-mapped"),
    ("«192.0.2»/24", "octet-count", FOUR),
    ("«10»/8", "octet-count", FOUR),
    ("«192.0.2.0.0»/24", "octet-count", FOUR),
    ("192.«».2.0/24", "octet-empty"),
    ("192.0.2.«»/24", "octet-empty"),
    ("«».0.2.0/24", "octet-empty"),
    ("192.0.«02».0/24", "octet-leading-zero", "write `192.0.2.0/24` if you mean decimal"),
    ("192.0.2.«00»/24", "octet-leading-zero", "write `192.0.2.0/24` if you mean decimal"),
    ("«010».0.0.0/8", "octet-leading-zero", "write `10.0.0.0/8` if you mean decimal"),
    ("192.0.2.«256»/32", "octet-too-large"),
    ("«300».0.0.0/8", "octet-too-large"),
    ("192.0.2.«1000»/24", "octet-too-large"),
    ("«2001:db8»/32", "group-count"),
    ("«2001:0:0»/16", "group-count"),
    ("«1:2:3:4:5:6:7:8:9»/64", "group-count"),
    ("«1:2:3:4:5:6:7:8::»/128", "group-count"),
    ("2001:db8«:»/32", "group-empty"),
    ("«:»2001:db8::/32", "group-empty"),
    ("«:»/0", "group-empty"),
    ("«2001db8»::/32", "group-too-long"),
    ("2001:«0db80»::/32", "group-too-long"),
    ("::«10000»/128", "group-too-long"),
    ("2001::db8«::»/32", "double-compression"),
    (":«::»/0", "double-compression"),
    ("1::2«::»3/64", "double-compression"),
    ("192.0.2.0«»", "length-missing", "write `192.0.2.0/32`"),
    ("192.0.2.1«»", "length-missing", "write `192.0.2.1/32`"),
    ("2001:db8::«»", "length-missing", "write `2001:db8::/128`"),
    ("2001:DB8:0::1«»", "length-missing", "write `2001:db8::1/128`"),
    ("::«»", "length-missing", "write `::/128`"),
    ("192.0.2.0/«»", "length-empty", LENGTH),
    ("2001:db8::/«»", "length-empty", LENGTH),
    ("0.0.0.0/«»", "length-empty", LENGTH),
    ("192.0.2.0/«024»", "length-leading-zero", "write `192.0.2.0/24`"),
    ("192.0.2.0/«00»", "length-leading-zero", "remove the zero"),
    ("2001:db8::/«032»", "length-leading-zero", "write `2001:db8::/32`"),
    ("::/«000»", "length-leading-zero", "write `::/0`"),
    ("192.0.2.0/«abc»", "length-not-a-number", LENGTH),
    ("192.0.2.0/«twentyfour»", "length-not-a-number", LENGTH),
    ("2001:db8::/«x»", "length-not-a-number", LENGTH),
    ("192.0.2.0/\uff12\uff14", "length-not-a-number", "write `192.0.2.0/24`"),
    ("192.0.2.0/\u0662\u0664", "length-not-a-number", "write `192.0.2.0/24`"),
    ("192.0.2.0/«255.255.255.0»", "length-is-netmask", "write `192.0.2.0/24`"),
    ("192.0.2.0/«255.255.255.255»", "length-is-netmask", "write `192.0.2.0/32`"),
    ("0.0.0.0/«0.0.0.0»", "length-is-netmask", "write `0.0.0.0/0`"),
    ("10.0.0.0/«255.0.0.0»", "length-is-netmask", "write `10.0.0.0/8`"),
    ("192.0.2.0/«255.255.255.128»", "length-is-netmask", "write `192.0.2.0/25`"),
    ("192.0.2.0/«255.0.255.0»", "length-is-netmask", "write the prefix length; this netmask has gaps, so it has none"),
    ("192.0.2.0/«33»", "length-too-long", "write at most `/32`, which is one address"),
    ("192.0.2.0/«128»", "length-too-long", "write at most `/32`, which is one address"),
    ("192.0.2.0/«99999999999999999999»", "length-too-long"),
    ("192.0.2.0/«256»", "length-too-long"),
    ("2001:db8::/«129»", "length-too-long", "write at most `/128`, which is one address"),
    ("2001:db8::/«999»", "length-too-long", "write at most `/128`, which is one address"),
    ("::/«256»", "length-too-long"),
]

ADDRESS_REFUSED = [
    ("192.0.2.«01»", "octet-leading-zero", "write `192.0.2.1` if you mean decimal"),
    ("fe80::1«%eth0»", "zone-id", "write `fe80::1`"),
    ("2001:db8::1«%»", "zone-id", "write `2001:db8::1`"),
    ("::1«%25lo»", "zone-id", "write `::1`"),
    ("192.0.2.1«:»443", "unexpected-character", "write `192.0.2.1`"),
    ("«[»2001:db8::1]:443", "unexpected-character", "write `2001:db8::1`"),
    ("192.0.2.1«/»32", "unexpected-character", "write `192.0.2.1`"),
    ("192\u20240.2.1", "unexpected-character", "write `192.0.2.1`"),
    ("2001\uff1adb8::1", "unexpected-character", "write `2001:db8::1`"),
    ("192.0.2.1\u2013192.0.2.9", "unexpected-character"),
    ("«\"»192.0.2.1\"", "unexpected-character", "write `192.0.2.1`"),
    ("«::ffff:192.0.2.1»", "ipv4-mapped", "write the IPv4 form, `192.0.2.1`"),
    ("«::ffff:c000:201»", "ipv4-mapped", "write the IPv4 form, `192.0.2.1`"),
    ("«::FFFF:C000:0201»", "ipv4-mapped", "write the IPv4 form, `192.0.2.1`"),
    ("«0:0:0:0:0:ffff:0:0»", "ipv4-mapped", "write the IPv4 form, `0.0.0.0`"),
    ("«0000:0000:0000:0000:0000:ffff:255.255.255.255»", "ipv4-mapped", "write the IPv4 form, `255.255.255.255`"),
    ("« »192.0.2.1", "stray-whitespace", "write `192.0.2.1`"),
    ("192.0.2.1« »", "stray-whitespace", "write `192.0.2.1`"),
    ("2001:db8::1«\n»", "stray-whitespace", "write `2001:db8::1`"),
    ("192.0.2.1«/»32", "unexpected-character"),
    ("2001:db8::«/»32", "unexpected-character"),
]

# A text that is common to both is refused as a block for the same reason.
REFUSED = CIDR_REFUSED + COMMON_REFUSED
MASKED_REFUSED = [entry[:2] for entry in CIDR_REFUSED[::3]]
ADDRESSES_REFUSED = ADDRESS_REFUSED + COMMON_REFUSED

COVERS = [
    pair.split()
    for pair in """
192.0.2.0/24 192.0.2.0/24
192.0.2.0/24 192.0.2.1/32
192.0.2.0/24 192.0.2.255/32
192.0.2.0/24 192.0.3.0/32
192.0.2.0/24 192.0.1.255/32
192.0.2.0/24 192.0.2.128/25
192.0.2.128/25 192.0.2.0/24
192.0.2.0/25 192.0.2.128/25
192.0.2.0/25 192.0.2.127/32
192.0.2.0/25 192.0.2.128/32
192.0.2.1/32 192.0.2.1/32
192.0.2.1/32 192.0.2.2/32
0.0.0.0/0 255.255.255.255/32
0.0.0.0/0 0.0.0.0/0
0.0.0.0/0 128.0.0.0/1
128.0.0.0/1 0.0.0.0/0
0.0.0.0/0 ::/0
::/0 0.0.0.0/0
::/0 192.0.2.0/24
0.0.0.0/0 ::1/128
192.0.2.0/24 ::c000:200/120
::/0 ::/0
::/0 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128
2001:db8::/32 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff/128
2001:db8::/32 2001:db9::/128
2001:db8::/32 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff/128
2001:db8::/32 2001:db8::/31
2001:db8::/31 2001:db8::/32
2001:db8::/63 2001:db8:0:1::/64
2001:db8::/64 2001:db8:0:1::/64
2001:DB8::/32 2001:db8:0:0:0:0:0:1/128
""".strip().splitlines()
]

ADDRESSES = """
192.0.2.1 192.0.2.77 198.51.100.1 0.0.0.0 255.255.255.255 1.1.1.1 10.0.0.1 127.0.0.1 192.0.2.0 192.0.2.255 100.200.10.9
:: ::1 ::2 2001:db8:: 2001:db8::1 2001:DB8::1 2001:0db8:0000:0000:0000:0000:0000:0001 2001:db8:0:0:0:0:0:1
1:2:3:4:5:6:7:8 1:2:3:4:5:6:7:: ::2:3:4:5:6:7:8 1:0:0:2:0:0:0:3 1:0:0:0:2:0:0:3 1:0:0:2:3:0:0:4 0:1:0:1:0:1:0:1
ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff FFFF:FFFF:ffff:FFFF:ffff:FFFF:ffff:FFFF fe80::1 64:ff9b::192.0.2.33 ::192.0.2.1
2001:db8::192.0.2.1 1:2:3:4:5:6:192.0.2.1 0:0:0:0:0:0:0:0 ::0 0::0 0:: ::fffe:192.0.2.1 ::ffff:0:0:1 ::1:ffff:0:0
2001:db8:0:1:1:1:1:1 2001:db8:a0b:12f0::1 a:b:c:d:e:f:0:1 000a:00b:0c:d::
""".split()

RANGES = [
    pair.split()
    for pair in """
203.0.113.16 203.0.113.23
192.0.2.1 192.0.2.1
192.0.2.0 192.0.2.255
192.0.2.0 192.0.2.254
192.0.2.1 192.0.2.255
192.0.2.1 192.0.2.254
192.0.2.127 192.0.2.128
192.0.2.5 192.0.3.200
0.0.0.0 255.255.255.255
0.0.0.1 255.255.255.254
0.0.0.0 0.0.0.0
255.255.255.255 255.255.255.255
127.255.255.255 128.0.0.0
0.0.0.0 127.255.255.255
10.0.0.3 10.0.0.17
:: ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
2001:db8:: 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff
2001:db8::1 2001:db8::1
2001:db8::1 2001:db8::a
2001:db8::ffff 2001:db8::1:0
2001:db8:: 2001:db8::ffff:ffff:ffff
ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
:: ::
2001:DB8::10 2001:db8::17
""".strip().splitlines()
]

RANGES_REFUSED = [
    ("192.0.2.2", "192.0.2.1", "range-reversed"),
    ("255.255.255.255", "0.0.0.0", "range-reversed"),
    ("2001:db8::2", "2001:db8::1", "range-reversed"),
    ("::1", "::", "range-reversed"),
    ("192.0.2.1", "2001:db8::1", "range-mixed-families"),
    ("2001:db8::1", "192.0.2.1", "range-mixed-families"),
    ("0.0.0.0", "::", "range-mixed-families"),
    ("192.0.2.1", "", "range-end-missing"),
    ("2001:db8::1", "", "range-end-missing"),
    ("0.0.0.0", "", "range-end-missing"),
    ("", "192.0.2.1", "text-empty"),
    ("192.0.2.256", "192.0.2.1", "octet-too-large"),
    ("192.0.2.1", "192.0.2", "octet-count"),
    ("192.0.2.0/24", "192.0.2.255", "unexpected-character"),
    ("::ffff:192.0.2.1", "::ffff:192.0.2.9", "ipv4-mapped"),
    ("fe80::1%eth0", "fe80::2", "zone-id"),
    ("192.0.2.1 ", "192.0.2.2", "stray-whitespace"),
]
