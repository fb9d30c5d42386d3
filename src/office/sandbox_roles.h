// What this program may be when it is started as a sandboxed child (base/sandbox.h): every reader of bytes from
// outside.
#pragma once

#include <vector>

#include "base/sandbox.h"
#include "card/code_reader.h"
#include "card/drawn_template.h"
#include "card/faces.h"
#include "clean/clean_child.h"
#include "document/document_child.h"
#include "roll/csv_child.h"
#include "site/site_child.h"

namespace tipstaff::office {

inline std::vector<SandboxRole> sandbox_roles() {
  return {card::photo_role(card::own_face_finder),
          card::template_role(),
          card::code_role(),
          roll::csv_role(),
          document::document_role(),
          clean::clean_role(),
          site::site_role()};
}

}  // namespace tipstaff::office
