// A card template from outside, looked at in the sandboxed child (law 10): whether it can be used, and what its cards would
// show. The two that come with the program are part of it and need no child.
#pragma once

#include <vector>

#include "base/sandbox.h"
#include "card/template.h"

namespace tipstaff::card {

struct TemplateContents {
  std::vector<Variable> shows;
  bool stamp = false;
};

// The child's side, for run_if_sandboxed_child() in main.
SandboxRole template_role();

// Errors: kInvalid with what Template::load() says; kInvalid "could not be read safely: …"; kUnavailable.
Result<TemplateContents> check_template(ByteView front_svg, ByteView back_svg);

}  // namespace tipstaff::card
