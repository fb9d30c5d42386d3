#include "ledger/witness.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "crypto/base64_ascii.h"
#include "crypto/hash.h"

namespace tipstaff::ledger {
namespace {

tl::unexpected<Error> malformed(const char* what) {
  return fail(Code::kInvalid, std::string("this is not an add-checkpoint request: ") + what);
}

// Decimal, without leading zeros.
std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size() || fmt::to_string(out) != text) return std::nullopt;
  return out;
}

WitnessAnswer refuse(int status, std::string why) {
  return {status, "text/plain; charset=utf-8", std::move(why) + "\n"};
}

WitnessAnswer state_size(std::uint64_t size) { return {409, std::string(kSizeContentType), fmt::format("{}\n", size)}; }

}  // namespace

std::string format_add_checkpoint(const AddCheckpoint& request) {
  std::string out = fmt::format("old {}\n", request.old_size);
  for (const Hash& hash : request.proof) out += base64(hash) + "\n";
  return out + "\n" + request.checkpoint;
}

Result<AddCheckpoint> parse_add_checkpoint(ByteView body) {
  if (body.size() > kLargestNoteBytes) return malformed("it is too large");
  std::string_view rest = as_text(body);
  const auto take_line = [&rest]() -> std::optional<std::string_view> {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return line;
  };
  AddCheckpoint out;
  const auto first = take_line();
  const auto old_size = first && first->starts_with("old ") ? parse_size(first->substr(4)) : std::nullopt;
  if (!old_size) return malformed("its first line does not state the old size");
  out.old_size = *old_size;
  for (;;) {
    const auto line = take_line();
    if (!line) return malformed("it has no checkpoint");
    if (line->empty()) break;
    const auto raw = crypto::from_ascii_base64(*line);
    const auto hash = raw ? to_hash(*raw) : Result<Hash>(fail(Code::kInvalid, ""));
    if (!hash || out.proof.size() == kMostProofLines) return malformed("its proof is damaged or too long");
    out.proof.push_back(*hash);
  }
  out.checkpoint = rest;
  return out;
}

Witness::Witness(Files& files, const Clock& clock, std::filesystem::path folder, NoteSigner signer,
                 std::vector<VerifierKey> logs)
    : files_(files), clock_(clock), folder_(std::move(folder)), signer_(std::move(signer)), logs_(std::move(logs)) {}

Result<std::unique_ptr<Witness>> Witness::open(Files& files, const Clock& clock, std::filesystem::path folder,
                                               NoteSigner signer, std::vector<VerifierKey> logs) {
  if (signer.type != NoteKeyType::kCosignature)
    return fail(Code::kInvalid, "a witness needs a cosigning key; this key signs checkpoints of a ledger");
  for (const VerifierKey& log : logs) {
    if (log.type != NoteKeyType::kEd25519)
      return fail(Code::kInvalid, fmt::format("the key ‘{}’ is a witness's, not a ledger's", log.name));
  }
  return std::unique_ptr<Witness>(new Witness(files, clock, std::move(folder), std::move(signer), std::move(logs)));
}

// An origin may hold characters that a file's name may not.
std::filesystem::path Witness::file_of(std::string_view origin, std::string_view suffix) const {
  return folder_ / (hex(crypto::sha256(as_bytes(origin))) + std::string(suffix));
}

Result<void> Witness::check_signed(const Note& note, const std::string& origin) const {
  Result<void> out =
      fail(Code::kUnauthorised, "the checkpoint is not signed by a key of its ledger that is known here");
  for (const VerifierKey& log : logs_)
    if (log.name == origin && verify_note(note, log)) out = {};
  return out;
}

// What was cosigned last. The file carries both signatures, so a forged one is noticed; an older one only in this run.
Result<Witness::Known> Witness::known(const std::string& origin) {
  if (const auto at = known_.find(origin); at != known_.end()) return at->second;
  const auto file = files_.read(file_of(origin, ".checkpoint"));
  if (!file && file.error().code() == Code::kNotFound) return Known{};
  if (!file) return fail(file.error());
  const auto altered = [] {
    return fail(Code::kTampered,
                "the witness's record of this ledger was altered; nothing is cosigned until it is restored");
  };
  const auto note = parse_note(*file);
  if (!note || !check_signed(*note, origin) || !verify_note(*note, signer_.verifier())) return altered();
  const auto checkpoint = parse_checkpoint(note->text);
  if (!checkpoint || checkpoint->origin != origin) return altered();
  return known_[origin] = {checkpoint->size, checkpoint->root};
}

WitnessAnswer Witness::add_checkpoint(ByteView body) {
  const auto request = parse_add_checkpoint(body);
  if (!request) return refuse(400, request.error().message());
  const auto note = parse_note(as_bytes(request->checkpoint));
  if (!note) return refuse(400, note.error().message());
  const auto checkpoint = parse_checkpoint(note->text);
  if (!checkpoint) return refuse(400, checkpoint.error().message());
  if (std::ranges::find(logs_, checkpoint->origin, &VerifierKey::name) == logs_.end())
    return refuse(404, "this witness does not serve that ledger");
  if (const auto is_signed = check_signed(*note, checkpoint->origin); !is_signed)
    return refuse(403, is_signed.error().message());
  if (request->old_size > checkpoint->size) return refuse(400, "the old size is larger than the checkpoint's");
  const std::lock_guard hold(mutex_);
  return decide(*request, *note, *checkpoint);
}

WitnessAnswer Witness::decide(const AddCheckpoint& request, const Note& note, const Checkpoint& checkpoint) {
  const auto last = known(checkpoint.origin);
  if (!last) return refuse(500, last.error().message());
  if (request.old_size != last->size) return state_size(last->size);
  if (request.old_size == checkpoint.size) {
    if (!request.proof.empty()) return refuse(422, "there is nothing to prove between trees of one size");
    if (checkpoint.root != last->root) {
      // Two signed roots for one size: the ledger told two stories. Both are kept, each with the ledger's signature.
      const auto evidence = file_of(checkpoint.origin, ".conflict");
      if (!files_.read(evidence)) (void)files_.replace(evidence, as_bytes(request.checkpoint));
      return state_size(last->size);
    }
  } else if (request.old_size == 0) {
    if (!request.proof.empty()) return refuse(422, "the first checkpoint needs no proof");
  } else if (const auto follows =
                 verify_consistency(last->size, last->root, checkpoint.size, checkpoint.root, request.proof);
             !follows) {
    return refuse(422, follows.error().message());
  }
  return cosign(note, checkpoint);
}

WitnessAnswer Witness::cosign(Note note, const Checkpoint& checkpoint) {
  NoteSignature signature = sign_text(note.text, signer_, clock_.now());
  const std::string line = format_signature(signature);
  // Only the signatures that were checked are kept: strangers' lines have no place in the record.
  std::erase_if(note.signatures, [&](const NoteSignature& s) {
    return std::ranges::none_of(logs_,
                                [&](const VerifierKey& log) { return log.name == s.name && log.id() == s.key_id; });
  });
  note.signatures.push_back(std::move(signature));
  const auto written = files_.replace(file_of(checkpoint.origin, ".checkpoint"), as_bytes(format_note(note)));
  if (!written) return refuse(500, "the witness cannot write its record, so it does not cosign");
  known_[checkpoint.origin] = {checkpoint.size, checkpoint.root};
  return {200, "text/plain; charset=utf-8", line};
}

Result<Cosigned> ask_witness(std::string_view checkpoint, std::uint64_t size, const HashReader& read,
                             const VerifierKey& witness, std::uint64_t& known_size, const WitnessPost& post) {
  const auto other_history = [&] {
    return fail(Code::kTampered,
                fmt::format("the witness ‘{}’ has seen another history of this ledger: it was altered or put back",
                            witness.name));
  };
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (known_size > size) return other_history();
    TRY_ASSIGN(Proof proof, consistency_proof(known_size, size, read));
    TRY_ASSIGN(const WitnessAnswer answer,
               post(format_add_checkpoint({known_size, std::move(proof), std::string(checkpoint)})));
    if (answer.status == 200) {
      TRY_ASSIGN(std::string out, with_cosignature(checkpoint, answer.body, witness));
      TRY_ASSIGN(const std::vector<Cosignature> made, cosignatures(as_bytes(out), {witness}));
      known_size = size;
      return Cosigned(std::move(out), witness.name, made.at(0).at);
    }
    if (answer.status == 403 || answer.status == 404)
      return fail(Code::kUnauthorised, fmt::format("the witness ‘{}’ does not serve this ledger", witness.name));
    if (answer.status == 422) return other_history();
    if (answer.status != 409) break;
    std::string_view stated = answer.body;
    if (stated.ends_with('\n')) stated.remove_suffix(1);
    const auto now_known = parse_size(stated);
    if (!now_known) break;
    // It knows the size that was named and still refuses: another root at that size.
    if (*now_known == known_size) return other_history();
    known_size = *now_known;
  }
  if (known_size > size) return other_history();
  return fail(Code::kUnavailable,
              fmt::format("the witness ‘{}’ does not answer as it should; try again", witness.name));
}

}  // namespace tipstaff::ledger
