// Mail (RFC 5322, MIME: RFC 2045 to 2049) and boxes of mail (RFC 4155), taken apart by GMime: what a mail program
// shows, and what travels along: hidden recipients, the trail of servers, alternatives that say something else,
// attachments.
#pragma once

#include "base/bytes.h"
#include "document/emitter.h"

namespace tipstaff::document {

// Call once before a process locks itself.
void prepare_mail();

bool is_mail_box(std::string_view start);  // "From somebody date": many mails in one file
void read_mail(ByteView file, Emitter& emitter);
void read_mail_box(ByteView file, Emitter& emitter);

}  // namespace tipstaff::document
