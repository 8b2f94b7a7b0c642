//! The plan for Terraform: one `terraform_data` for each step, which runs the shell script for that step alone.

use super::curl::{self, PlanSource};
use super::{Escape, ProgramContext, literal, until_text};
use crate::plan::PlanStep;
use std::fmt::Write;

/// Operating systems limit one variable of the environment to 128 KiB; the plan goes into as many as it takes.
const MOST_BYTES: usize = 60_000;

pub(super) fn text(facts: &ProgramContext<'_>) -> String {
    let mut out = facts.comment("#", "Terraform, a POSIX shell, curl and jq", &[]);
    out.push_str(
        "#
# The provider has no resource for service bindings, so this runs commands: Terraform knows which steps are done, and
# nothing of what is bound. `terraform destroy` forgets the steps and changes no binding. The token is taken from the
# environment and gets into no state.

terraform {
  required_version = \">= 1.4\"
}

",
    );
    out.push_str(&variable("account_id", "The account.", facts.program.account_id));
    out.push_str(&variable("prefix_id", "The prefix's id.", facts.program.prefix_id));
    let chunks = chunks(&curl::lines(facts));
    out.push_str("locals {\n  # What was bound when the plan was made, and the steps, as lines of JSON.\n");
    for (number, chunk) in (1..).zip(&chunks) {
        // Writing to a String cannot fail.
        let _ = write!(out, "  plan_{number} = <<PLAN\n{}PLAN\n", escape_templates(chunk));
    }
    let program = escape_templates(&curl::program(facts, PlanSource::Environment(chunks.len())));
    let _ = write!(out, "\n  program = <<PROGRAM\n{program}PROGRAM\n}}\n");
    let variables = (1..=chunks.len()).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "      PLAN_{number}     = local.plan_{number}");
        text
    });
    for (number, step) in (1..).zip(&facts.program.plan.steps) {
        let _ = write!(
            out,
            "\n# {}\nresource \"terraform_data\" \"step_{number}\" {{\n  triggers_replace = [{}, var.account_id, var.prefix_id]\n",
            step_comment(facts, step),
            literal(&facts.program.plan.fingerprint, Escape::Points),
        );
        if number > 1 {
            let _ = writeln!(out, "  depends_on       = [terraform_data.step_{}]", number - 1);
        }
        let _ = write!(
            out,
            "
  provisioner \"local-exec\" {{
    interpreter = [\"/bin/sh\", \"-c\"]
    command     = local.program
    quiet       = true
    environment = {{
      ACCOUNT_ID = var.account_id
      PREFIX_ID  = var.prefix_id
      ONLY_STEP  = \"{number}\"
{variables}    }}
  }}
}}
"
        );
    }
    out
}

fn variable(name: &str, what: &str, id: Option<&str>) -> String {
    let default = id.map_or(String::new(), |id| format!("  default     = {}\n", literal(id, Escape::Points)));
    format!("variable \"{name}\" {{\n  description = \"{what}\"\n  type        = string\n{default}}}\n\n")
}

/// A step for a comment.
fn step_comment(facts: &ProgramContext<'_>, step: &PlanStep) -> String {
    match step {
        PlanStep::Create { cidr, service_id, .. } => {
            format!("create {cidr} -> {}", facts.name_or_id(service_id))
        }
        PlanStep::Delete { cidr, service_id, .. } => {
            format!("delete {cidr} -> {}", facts.name_or_id(service_id))
        }
        PlanStep::Wait { until, hours, .. } => {
            format!("wait until {}: {hours} hours at least", until_text(*until))
        }
    }
}

/// Lines, gathered to texts of a bounded size.
fn chunks(lines: &[String]) -> Vec<String> {
    let mut chunks: Vec<String> = Vec::new();
    for line in lines {
        let size = line.len();
        match chunks.last_mut() {
            Some(chunk) if chunk.len() + size < MOST_BYTES => {
                chunk.push_str(line);
                chunk.push('\n');
            }
            _ => chunks.push(format!("{line}\n")),
        }
    }
    chunks
}

/// Text for a heredoc: what Terraform would evaluate stands for itself.
fn escape_templates(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}
