#include "document/message.h"

#include <fmt/format.h>

#include <charconv>
#include <map>

#include "document/alternatives.h"
#include "document/charset.h"
#include "document/letters.h"
#include "document/markup.h"
#include "document/packed_rtf.h"
#include "document/picture.h"
#include "document/reader.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostRtf = std::size_t{64} << 20, kMostProperties = 8192;
// Bytes of a property that is none of those known here; more could be a file.
constexpr std::size_t kSmallProperty = 4096;

enum Tag : std::uint16_t {
  kTransport = 0x007d,
  kRecipientKind = 0x0c15,
  kSenderName = 0x0c1a,
  kSenderAddress = 0x0c1f,
  kBccShown = 0x0e02,
  kSubject = 0x0037,
  kBody = 0x1000,
  kPackedRtf = 0x1009,
  kHtml = 0x1013,
  kName = 0x3001,
  kAddress = 0x3003,
  kSmtp = 0x39fe,
  kData = 0x3701,
  kShortName = 0x3704,
  kMethod = 0x3705,
  kLongName = 0x3707,
  kShortPath = 0x3708,
  kRendering = 0x3709,
  kLongPath = 0x370d,
  kContentId = 0x3712,
  kPage = 0x3fde,
  kMessagePage = 0x3ffd,
  kAttachmentHidden = 0x7ffe,
};
constexpr std::uint16_t kNarrow = 0x1e, kWide = 0x1f, kBinary = 0x102;

// What a mail program shows anyway, or makes of what it shows: topics, names of the two ends, ids.
constexpr std::uint16_t kOrdinary[] = {0x001a, 0x003d, 0x0040, 0x0042, 0x0044, 0x0064, 0x0065, 0x0070, 0x0075,
                                       0x0076, 0x0077, 0x0078, 0x0c1e, 0x0e03, 0x0e04, 0x0e1d, 0x1035, 0x1039,
                                       0x1042, 0x10f3, 0x3002, 0x3703, 0x370e, 0x5d01, 0x5d02, 0x5d0a, 0x5d0b};

// The properties of a mail, a recipient or an attachment.
class Properties {
 public:
  Properties(Compound& file, const CompoundEntry& storage, std::size_t heading, const CompoundEntry& top,
             Emitter& emitter)
      : file_(file), top_(top), emitter_(emitter) {
    if (const CompoundEntry* stream = file.find(storage, "__properties_version1.0");
        stream != nullptr && !stream->storage) {
      if (const auto bytes = file.whole(*stream)) {
        for (std::size_t at = heading; at + 16 <= bytes->size() && numbers_.size() < kMostProperties; at += 16)
          numbers_[little16(*bytes, at + 2)] = little32(*bytes, at + 8);
      } else {
        emitter.unread(part(*stream), bytes.error().message());
      }
    }
    for (const std::size_t child : storage.children) {
      const CompoundEntry& entry = file.entries()[child];
      unsigned value = 0;
      if (!entry.name.starts_with("__substg1.0_") || entry.name.size() < 20) continue;
      const char* digits = entry.name.data() + 12;
      if (std::from_chars(digits, digits + 8, value, 16).ptr != digits + 8) continue;
      streams_.emplace(static_cast<std::uint16_t>(value >> 16),
                       std::pair{static_cast<std::uint16_t>(value & 0xffff), &entry});
    }
    page_ = number(kMessagePage, 1252);
  }

  std::uint32_t number(std::uint16_t tag, std::uint32_t otherwise = 0) const {
    const auto found = numbers_.find(tag);
    return found == numbers_.end() ? otherwise : found->second;
  }
  std::string text(std::uint16_t tag) {
    const auto found = streams_.find(tag);
    if (found == streams_.end()) return {};
    const auto bytes = whole(*found->second.second);
    if (!bytes) return {};
    if (found->second.first == kWide) return from_utf16(*bytes);
    return to_utf8(as_text(*bytes).empty() ? ByteView() : ByteView(*bytes), code_page(page_))
        .value_or(from_code_page(*bytes, 1252));
  }
  std::optional<Bytes> bytes(std::uint16_t tag) {
    const auto found = streams_.find(tag);
    if (found == streams_.end() || found->second.second->storage) return std::nullopt;
    return whole(*found->second.second);
  }
  const CompoundEntry* object(std::uint16_t tag) const {
    const auto found = streams_.find(tag);
    return found != streams_.end() && found->second.second->storage ? found->second.second : nullptr;
  }

  // What is left when the reader has taken what it knows: texts to `others`, bytes that could be a file as such.
  void rest(Layer& others) {
    for (const auto& [tag, value] : streams_) {
      const auto& [type, entry] = value;
      if (file_.taken(*entry) || entry->storage) continue;
      const bool ordinary = std::ranges::find(kOrdinary, tag) != std::end(kOrdinary);
      if ((type == kNarrow || type == kWide) && !ordinary) {
        others.cell(text(tag));
        others.end_row();
      } else if (type == kBinary && tag != kRendering && entry->size > kSmallProperty) {
        if (const auto data = whole(*entry)) read_inside(*data, part(*entry), emitter_);
      }
      file_.take(*entry);
    }
  }
  std::string part(const CompoundEntry& entry) const { return file_.path(entry, top_); }

 private:
  std::optional<Bytes> whole(const CompoundEntry& entry) {
    auto bytes = file_.whole(entry);
    if (bytes) return std::move(*bytes);
    emitter_.unread(part(entry), bytes.error().message());
    return std::nullopt;
  }
  Compound& file_;
  const CompoundEntry& top_;
  Emitter& emitter_;
  std::map<std::uint16_t, std::uint32_t> numbers_;
  std::map<std::uint16_t, std::pair<std::uint16_t, const CompoundEntry*>> streams_;
  unsigned page_ = 1252;
};

class MessageReader {
 public:
  MessageReader(Compound& file, const CompoundEntry& storage, Emitter& emitter)
      : file_(file),
        storage_(storage),
        emitter_(emitter),
        shown_(emitter),
        trail_(emitter),
        hidden_(emitter),
        other_(emitter),
        properties_(emitter) {}

  void read() {
    // The heading of the file's own mail is longer than that of a mail inside it (§2.4.1).
    Properties mail(file_, storage_, &storage_ == &file_.root() ? 32 : 24, storage_, emitter_);
    line(shown_, "Subject", {mail.text(kSubject)});
    const std::string address = mail.text(kSenderAddress);
    line(shown_, "From", {mail.text(kSenderName), address.starts_with('/') ? "" : address});
    if (address.starts_with('/')) line(trail_, "the sender's entry in a directory", {address});
    for (const std::size_t child : storage_.children) {
      const CompoundEntry& entry = file_.entries()[child];
      if (entry.storage && entry.name.starts_with("__recip")) recipient(entry);
    }
    if (hidden_.cells() == 0) line(hidden_, "", {mail.text(kBccShown)});
    lines(trail_, mail.text(kTransport));
    bodies(mail);
    mail.rest(properties_);
    for (const std::size_t child : storage_.children) {
      const CompoundEntry& entry = file_.entries()[child];
      if (entry.storage && entry.name.starts_with("__attach")) attachment(entry);
    }
    if (const CompoundEntry* names = file_.find(storage_, "__nameid_version1.0")) file_.take(*names);
    shown_.close(Trait::kVisible, "", "the mail");
    hidden_.close(Trait::kHiddenRecipient, "", "hidden recipients");
    trail_.close(Trait::kMailTrail, "", "headings that mail programs do not show");
    properties_.close(Trait::kMailTrail, "", "properties that mail programs do not show");
    other_.close(Trait::kPartsDiffer, "", "a version of the text that says something else");
  }

 private:
  // Nothing when there are no words besides the label.
  static void line(Layer& layer, std::string_view label, const std::vector<std::string>& words) {
    if (std::ranges::all_of(words, [](const std::string& each) { return is_blank(each); })) return;
    layer.cell(label);
    for (const std::string& word : words) layer.cell(word);
    layer.end_row();
  }
  static void lines(Layer& layer, std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
      layer.cell(text.substr(0, end));
      layer.end_row();
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  void recipient(const CompoundEntry& entry) {
    Properties person(file_, entry, 8, storage_, emitter_);
    const std::uint32_t kind = person.number(kRecipientKind, 1) & 0xf;
    const std::string smtp = person.text(kSmtp), address = person.text(kAddress);
    const std::string reached = smtp.empty() && !address.starts_with('/') ? address : smtp;
    if (kind == 3)
      line(hidden_, "", {person.text(kName), reached});
    else
      line(shown_, kind == 2 ? "Cc" : "To", {person.text(kName), reached});
    file_.take(entry);
  }

  // Plain, as a page and as rich text: Outlook shows one, other programs another.
  void bodies(Properties& mail) {
    const std::string plain = mail.text(kBody);
    std::string shown = plain;
    if (const auto html = mail.bytes(kHtml); html && !html->empty()) {
      const std::string charset = code_page(mail.number(kPage, 0));
      const std::string page = shown_by_html(*html, charset);
      lines(other_, what_is_only_in(plain, page));
      const Emitter::Inside inside(emitter_, "the text as a page", html->size());
      if (inside) read_html(*html, emitter_, charset);
      shown = page;
    }
    if (const auto packed = mail.bytes(kPackedRtf); packed && !packed->empty()) {
      const auto rtf = unpack_rtf(*packed, kMostRtf);
      if (!rtf) {
        emitter_.unread("the text as rich text", rtf.error().message());
      } else if (const std::string rich = shown_by_rtf(*rtf); is_blank(shown)) {
        lines(shown_, rich);
      } else {
        lines(other_, what_is_only_in(rich, shown));
      }
    }
    lines(shown_, plain);
  }

  void attachment(const CompoundEntry& entry) {
    Properties file(file_, entry, 8, storage_, emitter_);
    std::string name = file.text(kLongName);
    if (name.empty()) name = file.text(kShortName);
    if (name.empty()) name = file.text(kName);
    if (!file.text(kLongPath).empty() || !file.text(kShortPath).empty())
      emitter_.observe(
          {.trait = Trait::kAbsolutePath, .part = name, .place = "the path of an attached file", .cells = 1});
    const bool unlisted = file.number(kAttachmentHidden) != 0, inline_picture = !file.text(kContentId).empty();
    if (const CompoundEntry* object = file.object(kData)) {
      const bool mail = (file.number(kMethod) & 0xff) == 5 || kind_of_storage(file_, *object) == "msg";
      emitter_.observe({.trait = mail ? Trait::kMailInside : Trait::kEmbedded,
                        .part = name,
                        .place = mail ? "a whole mail, with its own recipients and trail" : "an embedded object",
                        .cells = 1});
      read_storage_inside(file_, *object, name, emitter_);
    } else if (const auto bytes = file.bytes(kData); bytes && !bytes->empty()) {
      const bool picture = !picture_kind(*bytes).empty();
      if (unlisted && !picture)
        emitter_.observe({.trait = Trait::kEmbedded,
                          .part = name,
                          .place = "an attached file that mail programs do not list",
                          .cells = 1});
      else if (!inline_picture || !picture)
        emitter_.observe({.trait = Trait::kAttachment, .part = name, .place = "an attached file", .cells = 1});
      read_inside(*bytes, name, emitter_);
    }
    file.rest(properties_);
    file_.take(entry);
  }

  Compound& file_;
  const CompoundEntry& storage_;
  Emitter& emitter_;
  Layer shown_, trail_, hidden_, other_, properties_;
};

}  // namespace

void read_message(Compound& file, const CompoundEntry& storage, Emitter& emitter) {
  MessageReader(file, storage, emitter).read();
}

}  // namespace tipstaff::document
