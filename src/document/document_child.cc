#include "document/document_child.h"

#include "base/cbor.h"
#include "document/emitter.h"
#include "document/reader.h"

namespace tipstaff::document {
namespace {

// Requests: kRead, of the file that is shared, then kGoOn. Answers: a sequence of CBOR items, each an array: [1, layer,
// [cells…]], [2, trait, part, place, cells, rows, characters, layer], [4, part, sha256, beginning], and the last [3,
// kind].
constexpr std::uint8_t kRead = 1, kGoOn = 2;
constexpr std::uint64_t kRow = 1, kObserved = 2, kKind = 3, kInnerFile = 4;
constexpr std::size_t kAnswerBytes = std::size_t{240} << 10;
constexpr std::size_t kLongestWords = 32'768;

class Teller : public Sink {
 public:
  explicit Teller(const SandboxRole::GoOn& go_on) : go_on_(go_on) {}
  void row(std::uint32_t layer, std::span<const std::string> cells) override {
    answer_.array(3).uint(kRow).uint(layer).array(cells.size());
    for (const std::string& cell : cells) answer_.text(cell);
    tell_if_long();
  }
  void observed(const Observation& seen) override {
    answer_.array(8)
        .uint(kObserved)
        .uint(static_cast<std::uint64_t>(seen.trait))
        .text(seen.part)
        .text(seen.place)
        .uint(seen.cells);
    answer_.uint(seen.rows).uint(seen.characters).uint(seen.layer);
    tell_if_long();
  }
  void inner_file(const InnerFile& file) override {
    answer_.array(4).uint(kInnerFile).text(file.part).bytes(file.sha256).bytes(as_bytes(file.beginning));
    tell_if_long();
  }
  Bytes finish(const std::string& kind) {
    answer_.array(2).uint(kKind).text(kind);
    return answer_.take();
  }

 private:
  void tell_if_long() {
    if (answer_.view().size() < kAnswerBytes) return;
    go_on_(answer_.take());
    answer_ = {};
  }
  const SandboxRole::GoOn& go_on_;
  cbor::Writer answer_;
};

Result<Bytes> converse(ByteView request, const SandboxRole::GoOn& go_on) {
  if (request.size() != 1 || request[0] != kRead)
    return fail(Code::kInvalid, "the sandboxed reader was asked for something that it does not know");
  Teller teller(go_on);
  const std::string kind = read_document(shared_with_this_child(), teller);
  return teller.finish(kind);
}

// What the child said, taken apart without trust. Returns the kind with the last answer.
Result<std::optional<std::string>> take(ByteView answer, Sink& sink) {
  cbor::Reader reader(answer);
  std::vector<std::string> cells;
  while (!reader.at_end()) {
    TRY_ASSIGN(const std::size_t members, reader.array());
    TRY_ASSIGN(const std::uint64_t what, reader.uint());
    if (what == kRow && members == 3) {
      TRY_ASSIGN(const std::uint64_t layer, reader.uint());
      TRY_ASSIGN(const std::size_t count, reader.array());
      for (std::size_t i = 0; i < count; ++i) {
        TRY_ASSIGN(const std::string_view cell, reader.text());
        if (i == cells.size()) cells.emplace_back();
        put_printable(cell, kLongestWords, cells[i]);
      }
      sink.row(static_cast<std::uint32_t>(layer), std::span(cells).first(count));
    } else if (what == kObserved && members == 8) {
      Observation seen;
      TRY_ASSIGN(const std::uint64_t trait, reader.uint());
      if (trait > static_cast<std::uint64_t>(Trait::kLast)) return fail(Code::kInvalid, "nonsense");
      seen.trait = static_cast<Trait>(trait);
      TRY_ASSIGN(const std::string_view part, reader.text());
      TRY_ASSIGN(const std::string_view place, reader.text());
      seen.part = printable(part, kLongestWords);
      seen.place = printable(place, kLongestWords);
      TRY_ASSIGN(seen.cells, reader.uint());
      TRY_ASSIGN(seen.rows, reader.uint());
      TRY_ASSIGN(seen.characters, reader.uint());
      TRY_ASSIGN(const std::uint64_t layer, reader.uint());
      seen.layer = static_cast<std::uint32_t>(layer);
      sink.observed(seen);
    } else if (what == kInnerFile && members == 4) {
      InnerFile file;
      TRY_ASSIGN(const std::string_view part, reader.text());
      TRY_ASSIGN(const ByteView sha256, reader.bytes());
      TRY_ASSIGN(const ByteView beginning, reader.bytes());
      if (beginning.size() > kBeginning) return fail(Code::kInvalid, "nonsense");
      file.part = printable(part, kLongestWords);
      TRY_ASSIGN(file.sha256, to_hash(sha256));
      file.beginning = as_text(beginning);
      sink.inner_file(file);
    } else if (what == kKind && members == 2) {
      TRY_ASSIGN(const std::string_view kind, reader.text());
      return std::optional(printable(kind, 20));
    } else {
      return fail(Code::kInvalid, "nonsense");
    }
  }
  return std::optional<std::string>();
}

Result<std::string> converse_with(SandboxedWorker& child, Sink& sink) {
  Bytes request{kRead};
  std::uint64_t told = 0;
  for (;;) {
    TRY_ASSIGN(const Plaintext answer, child.ask(request));
    TRY_ASSIGN(const std::optional<std::string> kind, take(answer.reveal(), sink));
    if (kind) return *kind;
    told += answer.size();
    if (answer.empty() || told > 2 * kMostUnpacked) return fail(Code::kInvalid, "nonsense");
    request = {kGoOn};
  }
}

}  // namespace

SandboxRole document_role() {
  SandboxLimits limits;
  limits.memory_bytes = std::uint64_t{2} << 30;
  limits.per_request = std::chrono::seconds(60);
  limits.processor = std::chrono::seconds(300);
  limits.largest_request = 64U << 10;
  limits.largest_answer = 4U << 20;
  limits.requests_per_child = UINT32_MAX;
  return {"document", limits, prepare_readers, {}, converse};
}

Result<std::string> read_safely(const SharedBytes& file, Sink& sink, SandboxLimits limits) {
  static auto* const nursery = new Nursery("document");  // for the life of the process; it ends with it
  if (file.view().size() > kLargestFile) {
    sink.observed({.trait = Trait::kUnread, .place = "it is larger than 256 MiB"});
    return "unknown";
  }
  SandboxedWorker child(*nursery, "document", limits, file);
  auto kind = converse_with(child, sink);
  if (kind || kind.error().code() == Code::kUnavailable) return kind;
  sink.observed(
      {.trait = Trait::kUnread, .place = "its reader was stopped: it crashed, or took too much memory or time"});
  return "unknown";
}

Result<std::string> read_safely(ByteView file, Sink& sink, SandboxLimits limits) {
  TRY_ASSIGN(const SharedBytes shared, SharedBytes::copy_of(file.first(std::min(file.size(), kLargestFile + 1))));
  return read_safely(shared, sink, limits);
}

}  // namespace tipstaff::document
