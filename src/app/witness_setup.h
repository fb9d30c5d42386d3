// The witness, from both ends: the program that is one, and the file DIR/witness by which an office uses one. Lines of
// that file: the witness's URL, the pin of its certificate authority (base64url), its verifier key.
#pragma once

#include "app/context.h"

namespace tipstaff::app {

// Nothing when the store has no witness. The clerk then answers nothing that hands data out before the witness has
// cosigned. Errors: kTampered (the file), kUsage (the URL).
Result<ledger::Cosign> cosign_by(const std::filesystem::path& dir, const Clock& clock);

}  // namespace tipstaff::app
