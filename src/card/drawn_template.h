// A card template from outside, taken apart and drawn in the sandboxed child (law 10): what comes back is plain – where
// which text goes, where photograph and stamp go, and the still layer as PDF objects – and is checked here like any
// bytes. The two templates that come with the program are part of it and need no child. An attacker who owns the child
// forges the look of the cards of this very template, which its designer could do anyway; a field beyond the closed
// list has no number in the answer (law 2).
#pragma once

#include "base/sandbox.h"
#include "card/cairo_pages.h"
#include "card/template.h"

namespace tipstaff::card {

struct DrawnTemplate {
  Template design;  // its sides' `still` is empty
  CairoPages still;
};

// The child's side, for run_if_sandboxed_child() in main.
SandboxRole template_role();

// Both sides are SVG, at most kLargestTemplate bytes each. Errors: kInvalid with what Template::load() says for
// Texts::kAll; kInvalid "could not be read safely: …"; kUnavailable.
Result<DrawnTemplate> draw_template(ByteView front_svg, ByteView back_svg);

// The child's answer, both ways; public for tests. Lengths are in micrometres. Errors: kInvalid for anything that
// draw_template() would not have written: places off the page, texts with controls, PDF objects that could act when the
// file is opened.
Bytes encode(const DrawnTemplate& drawn);
Result<DrawnTemplate> decode_drawn(ByteView bytes);

}  // namespace tipstaff::card
