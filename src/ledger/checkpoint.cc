#include "ledger/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "crypto/base64_ascii.h"

namespace tipstaff::ledger {
namespace {

tl::unexpected<Error> malformed(const char* what) {
  return fail(Code::kInvalid, std::string("this is not a checkpoint: ") + what);
}

std::optional<std::string_view> next_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::string format_checkpoint(const Checkpoint& checkpoint) {
  std::string out = fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size, base64(checkpoint.root));
  for (const std::string& line : checkpoint.extensions) out += line + "\n";
  return out;
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  Checkpoint out;
  std::string_view rest = text;
  const auto origin = next_line(rest);
  const auto size = next_line(rest);
  const auto root = next_line(rest);
  if (!origin || !size || !root || origin->empty()) return malformed("it has fewer than three lines");
  out.origin = *origin;
  const auto [end, error] = std::from_chars(size->data(), size->data() + size->size(), out.size);
  if (error != std::errc() || end != size->data() + size->size() || fmt::to_string(out.size) != *size)
    return malformed("its size is not a decimal number");
  const auto hash = crypto::from_ascii_base64(*root);
  if (!hash || hash->size() != out.root.size()) return malformed("its root is not a SHA-256 hash");
  std::ranges::copy(*hash, out.root.begin());
  while (!rest.empty()) {
    const auto line = next_line(rest);
    if (!line || line->empty()) return malformed("a further line is empty or has no end");
    out.extensions.emplace_back(*line);
  }
  return out;
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& signer) {
  Note note{format_checkpoint(checkpoint), {}};
  note.signatures.push_back(sign_text(note.text, signer));
  return format_note(note);
}

Result<Checkpoint> open_checkpoint(ByteView note, const VerifierKey& log) {
  TRY_ASSIGN(const Note parsed, parse_note(note));
  TRY(verify_note(parsed, log));
  TRY_ASSIGN(Checkpoint out, parse_checkpoint(parsed.text));
  if (out.origin != log.name)
    return fail(Code::kTampered, "the checkpoint is of another ledger than the key that signed it");
  return out;
}

Result<std::vector<Cosignature>> cosignatures(ByteView note, const std::vector<VerifierKey>& witnesses) {
  TRY_ASSIGN(const Note parsed, parse_note(note));
  std::vector<Cosignature> out;
  for (const VerifierKey& witness : witnesses) {
    auto at = verify_note(parsed, witness);
    if (at)
      out.push_back({witness.name, *at});
    else if (at.error().code() != Code::kNotFound)
      return fail(std::move(at).error());
  }
  return out;
}

Result<std::string> with_cosignature(std::string_view note, std::string_view lines, const VerifierKey& witness) {
  TRY_ASSIGN(Note parsed, parse_note(as_bytes(note)));
  TRY_ASSIGN(std::vector<NoteSignature> answer, parse_signatures(lines));
  TRY(verify_note(Note{parsed.text, answer}, witness));
  const auto is_witness = [&](const NoteSignature& s) { return s.name == witness.name && s.key_id == witness.id(); };
  std::erase_if(parsed.signatures, is_witness);
  if (parsed.signatures.size() >= kMostNoteSignatures)
    return fail(Code::kInvalid, "the checkpoint has too many signatures");
  parsed.signatures.push_back(*std::ranges::find_if(answer, is_witness));
  return format_note(parsed);
}

}  // namespace tipstaff::ledger
