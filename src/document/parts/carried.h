// What programs of 2007 on put into files of the old formats so that nothing is lost when they open them again: themes,
// layouts and shapes as packages of XML ([MS-XLS] §2.4.324, [MS-PPT] §2.11, [MS-ODRAW] §2.3.2.14). No program shows
// them beside the old form.
#pragma once

#include <string>

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

// `said`: what is shown of it elsewhere.
void read_carried_package(ByteView zip, const std::string& part, std::string_view said, Emitter& emitter);
// One part of such; returns the words of its text, a line each.
std::string read_carried_xml(ByteView xml, const std::string& part, Emitter& emitter);

}  // namespace tipstaff::document
