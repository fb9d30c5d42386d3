#include "document/document_child.h"

#include <unistd.h>

#include "document/emitter.h"
#include "document/reader.h"
#include "document/store/store_mails.h"
#include "document/told.h"

namespace tipstaff::document {
namespace {

// Requests: kRead, of the file that is shared, or kReadStore and a node's id, of a store of mail. Then kGoOn, or the
// bytes that were wanted.
constexpr std::uint8_t kRead = 1, kGoOn = 2, kReadStore = 3;
constexpr std::uint64_t kMostOfAStore = std::uint64_t{64} << 20;  // bytes that one child reads
constexpr int kMostStopped = 20;                                  // children, at one store
constexpr std::string_view kStopped = "its reader was stopped: it crashed, or took too much memory or time";

class FromParent : public StoreBytes {
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

Bytes read_some_mails(std::uint32_t from, Teller& teller) {
  FromParent bytes(teller);
  Emitter emitter(teller);
  auto file = StoreFile::open(bytes);
  for (std::uint64_t next = from; next <= UINT32_MAX;) {
    const auto node = file ? file->node_from(static_cast<std::uint32_t>(next)) : fail(file.error());
    if (!node) emitter.unread("", node.error().message());
    if (!node || !*node) break;
    next = std::uint64_t{(*node)->id} + 1;
    if (!is_mail(**node)) continue;
    teller.mail((*node)->id);
    read_store_mail(*file, **node, emitter);
    const bool much = file->bytes_read() >= kMostOfAStore || emitter.observations() >= kMostObservations / 2;
    if (much && next <= UINT32_MAX) return teller.finish_at(static_cast<std::uint32_t>(next));
  }
  return teller.finish("pst");
}

Result<Bytes> converse(ByteView request, const SandboxRole::GoOn& go_on) {
  Teller teller(go_on);
  if (request.size() == 1 && request[0] == kRead) {
    const std::string kind = read_document(shared_with_this_child(), teller);
    return teller.finish(kind);
  }
  if (request.size() == 5 && request[0] == kReadStore) return read_some_mails(get_u32(request.data() + 1), teller);
  return fail(Code::kInvalid, "the sandboxed reader was asked for something that it does not know");
}

// Asks the child until its last answer. `store`: where what it wants is read, or -1. `heard`: hears each answer.
Result<Heard> converse_with(SandboxedWorker& child, Bytes request, Sink& sink, int store,
                            const std::function<bool(const Heard&)>& heard) {
  for (std::uint64_t told = 0;;) {
    TRY_ASSIGN(const Plaintext answer, child.ask(request));
    TRY_ASSIGN(Heard said, hear(answer.reveal(), sink));
    told += answer.size();
    const bool asks = said.wanted && store >= 0 && said.wanted->bytes <= kLargestStoreRead;
    if (answer.empty() || told > 2 * kMostUnpacked || (said.wanted && !asks) || !heard(said))
      return fail(Code::kInvalid, "nonsense");
    if (said.kind || said.next) return said;
    request = {kGoOn};
    if (!asks) continue;
    request.resize(said.wanted->bytes);
    const ssize_t got = ::pread(store, request.data(), request.size(), static_cast<off_t>(said.wanted->at));
    if (got < 0 || static_cast<std::size_t>(got) != request.size()) request.clear();
  }
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
  limits.largest_request = kLargestStoreRead;
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
  auto said = converse_with(child, {kRead}, sink, -1, [](const Heard& heard) { return !heard.next; });
  if (said) return *said->kind;
  if (said.error().code() == Code::kUnavailable) return fail(said.error());
  sink.observed({.trait = Trait::kUnread, .place = std::string(kStopped)});
  return "unknown";
}

Result<std::string> read_safely(ByteView file, Sink& sink, SandboxLimits limits) {
  TRY_ASSIGN(const SharedBytes shared, SharedBytes::copy_of(file.first(std::min(file.size(), kLargestFile + 1))));
  return read_safely(shared, sink, limits);
}

Result<std::uint64_t> read_store_safely(int store, Sink& sink, const std::function<void()>& between,
                                        SandboxLimits limits) {
  TRY_ASSIGN(const SharedBytes nothing, SharedBytes::copy_of(Bytes{0}));
  std::uint64_t mails = 0;
  int stopped = 0;
  for (std::uint32_t from = 0;;) {
    SandboxedWorker child(nursery(), "document", limits, nothing);
    std::optional<std::uint32_t> begun;
    const auto goes_on = [&](const Heard& heard) {  // forwards, so that it comes to an end
      mails += heard.mails;
      if (heard.mail && (*heard.mail < from || (begun && *heard.mail <= *begun))) return false;
      if (heard.mail) begun = heard.mail;
      return !heard.next || (begun && *heard.next > *begun);
    };
    Bytes request{kReadStore};
    put_u32(request, from);
    const auto said = converse_with(child, std::move(request), sink, store, goes_on);
    if (!said && said.error().code() == Code::kUnavailable) return fail(said.error());
    if (!said) sink.observed({.trait = Trait::kUnread, .place = std::string(kStopped)});
    between();
    if (said && said->kind) return mails;
    if (!said && (!begun || *begun == UINT32_MAX || ++stopped == kMostStopped)) return mails;
    from = said ? *said->next : *begun + 1;
  }
}

}  // namespace tipstaff::document
