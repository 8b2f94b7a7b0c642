//! Lists that name services in place of ids.

use byoip::{Cidr, Desired, Error, ReadLimits, ServiceFacts, read_desired};

const CDN: &str = "c0de0000000000000000000000000cd1";
const MAGIC: &str = "2db684ee7ca04e159946fd05b99e1bcd";

fn services() -> Vec<ServiceFacts> {
    [(CDN, "CDN"), (MAGIC, "Magic Transit"), ("t1", "Twin"), ("t2", "TWIN")]
        .map(|(id, name)| ServiceFacts { id: id.into(), name: name.into() })
        .into()
}

fn read(text: &str, services: Option<&[ServiceFacts]>) -> Result<Desired, Error> {
    let prefix = Cidr::parse("192.0.2.0/24").unwrap();
    read_desired(text.as_bytes(), prefix, None, services, ReadLimits::default())
}

#[test]
fn a_name_may_stand_wherever_an_id_may() {
    let lists = [
        "192.0.2.0/24,magic transit\n192.0.2.8/29,CDN\n".to_owned(),
        format!("192.0.2.0/24, Magic Transit \n192.0.2.8/29,{}\n", CDN.to_uppercase()),
        "cidr,service_id\n192.0.2.0/24,Magic Transit\n192.0.2.8/29,cdn\n".to_owned(),
        format!("service,cidr\n{MAGIC},192.0.2.0/24\ncdn,192.0.2.8/29\n"),
        "service_name,cidr\nMagic Transit,192.0.2.0/24\nCDN,192.0.2.8/29\n".to_owned(),
        format!(
            "cidr,service_id,service\n192.0.2.0/24,{MAGIC},MAGIC TRANSIT\n192.0.2.8/29,,CDN\n192.0.2.8/29,{CDN},{CDN}\n"
        ),
        r#"[{"cidr":"192.0.2.0/24","serviceId":"Magic Transit"},{"cidr":"192.0.2.8/29","service_id":"cdn"}]"#
            .to_owned(),
        r#"[{"cidr":"192.0.2.0/24","service":"Magic Transit"},{"cidr":"192.0.2.8/29","serviceName":"cdn"}]"#
            .to_owned(),
        format!(
            r#"[{{"cidr":"192.0.2.0/24","service":"magic transit","serviceId":"{MAGIC}"}},{{"cidr":"192.0.2.8/29","service_name":"cdn"}}]"#
        ),
    ];
    let services = services();
    for list in lists {
        let desired = read(&list, Some(&services)).unwrap_or_else(|error| panic!("{list}: {error}"));
        let bindings = desired.bindings().expect("all are blocks");
        let bindings: Vec<_> = bindings.iter().map(|(cidr, id)| format!("{cidr} {id}")).collect();
        assert_eq!(bindings, [format!("192.0.2.0/24 {MAGIC}"), format!("192.0.2.8/29 {CDN}")], "{list}");
        let names: Vec<_> = desired.service_names().collect();
        assert_eq!(names, [(MAGIC, "Magic Transit"), (CDN, "CDN")], "{list}");
    }
}

#[test]
fn a_name_that_is_not_that_of_one_service_is_refused_with_its_position() {
    let of = |field: &str| format!(r#"[{{"host":"192.0.2.1","{field}":"CDM"}}]"#);
    let both = |id: &str, name: &str| format!("cidr,service_id,service\n192.0.2.0/24,{id},{name}\n");
    let unknown = "ffffffffffffffffffffffffffffffff";
    let cases = [
        ("# x\n192.0.2.1,CDM\n".to_owned(), "service-name-unknown", "CDM", None),
        ("cidr,service\n192.0.2.0/24, twin\n".to_owned(), "service-name-ambiguous", "twin", None),
        (of("service"), "service-name-unknown", "CDM", Some("/0/service")),
        (of("service_id"), "service-name-unknown", "CDM", Some("/0/service_id")),
        (of("serviceName"), "service-name-unknown", "CDM", Some("/0/serviceName")),
        (
            r#"[{"host":"192.0.2.1","service":"C\u200bDN"}]"#.to_owned(),
            "service-name-unknown",
            r"C\u200bDN",
            Some("/0/service"),
        ),
        (both(CDN, "Magic Transit"), "service-name-conflict", "Magic Transit", None),
        (both("CDN", "Magic Transit"), "service-name-conflict", "Magic Transit", None),
        (both(unknown, "CDN"), "service-name-conflict", "CDN", None),
        ("192.0.2.1,\n".to_owned(), "id-empty", "", None),
    ];
    let services = services();
    for (list, code, at, pointer) in cases {
        let error = read(&list, Some(&services)).expect_err("it is refused");
        assert_eq!(
            (error.code(), list.get(error.at()), error.pointer()),
            (code, Some(at), pointer),
            "{list}"
        );
    }
}

#[test]
fn without_a_list_of_services_a_name_is_refused_and_an_id_is_not() {
    let id = read(&format!("cidr,service\n192.0.2.0/24,{CDN}\n"), None).expect("it is an id");
    assert_eq!(id.bindings().map(|bindings| bindings[0].1.to_owned()).as_deref(), Some(CDN));
    for list in [
        "192.0.2.1,Magic Transit\n",
        "cidr,service\n192.0.2.0/24,CDN\n",
        r#"[{"host":"192.0.2.1","service":"CDN"}]"#,
    ] {
        let error = read(list, None).expect_err("it is a name");
        assert_eq!(error.code(), "service-names-missing", "{list}");
        assert!(error.help().contains("--services FILE"), "{}", error.help());
    }
}

#[test]
fn an_answer_of_the_api_may_name_known_services_and_those_without_a_name() {
    let answer = |id: &str, name: &str| {
        format!(
            r#"{{"success":true,"errors":[],"messages":[],"result":[{{"cidr":"192.0.2.0/24","service_id":"{id}","service_name":"{name}"}}]}}"#
        )
    };
    let mut services = services();
    services.push(ServiceFacts { id: "bare".into(), name: String::new() });
    for (id, name) in [(MAGIC, "Magic Transit"), ("bare", "Anything")] {
        let desired =
            read(&answer(id, name), Some(&services)).unwrap_or_else(|error| panic!("{id}: {error}"));
        assert_eq!(desired.service_names().collect::<Vec<_>>(), [(id, name)]);
    }
    let error = read(&answer(MAGIC, "CDN"), Some(&services)).expect_err("it is another name");
    assert_eq!(error.code(), "service-name-conflict");
    let bare = read("192.0.2.0/24,bare\n", Some(&services)).expect("it is a known id");
    assert_eq!(bare.service_names().count(), 0);
}
