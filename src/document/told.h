// What a sandboxed reader tells its parent (document_child.h), as a sequence of CBOR items, each an array: [1, layer,
// [cells…]], [2, trait, part, place, cells, rows, characters, layer], [4, part, sha256, beginning], [5, part], which is
// begun, [8, first, bytes], of a file without a reader; and the last of an answer [6, place, bytes], which are wanted,
// or [7, part], where another child is to go on, or [3, kind], when there is no more.
#pragma once

#include <optional>
#include <string>

#include "base/cbor.h"
#include "base/sandbox.h"
#include "document/observation.h"

namespace tipstaff::document {

// The child's end.
class Teller : public Sink {
 public:
  Teller(const SandboxRole::GoOn& go_on, bool wants_bytes) : go_on_(go_on), wants_bytes_(wants_bytes) {}
  void row(std::uint32_t layer, std::span<const std::string> cells) override;
  void observed(const Observation& seen) override;
  void inner_file(const InnerFile& file) override;
  bool wants_bytes() const override { return wants_bytes_; }
  void bytes(ByteView piece, bool first) override;
  void begins(std::uint32_t part);                  // of a file that is read in turns
  Bytes want(std::uint64_t at, std::size_t bytes);  // of the file that the parent has open; empty: there are none
  Bytes finish(const std::string& kind);
  Bytes finish_at(std::uint32_t part);

 private:
  void tell_if_long();
  Bytes take();
  const SandboxRole::GoOn& go_on_;
  bool wants_bytes_;
  cbor::Writer answer_;
};

struct WantedBytes {
  std::uint64_t at = 0, bytes = 0;
};
// How an answer ends, as the parent hears it.
struct Heard {
  std::optional<std::string> kind{};
  std::uint64_t parts = 0;                       // that were begun
  std::optional<std::uint32_t> begun{}, next{};  // the last of them; where to go on
  std::optional<WantedBytes> wanted{};
};

// Takes an answer apart without trust, and hands on what it says, made printable. Errors: kInvalid, it is nonsense.
Result<Heard> hear(ByteView answer, Sink& sink);

}  // namespace tipstaff::document
