//! The plan for Terraform: one `terraform_data` for each step, which runs the shell script for that step alone.

use super::curl::{self, PlanSource};
use super::literal::{Escape, literal};
use super::program::ProgramContext;
use crate::plan::step::PlanStep;
use std::fmt::Write;

/// Linux limits one environment variable to 128 KiB, so the plan is spread over several.
const MAX_VARIABLE_BYTES: usize = 60_000;

pub(super) fn text(context: &ProgramContext<'_>) -> String {
    let mut out = context.comment("#", "Terraform, a POSIX shell, curl and jq", &[]);
    out.push_str(
        "#
# The provider has no resource for service bindings, so this runs commands. Terraform knows which steps are done, but
# not the bindings. `terraform destroy` forgets the steps and changes no binding. The token comes from the environment
# and is not written to the state.

terraform {
  required_version = \">= 1.4\"
}

",
    );
    out.push_str(&variable("account_id", "The account.", context.program.account_id));
    out.push_str(&variable("prefix_id", "The identifier of the prefix.", context.program.prefix_id));
    let chunks = chunks(&curl::json_lines(context));
    out.push_str("locals {\n  # The bindings when the plan was made, and the steps, as lines of JSON.\n");
    for (number, chunk) in (1..).zip(&chunks) {
        // Writing to a String cannot fail.
        let _ = write!(out, "  plan_{number} = <<PLAN\n{}PLAN\n", escape_templates(chunk));
    }
    let program = escape_templates(&curl::program(context, PlanSource::Environment(chunks.len())));
    let _ = write!(out, "\n  program = <<PROGRAM\n{program}PROGRAM\n}}\n");
    for (number, step) in (1..).zip(&context.program.plan.steps) {
        out.push_str(&resource(context, number, step, chunks.len()));
    }
    out
}

/// The resource of a step.
fn resource(context: &ProgramContext<'_>, number: usize, step: &PlanStep, chunks: usize) -> String {
    let comment = step_comment(context, step);
    let fingerprint = literal(&context.program.plan.fingerprint, Escape::CodePoint);
    let mut out = format!(
        "\n# {comment}\nresource \"terraform_data\" \"step_{number}\" {{\n  triggers_replace = [{fingerprint}, var.account_id, var.prefix_id]\n"
    );
    if number > 1 {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  depends_on       = [terraform_data.step_{}]", number - 1);
    }
    let variables = (1..=chunks).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "      PLAN_{number}     = local.plan_{number}");
        text
    });
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
    out
}

fn variable(name: &str, description: &str, id: Option<&str>) -> String {
    let default =
        id.map_or(String::new(), |id| format!("  default     = {}\n", literal(id, Escape::CodePoint)));
    format!(
        "variable \"{name}\" {{\n  description = \"{description}\"\n  type        = string\n{default}}}\n\n"
    )
}

fn step_comment(context: &ProgramContext<'_>, step: &PlanStep) -> String {
    match step {
        PlanStep::Create { cidr, service_id, .. } => {
            format!("create {cidr} -> {}", context.name_or_id(service_id))
        }
        PlanStep::Delete { cidr, service_id, .. } => {
            format!("delete {cidr} -> {}", context.name_or_id(service_id))
        }
        PlanStep::Wait { until, hours, .. } => {
            format!("wait until {}: at least {hours} hours", until.as_str())
        }
    }
}

/// Joins lines to texts that each fit into one variable.
fn chunks(lines: &[String]) -> Vec<String> {
    let mut chunks: Vec<String> = Vec::new();
    for line in lines {
        let size = line.len();
        match chunks.last_mut() {
            Some(chunk) if chunk.len() + size < MAX_VARIABLE_BYTES => {
                chunk.push_str(line);
                chunk.push('\n');
            }
            _ => chunks.push(format!("{line}\n")),
        }
    }
    chunks
}

/// Text for a heredoc in which Terraform evaluates nothing.
fn escape_templates(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}
