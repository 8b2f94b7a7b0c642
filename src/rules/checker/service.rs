//! The rules about services: which exist, and what each can be bound to.

use super::Checker;
use crate::cidr::Cidr;
use crate::fmt::Quoted;
use crate::rules::BindingFacts;
use crate::rules::rule::Rule;
use crate::rules::suggest_service::did_you_mean;
use crate::sort;
use std::fmt;

/// Longest service id of the schema, in characters.
const MAX_SERVICE_ID: usize = 32;

/// Services with documented rules.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ServiceKind {
    MagicTransit,
    Cdn,
    Spectrum,
    Opaque,
}

/// The service that a block is bound to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BoundService<'a> {
    /// The service; `None` for a regional binding.
    pub(crate) id: Option<&'a str>,
    /// The service's name; the list of services has it otherwise.
    pub(crate) name: Option<&'a str>,
}

/// True for the name of a service that can be bound to a whole prefix only.
pub(crate) fn is_default_only(name: &str) -> bool {
    name == "Magic Transit"
}

impl<'a> From<&'a BindingFacts> for BoundService<'a> {
    fn from(facts: &'a BindingFacts) -> Self {
        Self { id: facts.service_id.as_deref(), name: facts.service_name.as_deref() }
    }
}

impl<'a> Checker<'a> {
    /// Checks a service id.
    pub(super) fn check_service_id(&mut self, cidr: &dyn fmt::Display, id: &str) {
        if id.is_empty() {
            let help = "take the id from the account's list of services".to_owned();
            self.report(Rule::ServiceIdEmpty, &cidr.to_string(), "there is no service id".to_owned(), help);
        } else if id.chars().count() > MAX_SERVICE_ID {
            let message = format!("the service id has more than {MAX_SERVICE_ID} characters");
            let help = "take the id from the account's list of services".to_owned();
            self.report(Rule::ServiceIdTooLong, &cidr.to_string(), message, help);
        } else if self.has_services && self.name(id).is_none() {
            let message = format!("the account has no service {}", Quoted(id));
            let listed: Vec<_> = self.names.iter().map(|(id, name)| (*id, Some(*name))).collect();
            let help = if listed.is_empty() {
                "check the account: it has no services".to_owned()
            } else {
                did_you_mean(id, None, &listed).unwrap_or_else(|| {
                    let known =
                        self.names.iter().map(|(id, name)| format!("{} {}", Quoted(name), Quoted(id)));
                    format!("use one of its services: {}", known.collect::<Vec<_>>().join(", "))
                })
            };
            self.report(Rule::ServiceUnknown, &cidr.to_string(), message, help);
        }
    }

    /// The name of a service in the list.
    pub(super) fn name(&self, id: &str) -> Option<&'a str> {
        sort::find(&self.names, &id).copied()
    }

    /// The kind of service that a binding goes to.
    pub(super) fn kind(&self, bound: BoundService<'_>) -> ServiceKind {
        let name = bound.name.or_else(|| self.name(bound.id.unwrap_or_default()));
        match name.unwrap_or_default() {
            name if is_default_only(name) => ServiceKind::MagicTransit,
            "CDN" => ServiceKind::Cdn,
            "Spectrum" => ServiceKind::Spectrum,
            _ => ServiceKind::Opaque,
        }
    }

    /// Checks whether the service can be bound to this block; `default` is the kind of the default binding, where there
    /// is one.
    pub(super) fn check_combination(
        &mut self,
        prefix: Cidr,
        cidr: Cidr,
        bound: BoundService<'a>,
        default: Option<ServiceKind>,
    ) {
        match self.kind(bound) {
            ServiceKind::MagicTransit if cidr != prefix => {
                let message = format!("Magic Transit can be bound to the whole prefix only, not to {cidr}");
                let help = format!("bind {prefix} to Magic Transit, and blocks inside it to CDN or Spectrum");
                self.report(Rule::MagicTransitNotDefault, &cidr.to_string(), message, help);
            }
            ServiceKind::Spectrum if cidr != prefix && default == Some(ServiceKind::MagicTransit) => {
                let message = format!(
                    "under a Magic Transit default, Spectrum on {cidr} takes TCP and HTTP applications only"
                );
                let help = "keep UDP applications on another prefix".to_owned();
                self.report(Rule::SpectrumUdpUnderMagicTransit, &cidr.to_string(), message, help);
            }
            ServiceKind::Opaque => {
                let id = bound.id.unwrap_or_default();
                if !id.is_empty() && self.opaque.insert(id, 0).is_none() {
                    let name = bound.name.or_else(|| self.name(id));
                    let message = match name {
                        Some(name) => {
                            format!("it is not documented which services combine with {}", Quoted(name))
                        }
                        None => format!("the name of the service {} is unknown", Quoted(id)),
                    };
                    let help = "pass the list of services, and ask Cloudflare which services combine with it"
                        .to_owned();
                    self.report(Rule::ServiceOpaque, &cidr.to_string(), message, help);
                }
            }
            _ => {}
        }
    }
}
