"""Reads the Terraform text of a plan with a parser of HCL, evaluates what it uses of the language, and prints the commands in order, as JSON."""

import json
import re
import sys

import hcl2

with open(sys.argv[1], encoding="ascii") as file:
    document = hcl2.load(file)

assert set(document) <= {"terraform", "variable", "locals", "resource", "__comments__"}, set(document)


def plain(text):
    """What a literal or a heredoc stands for."""
    heredoc = re.fullmatch(r'"<<(\w+)\n(.*)\n?\1"', text, re.DOTALL)
    if heredoc:
        inside = heredoc[2]
        # A sequence that Terraform would evaluate is there only when it is doubled.
        assert not re.search(r"(?<!\$)\$\{|(?<!%)%\{", inside), inside
        return inside.replace("$${", "${").replace("%%{", "%{")
    literal = re.fullmatch(r'"([^"$%]*)"', text)
    assert literal, text
    return re.sub(r"\\u(....)|\\U(........)", lambda code: chr(int(code[1] or code[2], 16)), literal[1])


names = {}
for block in document["variable"]:
    for name, variable in block.items():
        if name.startswith('"'):
            names[f"${{var.{plain(name)}}}"] = plain(variable["default"])
for block in document["locals"]:
    for name, text in block.items():
        if not name.startswith("__"):
            names[f"${{local.{name}}}"] = plain(text)


def value(text):
    """The value of a reference or a literal."""
    return names[text] if text.startswith("${") else plain(text)


steps, before = [], None
for block in document["resource"]:
    ((name, resource),) = block['"terraform_data"'].items()
    assert resource.get("depends_on", []) == ([] if before is None else [before]), name
    before = f"${{terraform_data.{plain(name)}}}"
    (provisioner,) = resource["provisioner"]
    execution = provisioner['"local-exec"']
    assert set(execution) - {"__is_block__"} == {"interpreter", "command", "quiet", "environment"}, execution
    args = [plain(argument) for argument in execution["interpreter"]] + [value(execution["command"])]
    environment = {key: value(text) for key, text in execution["environment"].items()}
    steps.append({"args": args, "environment": environment})
print(json.dumps(steps))
