#include "document/document_child.h"

#include <unistd.h>

#include "document/containers/large_archive.h"
#include "document/emitter.h"
#include "document/pdf/pdf.h"
#include "document/reader.h"
#include "document/store/store_mails.h"
#include "document/told.h"

namespace tipstaff::document {
namespace {

// Requests: kRead, of the file that is shared; or kMails, kFiles or kPdf, of one that the parent has open, with its
// size and the part to begin with, eight and four bytes; each with kWithBytes where the sink wants bytes. Then kGoOn,
// or the bytes that the child wanted.
constexpr std::uint8_t kRead = 1, kGoOn = 2, kMails = 3, kFiles = 4, kPdf = 5, kWithBytes = 0x80;
constexpr std::size_t kInTurns = 13;                              // bytes of such a request
constexpr std::uint64_t kMostOfAStore = std::uint64_t{64} << 20;  // bytes that one child reads
constexpr std::uint64_t kTurns = 16;                              // that are allowed whatever the size
constexpr int kMostStopped = 20;                                  // children, at one file
constexpr std::string_view kStopped = "its reader was stopped: it crashed, or took too much memory or time";

class FromParent : public ByteSource {
 public:
  explicit FromParent(Teller& teller) : teller_(teller) {}
  bool read(std::uint64_t at, std::span<std::uint8_t> out) override {
    const Bytes bytes = teller_.want(at, out.size());
    if (bytes.size() != out.size()) return false;
    std::ranges::copy(bytes, out.begin());
    return true;
  }

 private:
  Teller& teller_;
};

Bytes read_some_mails(ByteSource& bytes, std::uint32_t from, Teller& teller) {
  Emitter emitter(teller);
  auto file = StoreFile::open(bytes);
  for (std::uint64_t next = from; next <= UINT32_MAX;) {
    const auto node = file ? file->node_from(static_cast<std::uint32_t>(next)) : fail(file.error());
    if (!node) emitter.unread("", node.error().message());
    if (!node || !*node) break;
    next = std::uint64_t{(*node)->id} + 1;
    if (!is_mail(**node)) continue;
    teller.begins((*node)->id);
    read_store_mail(*file, **node, emitter);
    const bool much = file->bytes_read() >= kMostOfAStore || emitter.observations() >= kMostObservations / 2;
    if (much && next <= UINT32_MAX) return teller.finish_at(static_cast<std::uint32_t>(next));
  }
  return teller.finish("pst");
}

Bytes read_some_files(ByteSource& bytes, std::uint64_t size, std::uint32_t from, Teller& teller) {
  Emitter emitter(teller);
  const auto next = read_some_of_archive(
      bytes, size, from, [&](std::uint32_t part) { teller.begins(part); }, emitter);
  return next ? teller.finish_at(*next) : teller.finish("archive");
}

Bytes read_all_of_pdf(ByteSource& bytes, std::uint64_t size, Teller& teller) {
  Emitter emitter(teller);
  read_large_pdf(bytes, size, emitter);
  return teller.finish("pdf");
}

Result<Bytes> converse(ByteView request, const SandboxRole::GoOn& go_on) {
  const auto what = static_cast<std::uint8_t>(request.empty() ? 0 : request[0] & ~kWithBytes);
  Teller teller(go_on, !request.empty() && (request[0] & kWithBytes) != 0);
  if (request.size() == 1 && what == kRead) {
    const std::string kind = read_document(shared_with_this_child(), teller);
    return teller.finish(kind);
  }
  if (request.size() != kInTurns || (what != kMails && what != kFiles && what != kPdf))
    return fail(Code::kInvalid, "the sandboxed reader was asked for something that it does not know");
  FromParent bytes(teller);
  const std::uint64_t size = get_u64(request.data() + 1);
  const std::uint32_t from = get_u32(request.data() + 9);
  if (what == kMails) return read_some_mails(bytes, from, teller);
  return what == kFiles ? read_some_files(bytes, size, from, teller) : read_all_of_pdf(bytes, size, teller);
}

// Asks the child until its last answer. `file`: where what it wants is read, or -1. `heard`: hears each answer.
Result<Heard> converse_with(SandboxedWorker& child, Bytes request, Sink& sink, int file,
                            const std::function<bool(const Heard&)>& heard) {
  for (std::uint64_t told = 0;;) {
    TRY_ASSIGN(const Plaintext answer, child.ask(request));
    TRY_ASSIGN(Heard said, hear(answer.reveal(), sink));
    told += answer.size();
    const bool asks = said.wanted && file >= 0 && said.wanted->bytes <= kLargestSourceRead;
    if (answer.empty() || told > 2 * kMostUnpacked || (said.wanted && !asks) || !heard(said))
      return fail(Code::kInvalid, "nonsense");
    if (said.kind || said.next) return said;
    request = {kGoOn};
    if (!asks) continue;
    request.resize(said.wanted->bytes);
    const ssize_t got = ::pread(file, request.data(), request.size(), static_cast<off_t>(said.wanted->at));
    if (got < 0 || static_cast<std::size_t>(got) != request.size()) request.clear();
  }
}

std::uint8_t request_of(std::uint8_t what, const Sink& sink) {
  return sink.wants_bytes() ? static_cast<std::uint8_t>(what | kWithBytes) : what;
}

std::uint8_t code_of(InTurns what) {
  return what == InTurns::kMailStore ? kMails : what == InTurns::kArchive ? kFiles : kPdf;
}

Nursery& nursery() {
  static auto* const out = new Nursery("document");  // for the life of the process; it ends with it
  return *out;
}

}  // namespace

SandboxRole document_role() {
  SandboxLimits limits;
  limits.memory_bytes = std::uint64_t{2} << 30;
  limits.per_request = std::chrono::seconds(60);
  limits.processor = std::chrono::seconds(300);
  limits.largest_request = kLargestSourceRead;
  limits.largest_answer = 4U << 20;
  limits.requests_per_child = UINT32_MAX;
  return {"document", limits, prepare_readers, {}, converse};
}

Result<std::string> read_safely(const SharedBytes& file, Sink& sink, SandboxLimits limits) {
  if (file.view().size() > kLargestFile) {
    sink.observed({.trait = Trait::kUnread, .place = "it is larger than 256 MiB"});
    return "unknown";
  }
  SandboxedWorker child(nursery(), "document", limits, file);
  auto said = converse_with(child, {request_of(kRead, sink)}, sink, -1, [](const Heard& heard) { return !heard.next; });
  if (said) return *said->kind;
  if (said.error().code() == Code::kUnavailable) return fail(said.error());
  sink.observed({.trait = Trait::kUnread, .place = std::string(kStopped)});
  return "unknown";
}

Result<std::string> read_safely(ByteView file, Sink& sink, SandboxLimits limits) {
  TRY_ASSIGN(const SharedBytes shared, SharedBytes::copy_of(file.first(std::min(file.size(), kLargestFile + 1))));
  return read_safely(shared, sink, limits);
}

Result<std::uint64_t> read_in_turns(InTurns what, int file, std::uint64_t size, Sink& sink,
                                    const std::function<void()>& between, SandboxLimits limits) {
  TRY_ASSIGN(const SharedBytes nothing, SharedBytes::copy_of(Bytes{0}));
  const std::uint64_t most_turns = kTurns + kMostRatio * (size / kMostOfAStore + 1);
  const auto unread = [&](std::string_view why) {
    sink.observed({.trait = Trait::kUnread, .place = std::string(why)});
  };
  std::uint64_t parts = 0;
  int stopped = 0;
  std::uint32_t from = 0;
  for (std::uint64_t turn = 0; turn < most_turns; ++turn) {
    SandboxedWorker child(nursery(), "document", limits, nothing);
    std::optional<std::uint32_t> begun;
    const auto goes_on = [&](const Heard& heard) {  // forwards, so that it comes to an end
      parts += heard.parts;
      if (heard.begun && (*heard.begun < from || (begun && *heard.begun <= *begun))) return false;
      if (heard.begun) begun = heard.begun;
      return !heard.next || (begun && *heard.next > *begun);
    };
    Bytes request{request_of(code_of(what), sink)};
    put_u64(request, size);
    put_u32(request, from);
    const auto said = converse_with(child, std::move(request), sink, file, goes_on);
    if (!said && said.error().code() == Code::kUnavailable) return fail(said.error());
    if (!said) unread(kStopped);
    between();
    if (said && said->kind) return parts;
    if (!said && (!begun || *begun == UINT32_MAX || ++stopped == kMostStopped)) return parts;
    from = said ? *said->next : *begun + 1;
  }
  unread("it unpacks to far more than such files do");
  return parts;
}

}  // namespace tipstaff::document
