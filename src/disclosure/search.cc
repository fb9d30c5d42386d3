#include "disclosure/search.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "crypto/hash.h"
#include "document/document_child.h"
#include "document/magics.h"
#include "document/store/store_file.h"

namespace tipstaff::disclosure {
namespace {

constexpr std::size_t kPiece = std::size_t{4} << 20;

constexpr std::string_view kUnreadPart = "a part of it could not be read; its bytes were searched as they are";
constexpr std::string_view kStoreInPart =
    "a store of mail: some of its mails, or of what is attached to them, could not be read";
constexpr std::string_view kClosedStore =
    "a store of mail that is encrypted, damaged or of a form that is not known: it cannot be searched; have Outlook "
    "export it";

// Rows of all layers of a file; what the reader could not read is remembered.
class Listener : public document::Sink {
 public:
  Listener(std::span<const RollIndex> rolls, bool who) : rolls_(rolls), who_(who) {
    for (const RollIndex& roll : rolls) found.emplace_back(*roll.index, who);
  }
  void row(std::uint32_t layer, std::span<const std::string> cells) override {
    const auto [heard, fresh] = layers_.try_emplace(layer);
    if (fresh)
      for (const RollIndex& roll : rolls_) heard->second.emplace_back(*roll.index, who_);
    for (match::RowMatcher& matcher : heard->second) matcher.row(cells);
  }
  void inner_file(const document::InnerFile& file) override { inside.push_back(file); }
  void observed(const document::Observation& seen) override {
    whole = whole && seen.trait != document::Trait::kUnread && seen.trait != document::Trait::kUnexplained;
    close(seen.layer);
  }
  void finish() {
    while (!layers_.empty()) close(layers_.begin()->first);
  }
  std::vector<match::Tally> found;
  std::vector<document::InnerFile> inside;
  bool whole = true;

 private:
  void close(std::uint32_t layer) {
    const auto heard = layers_.find(layer);
    if (heard == layers_.end()) return;
    for (std::size_t i = 0; i < found.size(); ++i) found[i].add(heard->second[i].tally());
    layers_.erase(heard);
  }
  std::span<const RollIndex> rolls_;
  bool who_;
  std::map<std::uint32_t, std::vector<match::RowMatcher>> layers_;
};

Result<std::size_t> read_some(int fd, std::span<std::uint8_t> out, const std::filesystem::path& path) {
  std::size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got = ::read(fd, out.data() + filled, out.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(storage_error("cannot read", path, errno));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

// What such files hold is packed: of their bytes as they are a search says nothing.
bool begins_as_packed(ByteView file) {
  const std::string_view text = as_text(file);
  const document::Magic* magic = document::magic_of(file);
  return (magic != nullptr && magic->packed) || text.starts_with("PK\x03\x04") || text.starts_with("%PDF-");
}

// Everything from the start, in pieces that overlap by as much as a name may be long. `permuted`: of a store of mail
// that is so encoded, decoded.
Result<void> search_bytes(int fd, const std::filesystem::path& path, std::span<const RollIndex> rolls, bool permuted,
                          SearchedFile& out) {
  if (::lseek(fd, 0, SEEK_SET) != 0) return fail(storage_error("cannot read", path, errno));
  std::vector<match::ByteMatcher> matchers;
  for (const RollIndex& roll : rolls) matchers.emplace_back(*roll.index);
  Bytes buffer(match::Scanner::kOverlap + kPiece + match::kPadding);
  for (std::size_t kept = 0;;) {
    TRY_ASSIGN(const std::size_t got, read_some(fd, std::span(buffer).subspan(kept, kPiece), path));
    if (got == 0) break;
    if (kept == 0 && begins_as_packed(ByteView(buffer).first(got))) out.unread = kUnreadPart;
    if (permuted) document::decode_permuted(std::span(buffer).subspan(kept, got));
    std::fill_n(buffer.begin() + static_cast<std::ptrdiff_t>(kept + got), match::kPadding, std::uint8_t{0});
    const std::string_view piece = as_text(ByteView(buffer).first(kept + got));
    for (match::ByteMatcher& matcher : matchers) matcher.piece(piece, kept);
    kept = std::min(match::Scanner::kOverlap, piece.size());
    std::copy_n(buffer.begin() + static_cast<std::ptrdiff_t>(piece.size() - kept), kept, buffer.begin());
  }
  for (std::size_t i = 0; i < matchers.size(); ++i) out.found[i].add(matchers[i].tally());
  return {};
}

bool is_store(ByteView beginning) { return as_text(beginning).starts_with("!BDN"); }

// A store of mail: its mails and what is attached to them, read in children; and its bytes, for what was deleted and is
// not yet written over.
Result<void> search_store(int fd, ByteView beginning, const std::filesystem::path& path,
                          std::span<const RollIndex> rolls, Listener& listener, SearchedFile& out) {
  using document::StoreCode;
  const document::StoreForm form = document::store_form(beginning);
  const StoreCode code = form == document::StoreForm::kNone ? StoreCode::kEncrypted : document::store_code(beginning);
  std::uint64_t mails = 0;
  if (code != StoreCode::kEncrypted) {
    TRY_ASSIGN(mails, document::read_store_safely(fd, listener, [&] { listener.finish(); }));
  }
  out.kind = "pst";
  out.found = std::move(listener.found);
  out.inside = std::move(listener.inside);
  if (code == StoreCode::kPlain || code == StoreCode::kPermuted)
    TRY(search_bytes(fd, path, rolls, code == StoreCode::kPermuted, out));
  out.unread = mails == 0 ? kClosedStore : listener.whole ? std::string_view() : kStoreInPart;
  return {};
}

}  // namespace

std::string grouped(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3; at -= 3) out.insert(at - 3, 1, ',');
  return out;
}

std::string people_of(const RollIndex& roll, const match::Summary& found) {
  std::string fields;
  for (const std::string_view field : found.fields) fields += (fields.empty() ? "" : ", ") + std::string(field);
  const std::string_view noun = found.people == 1 ? "person" : "people";
  if (found.grade == match::Grade::kPossible)
    return fmt::format("possible: {} {} of {} {} so named, and so may others be; {}", grouped(found.people), noun,
                       roll.name, found.people == 1 ? "is" : "are", fields);
  const double per_cent = 100 * found.coverage();
  const std::string share = per_cent >= 99.95 ? "100%"
                            : per_cent >= 1   ? fmt::format("{:.0f}%", per_cent)
                                              : fmt::format("{:.2g}%", per_cent);
  return fmt::format("{} {} of {}, {} of it; {}{}", grouped(found.people), noun, roll.name, share, fields,
                     found.grade == match::Grade::kSure ? "" : "; likely, not sure");
}

Result<SearchedFile> search_file(const std::filesystem::path& path, std::span<const RollIndex> rolls, bool who,
                                 std::uint64_t largest) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  if (!file.valid()) return fail(storage_error("cannot read", path, errno));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return fail(Code::kUsage, fmt::format("‘{}’ is no ordinary file", path.string()));
  SearchedFile out;
  out.bytes = static_cast<std::uint64_t>(status.st_size);
  Listener listener(rolls, who);
  Bytes beginning(document::kStoreHeader);
  const ssize_t begun = ::pread(file.get(), beginning.data(), beginning.size(), 0);
  if (begun < 0) return fail(storage_error("cannot read", path, errno));
  beginning.resize(static_cast<std::size_t>(begun));
  const bool store = is_store(beginning);
  if (out.bytes <= largest) {
    TRY_ASSIGN(const SharedBytes content, SharedBytes::read(file.get(), document::kLargestFile, path));
    out.sha256 = crypto::sha256(content.view());
    if (!store) {
      TRY_ASSIGN(out.kind, document::read_safely(content, listener));
      listener.finish();
    }
  } else {
    listener.whole = store;
  }
  if (store) {
    TRY(search_store(file.get(), beginning, path, rolls, listener, out));
    return out;
  }
  out.found = std::move(listener.found);
  out.inside = std::move(listener.inside);
  if (!listener.whole) out.unread = kUnreadPart;
  if (out.whole() && out.kind != "unknown") return out;
  if (out.kind.empty() || out.kind == "unknown") {
    out.kind = "bytes";
    out.unread = {};  // there was nothing to read but these
  }
  TRY(search_bytes(file.get(), path, rolls, false, out));
  return out;
}

}  // namespace tipstaff::disclosure
