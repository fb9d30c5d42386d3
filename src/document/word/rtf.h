// Rich Text Format 1.9.1: groups and control words. What a word processor shows, and what it keeps: hidden text,
// revisions, comments, embedded files, properties.
#pragma once

#include <string>

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

void read_rtf(ByteView file, Emitter& emitter);

}  // namespace tipstaff::document
