//! The map as SVG: reproducible bytes, escaped names, bounded size. The browser suites test its rendering.

use crate::oracle::random::Random;
use byoip::layout::{MapBinding, MapSpec, WIDTHS, svg, svg_of_lists};
use byoip::{Cidr, ReadLimits};
use std::collections::BTreeMap;

const TRANSIT: &str = "2db684ee7ca04e159946fd05b99e1bcd";
const CDN: &str = "c0de0000000000000000000000000cd1";
const SPECTRUM: &str = "c0de00000000000000000000000005ec";

fn drawn(list: &[(&str, Option<&str>)]) -> Vec<MapBinding> {
    let one = |(cidr, service): &(&str, Option<&str>)| MapBinding {
        cidr: Cidr::parse(cidr).unwrap(),
        service: service.map(str::to_owned),
        state: None,
    };
    list.iter().map(one).collect()
}

fn picture<'a>(
    prefix: &str,
    before: &'a [MapBinding],
    after: Option<&'a [MapBinding]>,
    width: u32,
) -> MapSpec<'a> {
    let names = [(TRANSIT, "Magic Transit"), (CDN, "CDN"), (SPECTRUM, "Spectrum")];
    let names = names.map(|(id, name)| (id.to_owned(), name.to_owned()));
    MapSpec {
        prefix: Cidr::parse(prefix).unwrap(),
        before,
        after,
        names: BTreeMap::from(names),
        services: BTreeMap::new(),
        width,
    }
}

/// An attribute of the outermost element.
fn attribute(svg: &str, name: &str) -> u32 {
    let (_, rest) = svg.split_once(&format!(" {name}=\"")).expect("it is there");
    rest.split('"').next().and_then(|number| number.parse().ok()).expect("it is a whole number")
}

#[test]
fn the_order_of_the_bindings_changes_no_byte() {
    let mut list = drawn(&[
        ("192.0.2.0/24", Some(TRANSIT)),
        ("192.0.2.16/28", Some(CDN)),
        ("192.0.2.20/32", Some(SPECTRUM)),
        ("192.0.2.128/25", None),
    ]);
    let after = drawn(&[("192.0.2.0/24", Some(TRANSIT)), ("192.0.2.16/28", Some(SPECTRUM))]);
    let first = svg(&picture("192.0.2.0/24", &list, Some(&after), 960));
    list.reverse();
    assert_eq!(svg(&picture("192.0.2.0/24", &list, Some(&after), 960)), first);
}

#[test]
fn addresses_that_change_owner_are_counted_and_hatched_in_both_states() {
    let before = drawn(&[("192.0.2.0/24", Some(TRANSIT)), ("192.0.2.16/28", Some(CDN))]);
    let after = drawn(&[("192.0.2.0/24", Some(TRANSIT)), ("192.0.2.16/28", Some(SPECTRUM))]);
    let changed = svg(&picture("192.0.2.0/24", &before, Some(&after), 960));
    assert!(changed.contains("16 of 256 addresses change owner"));
    // Once in the legend, once in each strip.
    assert_eq!(changed.matches("fill=\"url(#byoip-hand)\"").count(), 3);
    assert!(changed.contains("192.0.2.16/28 goes to CDN, is removed"));
    assert!(changed.contains("192.0.2.16/28 goes to Spectrum, is new"));
    let same = svg(&picture("192.0.2.0/24", &before, Some(&before), 960));
    assert!(same.contains("none of 256 addresses changes owner"));
    assert_eq!(same.matches("fill=\"url(#byoip-hand)\"").count(), 0);
}

#[test]
fn a_binding_without_effect_on_owners_is_not_hatched() {
    let before = drawn(&[("192.0.2.0/24", Some(CDN))]);
    let after = drawn(&[("192.0.2.0/24", Some(CDN)), ("192.0.2.16/28", Some(CDN))]);
    let drawing = svg(&picture("192.0.2.0/24", &before, Some(&after), 960));
    assert!(drawing.contains("none of 256 addresses changes owner"));
    assert!(drawing.contains("192.0.2.16/28 goes to CDN, is new"));
}

#[test]
fn names_are_escaped_as_text() {
    let hostile = ["</text><script>alert(1)</script>", "a\u{202e}b\u{0}\u{fffe}\n", "\"onload='x'&", "]]>"];
    let names: BTreeMap<_, _> = hostile
        .iter()
        .zip(["a", "b", "c", "d"])
        .map(|(name, id)| (id.to_owned(), (*name).to_owned()))
        .collect();
    let list = drawn(&[
        ("192.0.2.0/24", Some("a")),
        ("192.0.2.0/26", Some("b")),
        ("192.0.2.64/26", Some("c")),
        ("192.0.2.128/26", Some("d")),
        ("192.0.2.192/27", Some("<id>")),
    ]);
    let drawing = svg(&MapSpec { names, ..picture("192.0.2.0/24", &list, None, 960) });
    for bad in
        ["<script", "\u{202e}", "\u{0}", "\u{fffe}", "\"onload", "]]>", "<id>", "href", "@import", "url(h"]
    {
        assert!(!drawing.contains(bad), "{bad:?}");
    }
    assert!(drawing.contains("a\\u{202e}b\\u{0}\\u{fffe}\\u{a}"), "what is hidden is spelled out");
    assert!(drawing.contains("&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[test]
fn a_long_name_is_truncated() {
    let names = BTreeMap::from([("a".to_owned(), "x".repeat(100_000))]);
    let list = drawn(&[("192.0.2.0/24", Some("a"))]);
    assert!(svg(&MapSpec { names, ..picture("192.0.2.0/24", &list, None, 960) }).len() < 20_000);
}

#[test]
fn the_width_is_the_requested_one_within_the_limits() {
    let list = drawn(&[("192.0.2.0/24", Some(CDN)), ("192.0.2.7/32", Some(SPECTRUM))]);
    let [least, most] = WIDTHS;
    for (asked, got) in [(0, least), (least, least), (777, 777), (most, most), (u32::MAX, most)] {
        let drawing = svg(&picture("192.0.2.0/24", &list, None, asked));
        assert_eq!(attribute(&drawing, "width"), got);
        assert!(attribute(&drawing, "height") < 1000);
    }
}

#[test]
fn the_size_of_a_map_is_bounded_by_its_pixels() {
    let mut random = Random(3);
    let mut list = drawn(&[("10.0.0.0/8", Some(TRANSIT))]);
    for _ in 0..20_000 {
        let address =
            std::net::Ipv4Addr::from_bits(0x0a00_0000 | u32::try_from(random.wide() >> 104).unwrap());
        let length = [16, 20, 24, 28, 32][usize::try_from(random.below(5)).unwrap()];
        let cidr = Cidr::containing(address.into(), length).unwrap();
        let service = [CDN, SPECTRUM][usize::try_from(random.below(2)).unwrap()];
        list.push(MapBinding {
            cidr,
            service: Some(service.to_owned()),
            state: (random.below(9) == 0).then(|| "provisioning".to_owned()),
        });
    }
    let drawing = svg(&picture("10.0.0.0/8", &list, None, 960));
    assert!(drawing.len() < 700_000, "{} bytes", drawing.len());
    assert!(drawing.matches("<rect").count() < 4000);
}

#[test]
fn every_prefix_can_be_drawn_without_bindings_and_with_a_chain_of_all_lengths() {
    for (prefix, bits) in [("0.0.0.0/0", 32), ("::/0", 128), ("192.0.2.1/32", 32), ("2001:db8::/32", 128)] {
        let empty = svg(&picture(prefix, &[], None, 640));
        assert!(empty.contains("0 bindings"), "{prefix}");
        let first = Cidr::parse(prefix).unwrap().first();
        let chain: Vec<_> = (0..=bits)
            .filter_map(|length| Cidr::containing(first, length))
            .map(|cidr| MapBinding { cidr, service: Some(format!("s{}", cidr.length() % 30)), state: None })
            .collect();
        let drawing = svg(&picture(prefix, &chain, Some(&[]), 640));
        assert!(drawing.ends_with("</svg>\n") && drawing.len() < 2_000_000, "{prefix}: {}", drawing.len());
    }
}

#[test]
fn each_service_has_its_own_letters_and_a_pattern_besides_its_colour() {
    let names = (0..30).map(|i| (format!("s{i:02}"), format!("Service {i}"))).collect();
    let prefixes: Vec<_> = (0..30).map(|i| format!("192.0.2.{}/29", i * 8)).collect();
    let ids: Vec<_> = (0..30).map(|i| format!("s{i:02}")).collect();
    let list: Vec<_> =
        prefixes.iter().zip(&ids).map(|(cidr, id)| (cidr.as_str(), Some(id.as_str()))).collect();
    let drawing = svg(&MapSpec { names, ..picture("192.0.2.0/24", &drawn(&list), None, 1600) });
    let (_, legend) = drawing.split_once("class=\"legend\"").expect("there is a legend");
    let (legend, _) = legend.split_once(">What traffic").expect("the strip follows");
    let letters: Vec<_> = legend
        .split("class=\"l")
        .skip(1)
        .filter_map(|rest| rest.split_once('>')?.1.split('<').next())
        .filter(|letter| !["…", "–"].contains(letter))
        .collect();
    assert!(letters.len() > 20);
    let mut distinct = letters.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), letters.len(), "{letters:?}");
    assert_eq!(
        drawing.matches("<pattern id=\"byoip-").count(),
        31,
        "a pair of colour and weave for each, and the hatching"
    );
}

/// Colour, pattern and letter of a service in the legend.
fn look_of(drawing: &str, name: &str) -> String {
    let entry =
        drawing.split("<g class=\"h").find(|entry| entry.contains(&format!(">{name}\u{200e}"))).unwrap();
    entry
        .chars()
        .filter(|c| !c.is_whitespace())
        .take_while(|c| *c != '"')
        .chain(entry.split("url(").nth(1).and_then(|rest| rest.split(')').next()).unwrap().chars())
        .collect()
}

#[test]
fn a_service_of_the_account_has_the_same_style_in_every_map() {
    let services: BTreeMap<_, _> = (0..50).map(|i| (format!("s{i:02}"), format!("Service {i}"))).collect();
    let draw = |list: &[(&str, Option<&str>)]| {
        let list = drawn(list);
        svg(&MapSpec { services: services.clone(), ..picture("192.0.2.0/24", &list, None, 960) })
    };
    let alone = draw(&[("192.0.2.0/24", Some("s31"))]);
    let among =
        draw(&[("192.0.2.0/24", Some("s07")), ("192.0.2.0/25", Some("s31")), ("192.0.2.0/26", Some("a"))]);
    assert_eq!(look_of(&alone, "Service 31"), look_of(&among, "Service 31"));
    assert_eq!(
        look_of(&alone, "Service 31"),
        "7halo#byoip-7-4",
        "place 31 of 50: colour 7 of 8, weave 7 + 3 of 6"
    );
    assert!(!alone.contains("Service 7<"), "the legend names what is drawn");
    assert_eq!(
        look_of(&among, "a"),
        "2halo#byoip-2-2",
        "an unlisted id comes after all 50, though it sorts first"
    );
}

#[test]
fn lists_are_read_in_every_format_and_names_come_from_either_list() {
    let envelope = format!(
        r#"{{"success":true,"errors":[],"messages":[],"result":[{{"id":"a","cidr":"192.0.2.0/24","service_id":"{CDN}","service_name":"Shop","provisioning":{{"state":"provisioning"}}}}]}}"#
    );
    let bare = format!(r#"[{{"cidr":"192.0.2.0/24","serviceId":"{CDN}"}}]"#);
    let prefix = Cidr::parse("192.0.2.0/24").unwrap();
    let of = |before: &str, after| {
        svg_of_lists(prefix, before.as_bytes(), after, BTreeMap::new(), 960, ReadLimits::default())
    };
    let alone = of(&envelope, None).unwrap();
    assert!(alone.contains("Shop") && alone.contains("still rolling out"));
    let both = of(&bare, Some(envelope.as_bytes())).unwrap();
    assert!(both.contains("goes to Shop") && !both.contains(CDN));
    assert_eq!(of("{", None).unwrap_err().code(), "json-truncated");
}
