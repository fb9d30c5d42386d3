// The mails of a store ([MS-PST] §2.4.5), and whatever else lies in it as mails do: contacts, appointments, notes. What
// stands in each is told, each attachment read as a file inside.
#pragma once

#include "document/emitter.h"
#include "document/store/store_file.h"

namespace tipstaff::document {

// A mail, among the nodes of a store; nodes of other kinds (folders, their tables) repeat what mails say.
bool is_mail(const StoreNode& node);
void read_store_mail(StoreFile& file, const StoreNode& node, Emitter& emitter);

// All of a store that is in memory. What was deleted from it, and not yet written over, is not read; so it is never
// read whole.
void read_mail_store(ByteView store, Emitter& emitter);

}  // namespace tipstaff::document
