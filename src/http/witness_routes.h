// C2SP tlog-witness over HTTP: POST /add-checkpoint at the witness, and the call to it at the ledger's side. All in the
// header, so that only who includes it links the ledger: tipstaff-press, which links this folder too, must not.
#pragma once

#include "http/client.h"
#include "http/message.h"
#include "ledger/witness.h"

namespace tipstaff::http {

inline constexpr std::string_view kAddCheckpointPath = "/add-checkpoint";

// For a server that is a witness and nothing else. `witness` must outlive it.
inline Handler witness_handler(ledger::Witness& witness) {
  const auto handle = [&witness](const Request& request) -> Response {
    static constexpr const char* kText = "text/plain; charset=utf-8";
    if (request.path != kAddCheckpointPath) return {404, kText, to_bytes(as_bytes("not here\n")), {}};
    if (request.method != "POST") return {405, kText, to_bytes(as_bytes("only POST\n")), {{"Allow", "POST"}}};
    const ledger::WitnessAnswer answer = witness.add_checkpoint(request.body);
    return {static_cast<unsigned>(answer.status), answer.content_type, to_bytes(as_bytes(answer.body)), {}};
  };
  const auto body_limit = [](std::string_view method, std::string_view path) {
    return method == "POST" && path == kAddCheckpointPath ? ledger::kLargestNoteBytes : std::size_t{0};
  };
  return {handle, body_limit};
}

// For ledger::ask_witness. `client` must outlive it.
inline ledger::WitnessPost witness_post(Client& client) {
  return [&client](const std::string& body) -> Result<ledger::WitnessAnswer> {
    TRY_ASSIGN(
        const Answer answer,
        client.call(
            {"POST", std::string(kAddCheckpointPath), "text/plain; charset=utf-8", to_bytes(as_bytes(body)), {}}));
    const std::string text(as_text(answer.body));
    return ledger::WitnessAnswer{static_cast<int>(answer.status), answer.content_type, text};
  };
}

}  // namespace tipstaff::http
