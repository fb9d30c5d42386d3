// A witness (C2SP tlog-witness) without its HTTP: what `POST add-checkpoint` asks and answers, on both sides.
// A witness remembers, per ledger, the last checkpoint it cosigned, and cosigns only what follows from it. So who holds
// the ledger's key and store still cannot show the witness one history and somebody else another, nor go back. Who can
// put the witness's own folder back can make it forget; within one run it would still notice.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>

#include "base/files.h"
#include "ledger/checkpoint.h"
#include "ledger/tree.h"

namespace tipstaff::ledger {

inline constexpr std::string_view kSizeContentType = "text/x.tlog.size";  // of a 409 that states the known size
inline constexpr std::size_t kMostProofLines = 63;

struct AddCheckpoint {
  std::uint64_t old_size = 0;
  Proof proof;
  std::string checkpoint;  // a signed note
};
std::string format_add_checkpoint(const AddCheckpoint& request);
// Hostile input, at most kLargestNoteBytes. Errors: kInvalid.
Result<AddCheckpoint> parse_add_checkpoint(ByteView body);

// An HTTP answer.
struct WitnessAnswer {
  int status = 500;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

// The witness's side. Thread-safe: one request at a time is checked and made durable.
class Witness {
 public:
  // `logs`: the ledgers that it serves, by their keys; a key's name is the origin. `folder` keeps one file per ledger:
  // the last checkpoint with the ledger's signature and its own. Errors: kInvalid (not a cosigning key).
  static Result<std::unique_ptr<Witness>> open(Files& files, const Clock& clock, std::filesystem::path folder,
                                               NoteSigner signer, std::vector<VerifierKey> logs);

  // 200 with a cosignature line; 400 malformed; 403 not signed by the ledger; 404 unknown ledger; 409 the old size is
  // not the one known (stated in the body), or another root at the same size (the conflicting checkpoint is kept as
  // evidence in the folder); 422 the proof does not hold; 500 the witness's own folder failed or was altered: nothing
  // is cosigned.
  WitnessAnswer add_checkpoint(ByteView body);

 private:
  struct Known {
    std::uint64_t size = 0;
    Hash root = empty_root();
  };
  Witness(Files& files, const Clock& clock, std::filesystem::path folder, NoteSigner signer,
          std::vector<VerifierKey> logs);
  std::filesystem::path file_of(std::string_view origin, std::string_view suffix) const;
  Result<Known> known(const std::string& origin);
  Result<void> check_signed(const Note& note, const std::string& origin) const;
  WitnessAnswer decide(const AddCheckpoint& request, const Note& note, const Checkpoint& checkpoint);
  WitnessAnswer cosign(Note note, const Checkpoint& checkpoint);

  Files& files_;
  const Clock& clock_;
  std::filesystem::path folder_;
  NoteSigner signer_;
  std::vector<VerifierKey> logs_;
  std::mutex mutex_;
  std::map<std::string, Known, std::less<>> known_;
};

// The ledger's side. `post` sends a body to the witness's add-checkpoint. Errors: its own.
using WitnessPost = std::function<Result<WitnessAnswer>(const std::string& body)>;

// Has `checkpoint` (of `size`) cosigned and returns it with the cosignature and its time. `known_size` is what the
// witness is believed to know, 0 at first; it is corrected from the answer and asked again once. `read` serves the tree
// of `size`. Errors: kUnavailable (try again), kUnauthorised (the witness does not serve this ledger), kTampered: the
// witness has seen another history or a longer one, so the ledger was altered or put back.
Result<Cosigned> ask_witness(std::string_view checkpoint, std::uint64_t size, const HashReader& read,
                             const VerifierKey& witness, std::uint64_t& known_size, const WitnessPost& post);

}  // namespace tipstaff::ledger
