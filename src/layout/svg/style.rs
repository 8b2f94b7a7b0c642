//! The CSS of the map, for light and for dark surroundings.

use super::palette::{self, ServiceStyle};

/// The rules that light and dark share.
const SHAPES: &str = "\
.byoip-map{font-family:ui-sans-serif,system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",Arial,sans-serif;font-variant-ligatures:none}
.byoip-map text{unicode-bidi:isolate}
.byoip-map .m{font-family:ui-monospace,\"SF Mono\",SFMono-Regular,\"Cascadia Code\",Menlo,Consolas,\"DejaVu Sans Mono\",monospace}
.byoip-map .title{font-size:17px;font-weight:700}
.byoip-map .cap{font-size:13px;font-weight:650}
.byoip-map .sub{font-size:13px}
.byoip-map .small{font-size:11px;font-weight:400}
.byoip-map .name{font-size:13px;font-weight:650}
.byoip-map .cidr{font-size:12px;font-weight:600}
.byoip-map .l{font-size:14px;font-weight:800;text-anchor:middle}
.byoip-map .l2{font-size:10.5px}
.byoip-map .end{text-anchor:end}
.byoip-map .mid{text-anchor:middle}
.byoip-map .halo text{paint-order:stroke;stroke-width:5px;stroke-linejoin:round}
.byoip-map .e,.byoip-map .w,.byoip-map .tick,.byoip-map .hand{fill:none}
.byoip-map .e{stroke-width:1.5}
.byoip-map .w{stroke-width:1.4}
.byoip-map .hand{stroke-width:4}
.byoip-map .rolling .e{stroke-dasharray:6 4}
.byoip-map .stuck .e{stroke-dasharray:1 4;stroke-width:2.5;stroke-linecap:round}
.byoip-map .regional .e{stroke-dasharray:2 3}
.byoip-map .many .e{stroke-dasharray:1 2}
";

/// Selector, light rule and dark rule.
const COLOURS: [(&str, &str, &str); 8] = [
    (".card", "fill:#fff;stroke:#e0e0db", "fill:#1a1c1f;stroke:#33373c"),
    ("text", "fill:#17191c", "fill:#eceef0"),
    (".sub,.byoip-map .small,.byoip-map .under", "fill:#565b62", "fill:#a7adb5"),
    (".tick", "stroke:#8a8d92", "stroke:#767c85"),
    (".beam", "stroke:#e0e0db", "stroke:#33373c"),
    (".hand", "stroke:#17191c;stroke-opacity:.42", "stroke:#f6f7f8;stroke-opacity:.42"),
    (".frame", "fill:none;stroke:#17191c;stroke-width:2", "fill:none;stroke:#f6f7f8;stroke-width:2"),
    (".regional .t", "fill:#fff", "fill:#1a1c1f"),
];

/// All rules, for these styles.
pub(super) fn rules(out: &mut String, styles: &[ServiceStyle]) {
    out.push_str(SHAPES);
    colours(out, styles, false);
    out.push_str("@media (prefers-color-scheme:dark){\n");
    colours(out, styles, true);
    out.push_str("}\n");
}

fn colours(out: &mut String, styles: &[ServiceStyle], dark: bool) {
    for (class, light_rule, dark_rule) in COLOURS {
        let rule = if dark { dark_rule } else { light_rule };
        for part in [".byoip-map ", class, "{", rule, "}"] {
            out.push_str(part);
        }
    }
    out.push('\n');
    palette::rules(out, styles, dark);
}
