#include "disclosure/search.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "crypto/hash.h"
#include "disclosure/carver.h"
#include "document/containers/archive.h"
#include "document/document_child.h"
#include "document/magics.h"
#include "document/mail/mail.h"
#include "document/pdf/pdf.h"
#include "document/store/store_file.h"

namespace tipstaff::disclosure {
namespace {

constexpr std::size_t kPiece = std::size_t{4} << 20;
constexpr std::size_t kHeading = 1024;  // bytes that say what a large file is
constexpr std::size_t kMailsAtOnce = std::size_t{64} << 20, kMostCarved = std::size_t{128} << 20;  // bytes
constexpr std::uint64_t kMostTimesCarved = 4;

constexpr std::string_view kUnreadPart = "a part of it could not be read; its bytes were searched as they are";
constexpr std::string_view kPackedInPart = "packed files lie in it that could not be read, or not whole";
constexpr std::string_view kStoreInPart =
    "a store of mail: some of its mails, or of what is attached to them, could not be read";
constexpr std::string_view kClosedStore =
    "a store of mail that is encrypted, damaged or of a form that is not known: it cannot be searched; have Outlook "
    "export it";

// The matchers of all rolls over bytes that come in pieces, each behind the end of the one before, by as much as a name
// may be long.
class Pieces {
 public:
  Pieces(std::span<const RollIndex> rolls, std::size_t largest)
      : buffer_(match::Scanner::kOverlap + largest + match::kPadding) {
    for (const RollIndex& roll : rolls) matchers_.emplace_back(*roll.index);
  }
  // Where the next piece is to be put, of so many bytes.
  std::span<std::uint8_t> room(std::size_t fresh) {
    const ByteView end = ByteView(buffer_).first(size_).last(std::min(match::Scanner::kOverlap, size_));
    if (end.size() < size_) std::ranges::copy(end, buffer_.begin());
    kept_ = end.size();
    size_ = kept_ + fresh;
    return std::span(buffer_).subspan(kept_, fresh);
  }
  // What was put there, behind what is repeated of the one before.
  ByteView match() {
    const ByteView piece = ByteView(buffer_).first(size_);
    std::ranges::fill(std::span(buffer_).subspan(size_, match::kPadding), std::uint8_t{0});
    for (match::ByteMatcher& matcher : matchers_) matcher.piece(as_text(piece), kept_);
    return piece;
  }
  void add_to(std::vector<match::Tally>& found) const {
    for (std::size_t i = 0; i < matchers_.size(); ++i) found[i].add(matchers_[i].tally());
  }

 private:
  std::vector<match::ByteMatcher> matchers_;
  Bytes buffer_;
  std::size_t size_ = 0, kept_ = 0;  // of the piece; of it repeated
};

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
    using enum document::Trait;
    whole = whole && seen.trait != kUnread && seen.trait != kUnexplained && seen.trait != kEncrypted;
    close(seen.layer);
  }
  bool wants_bytes() const override { return true; }
  void bytes(ByteView piece, bool first) override {
    if (first) {
      end_bytes();
      pieces_.emplace(rolls_, document::kPieceBytes);
      carver_ = Carver(kMostCarved);
      at_ = 0;
    }
    if (!pieces_) return;
    std::ranges::copy(piece, pieces_->room(piece.size()).begin());
    const ByteView all = pieces_->match();
    at_ += piece.size();
    carver_.piece(all, at_ - all.size());
  }
  void finish() {
    end_bytes();
    while (!layers_.empty()) close(layers_.begin()->first);
  }
  std::vector<match::Tally> found;
  std::vector<document::InnerFile> inside;
  bool whole = true;

 private:
  // Packed files that may lie in a file of no known kind inside another are not read.
  void end_bytes() {
    if (!pieces_) return;
    carver_.end();
    whole = whole && carver_.take().empty();
    pieces_->add_to(found);
    pieces_.reset();
  }
  void close(std::uint32_t layer) {
    const auto heard = layers_.find(layer);
    if (heard == layers_.end()) return;
    for (std::size_t i = 0; i < found.size(); ++i) found[i].add(heard->second[i].tally());
    layers_.erase(heard);
  }
  std::span<const RollIndex> rolls_;
  bool who_;
  std::map<std::uint32_t, std::vector<match::RowMatcher>> layers_;
  std::optional<Pieces> pieces_;  // of the file whose bytes come
  Carver carver_{kMostCarved};
  std::uint64_t at_ = 0;
};

// One stream and nothing else: a dump of a database, packed.
bool is_packed_alone(ByteView file) {
  const document::Magic* magic = document::magic_of(file);
  return magic != nullptr &&
         (magic->kind == "gz" || magic->kind == "bz2" || magic->kind == "xz" || magic->kind == "zst");
}
// The kind of an archive or packed file; empty: it is none.
std::string_view archive_kind(ByteView file) {
  if (as_text(file).starts_with("PK\x03\x04")) return "zip";
  if (document::is_tar(file)) return "tar";
  const document::Magic* magic = document::magic_of(file);
  return magic != nullptr && magic->packed ? magic->kind : std::string_view();
}
bool is_store(ByteView beginning) { return as_text(beginning).starts_with("!BDN"); }

// One file that is searched.
class Search {
 public:
  Search(int fd, const std::filesystem::path& path, std::span<const RollIndex> rolls, bool who, SearchedFile& out)
      : fd_(fd), path_(path), rolls_(rolls), out_(out), listener_(rolls, who) {}

  Result<void> run(std::uint64_t largest) {
    Bytes beginning(std::min<std::uint64_t>(kHeading, out_.bytes));
    TRY(read(0, beginning));
    const bool small = out_.bytes <= largest;
    if (small) {
      TRY_ASSIGN(const SharedBytes content, SharedBytes::read(fd_, document::kLargestFile, path_));
      out_.sha256 = crypto::sha256(content.view());
      if (!is_store(beginning)) {
        TRY_ASSIGN(out_.kind, document::read_safely(content, listener_));
        listener_.finish();
      }
    }
    if (is_store(beginning)) {
      TRY(store(beginning));
    } else if (!small && document::is_mail_box(as_text(beginning))) {
      TRY(mail_box());
    } else if (!small && document::is_pdf(beginning)) {
      TRY(pdf());
    } else if (small ? !listener_.whole && is_packed_alone(beginning) : !archive_kind(beginning).empty()) {
      if (!small) out_.kind = archive_kind(beginning);
      TRY(archive());
    } else if (!small || out_.kind == "unknown") {
      TRY(bytes_of_any_kind());
    } else {
      TRY(bytes_unless_whole());
    }
    for (std::size_t i = 0; i < listener_.found.size(); ++i) out_.found[i].add(listener_.found[i]);
    out_.inside = std::move(listener_.inside);
    return {};
  }

 private:
  // A store of mail: its mails and what is attached to them, read in children; and its bytes, for what was deleted and
  // is not yet written over.
  Result<void> store(ByteView beginning) {
    using document::StoreCode;
    const bool known = document::store_form(beginning) != document::StoreForm::kNone;
    const StoreCode code = known ? document::store_code(beginning) : StoreCode::kEncrypted;
    out_.kind = "pst";
    out_.unread = kClosedStore;
    if (code == StoreCode::kEncrypted) return {};
    TRY_ASSIGN(const std::uint64_t mails, in_turns(document::InTurns::kMailStore));
    if (mails > 0) out_.unread = listener_.whole ? std::string_view() : kStoreInPart;
    return code == StoreCode::kCyclic ? Result<void>() : bytes(code == StoreCode::kPermuted, nullptr);
  }

  // An archive that is too large to be held, or unpacks to more than is read at once: a file in it at a time.
  Result<void> archive() {
    listener_.whole = true;
    TRY(in_turns(document::InTurns::kArchive));
    return bytes_unless_whole();
  }
  // One that is too large to be held.
  Result<void> pdf() {
    out_.kind = "pdf";
    TRY(in_turns(document::InTurns::kPdf));
    return bytes_unless_whole();
  }
  Result<void> bytes_unless_whole() {
    if (listener_.whole) return {};
    out_.unread = kUnreadPart;
    return bytes(false, nullptr);
  }
  Result<std::uint64_t> in_turns(document::InTurns what) {
    return document::read_in_turns(what, fd_, out_.bytes, listener_, [&] { listener_.finish(); });
  }

  // Many mails in one file that is too large to be read at once: some of them at a time.
  Result<void> mail_box() {
    out_.kind = "mbox";
    Bytes some;
    for (std::uint64_t at = 0; at < out_.bytes;) {
      some.resize(std::min<std::uint64_t>(kMailsAtOnce, out_.bytes - at));
      TRY(read(at, some));
      if (at + some.size() < out_.bytes) {
        const std::size_t last = as_text(some).rfind("\nFrom ");
        if (last == std::string_view::npos) break;  // one mail that is larger than that
        some.resize(last + 1);
      }
      at += some.size();
      TRY(document::read_safely(some, listener_));
      listener_.finish();
      if (at == out_.bytes) {
        if (!listener_.whole) out_.unread = kUnreadPart;
        return {};
      }
    }
    out_.unread = kUnreadPart;
    return bytes(false, nullptr);
  }

  // A file of no known kind, or too large to be read: its bytes, and the packed files that lie among them.
  Result<void> bytes_of_any_kind() {
    listener_.whole = true;  // that it is of no known kind is no lack
    out_.kind = "bytes";
    Carver carver(kMostCarved);
    TRY(bytes(false, &carver));
    if (!listener_.whole) out_.unread = kPackedInPart;
    return {};
  }

  // Everything from the start. `permuted`: of a store of mail that is so encoded, decoded.
  Result<void> bytes(bool permuted, Carver* carver) {
    Pieces pieces(rolls_, kPiece);
    for (std::uint64_t at = 0; at < out_.bytes;) {
      const std::span<std::uint8_t> room = pieces.room(std::min<std::uint64_t>(kPiece, out_.bytes - at));
      TRY(read(at, room));
      if (permuted) document::decode_permuted(room);
      const ByteView piece = pieces.match();
      at += room.size();
      if (carver == nullptr) continue;
      carver->piece(piece, at - piece.size());
      if (at == out_.bytes) carver->end();
      TRY(carved(carver->take()));
    }
    pieces.add_to(out_.found);
    return {};
  }

  Result<void> carved(const std::vector<Carver::Place>& places) {
    for (const Carver::Place& place : places) {
      std::array<std::uint8_t, 4> begins{}, directory{};
      TRY(read(place.at, begins));
      if (place.directory > 0) TRY(read(place.at + place.directory, directory));
      if (place.directory > 0 && (as_text(begins) != "PK\x03\x04" || as_text(directory) != "PK\x01\x02")) continue;
      // Archives within archives end behind each other: each is read once for each that it lies in, up to here.
      carved_ += place.size;
      if (carved_ > kMostTimesCarved * out_.bytes) {
        listener_.whole = false;
        return {};
      }
      Bytes content(std::min(place.size, out_.bytes - place.at));
      TRY(read(place.at, content));
      const std::string_view begun = as_text(content).substr(0, document::kBeginning);
      listener_.inner_file({fmt::format("at byte {}", place.at), crypto::sha256(content), std::string(begun)});
      TRY(document::read_safely(content, listener_));
      listener_.finish();
    }
    return {};
  }

  Result<void> read(std::uint64_t at, std::span<std::uint8_t> out) const {
    while (!out.empty()) {
      const ssize_t got = ::pread(fd_, out.data(), out.size(), static_cast<off_t>(at));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return fail(storage_error("cannot read", path_, errno));
      if (got == 0) return fail(Code::kStorage, fmt::format("‘{}’ became shorter while it was read", path_.string()));
      at += static_cast<std::uint64_t>(got);
      out = out.subspan(static_cast<std::size_t>(got));
    }
    return {};
  }

  int fd_;
  const std::filesystem::path& path_;
  std::span<const RollIndex> rolls_;
  SearchedFile& out_;
  Listener listener_;
  std::uint64_t carved_ = 0;  // bytes
};

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
  for (const RollIndex& roll : rolls) out.found.emplace_back(*roll.index, who);
  TRY(Search(file.get(), path, rolls, who, out).run(largest));
  return out;
}

}  // namespace tipstaff::disclosure
