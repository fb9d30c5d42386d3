#include "document/mail/message.h"

#include <fmt/format.h>

#include <charconv>
#include <map>

#include "document/charset.h"
#include "document/letters.h"
#include "document/mail/alternatives.h"
#include "document/mail/mail_headings.h"
#include "document/mail/mail_texts.h"
#include "document/mail/mail_words.h"
#include "document/pictures/picture.h"
#include "document/reader.h"
#include "document/web/markup.h"
#include "document/word/packed_rtf.h"

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
constexpr std::uint16_t kNarrow = 0x1e, kWide = 0x1f, kBinary = 0x102, kMany = 0x1000;
constexpr std::string_view kList = "__properties_version1.0";

// What a mail program shows anyway, or makes of what it shows: topics, names of the two ends, ids.
constexpr std::uint16_t kOrdinary[] = {0x001a, 0x003d, 0x0040, 0x0042, 0x0044, 0x0064, 0x0065, 0x0070, 0x0075,
                                       0x0076, 0x0077, 0x0078, 0x0c1e, 0x0e03, 0x0e04, 0x0e1d, 0x1035, 0x1039,
                                       0x1042, 0x10f3, 0x3002, 0x3703, 0x370e, 0x5d01, 0x5d02, 0x5d0a, 0x5d0b};

// The properties of a mail, a recipient or an attachment.
class Properties {
 public:
  Properties(Compound& file, const CompoundEntry& storage, std::size_t heading, const CompoundEntry& top,
             Emitter& emitter)
      : file_(file), storage_(storage), top_(top), emitter_(emitter) {
    if (const CompoundEntry* stream = file.find(storage, kList); stream != nullptr && !stream->storage) {
      if (const auto bytes = file.whole(*stream))
        read_list(*bytes, heading);
      else
        emitter.unread(part(*stream), bytes.error().message());
    }
    for (const std::size_t child : storage.children) {
      const CompoundEntry& entry = file.entries()[child];
      unsigned value = 0;
      if (!entry.name.starts_with("__substg1.0_") ||
          (entry.name.size() != 20 && (entry.name.size() != 29 || entry.name[20] != '-')))
        continue;
      const char* digits = entry.name.data() + 12;
      if (std::from_chars(digits, digits + 8, value, 16).ptr != digits + 8) continue;
      values_.push_back({static_cast<std::uint16_t>(value >> 16), static_cast<std::uint16_t>(value & 0xffff), &entry});
    }
    page_ = number(kMessagePage, 1252);
  }

  std::uint32_t number(std::uint16_t tag, std::uint32_t otherwise = 0) const {
    const auto found = numbers_.find(tag);
    return found == numbers_.end() ? otherwise : found->second;
  }
  std::string text(std::uint16_t tag) {
    const Value* value = find(tag);
    return value == nullptr ? std::string() : text_of(*value);
  }
  std::optional<Bytes> bytes(std::uint16_t tag) {
    const Value* value = find(tag);
    if (value == nullptr || value->entry->storage) return std::nullopt;
    return whole(*value->entry);
  }
  bool is_wide(std::uint16_t tag) const {
    const Value* value = find(tag);
    return value != nullptr && value->type == kWide;
  }
  const CompoundEntry* object(std::uint16_t tag) const {
    const Value* value = find(tag);
    return value != nullptr && value->entry->storage ? value->entry : nullptr;
  }

  // What is left when the reader has taken what it knows: texts to `others`, or to `words` where they say what is not
  // shown; bytes that could be a file as such. `alone`: nobody else looks at what lies in this storage.
  void rest(Layer& others, MailWords& words, bool alone) {
    words.numbers(list_);
    for (const Value& value : values_) {
      if (file_.taken(*value.entry) || value.entry->storage) continue;
      const std::uint16_t type = value.type & ~kMany;
      const bool ordinary = std::ranges::find(kOrdinary, value.tag) != std::end(kOrdinary);
      if (type == kNarrow || type == kWide) {
        const std::string said = text_of(value);
        const bool lengths =
            (value.type & kMany) != 0 && value.entry->name.size() == 20;  // of the values, which follow
        if (words.text(said) || ordinary || lengths) continue;
        others.cell(said);
        others.end_row();
      } else if (const auto data = whole(*value.entry)) {
        binary(value, *data, words);
      }
    }
    if (!alone) return;
    for (const std::size_t child : storage_.children)
      if (const CompoundEntry& entry = file_.entries()[child]; !file_.taken(entry))
        emitter_.observe(
            {.trait = Trait::kUnexplained, .part = part(entry), .place = "a stream of a kind that is not read"});
    file_.take(storage_);
  }
  std::string part(const CompoundEntry& entry) const { return file_.path(entry, top_); }

 private:
  struct Value {
    std::uint16_t tag, type;
    const CompoundEntry* entry;
  };

  // §2.4: tag, flags and a value of eight bytes each; of what is kept elsewhere its length.
  void read_list(ByteView bytes, std::size_t heading) {
    append(list_, part_of(bytes, 0, heading));
    std::size_t at = heading;
    for (; at + 16 <= bytes.size() && numbers_.size() < kMostProperties; at += 16) {
      numbers_[little16(bytes, at + 2)] = little32(bytes, at + 8);
      append(list_, part_of(bytes, at + 8, 8));
    }
    append(list_, part_of(bytes, at));
  }
  // The first of that tag.
  const Value* find(std::uint16_t tag) const {
    const auto found = std::ranges::find(values_, tag, &Value::tag);
    return found == values_.end() ? nullptr : &*found;
  }
  std::string text_of(const Value& value) {
    const auto bytes = value.entry->storage ? std::nullopt : whole(*value.entry);
    if (!bytes) return {};
    if ((value.type & ~kMany) == kWide) return from_utf16(*bytes);
    return to_utf8(as_text(*bytes).empty() ? ByteView() : ByteView(*bytes), code_page(page_))
        .value_or(from_code_page(*bytes, 1252));
  }
  void binary(const Value& value, const Bytes& data, MailWords& words) {
    if ((value.type & ~kMany) != kBinary) return words.numbers(data);
    words.bytes(data);
    if (value.tag == kRendering || data.size() <= kSmallProperty) return;
    const std::string kind = kind_of(data);
    if (kind != "text" && kind != "csv") read_inside(data, part(*value.entry), emitter_);
  }
  std::optional<Bytes> whole(const CompoundEntry& entry) {
    auto bytes = file_.whole(entry);
    if (bytes) return std::move(*bytes);
    emitter_.unread(part(entry), bytes.error().message());
    return std::nullopt;
  }
  Compound& file_;
  const CompoundEntry &storage_, &top_;
  Emitter& emitter_;
  std::map<std::uint16_t, std::uint32_t> numbers_;
  std::vector<Value> values_;
  Bytes list_;  // what the list of properties holds beside tags
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
        properties_(emitter),
        words_(emitter) {}

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
    headings(mail.text(kTransport));
    bodies(mail);
    for (const std::size_t child : storage_.children) {
      const CompoundEntry& entry = file_.entries()[child];
      if (entry.storage && entry.name.starts_with("__attach")) attachment(entry);
    }
    mail.rest(properties_, words_, false);
    if (const CompoundEntry* names = file_.find(storage_, "__nameid_version1.0")) property_names(*names);
    shown_.close(Trait::kVisible, "", "the mail");
    hidden_.close(Trait::kHiddenRecipient, "", "hidden recipients");
    trail_.close(Trait::kMailTrail, "", "headings that mail programs do not show");
    properties_.close(Trait::kMailTrail, "", "properties that mail programs do not show");
    words_.close("words in properties that no mail program shows");
    other_.close(Trait::kPartsDiffer, "", "a version of the text that says something else");
  }

 private:
  // Nothing when there are no words besides the label.
  void line(Layer& layer, std::string_view label, const std::vector<std::string>& words) {
    if (std::ranges::all_of(words, [](const std::string& each) { return is_blank(each); })) return;
    layer.cell(label);
    for (const std::string& word : words) {
      layer.cell(word);
      words_.shown(word);
    }
    layer.end_row();
  }
  // As it came, heading by heading; one that goes on begins with a blank.
  void headings(std::string_view text) {
    std::string heading;
    const auto end = [&] {
      const std::size_t colon = std::min(heading.find(':'), heading.size());
      std::string value = heading.substr(std::min(colon + 1, heading.size()));
      if (const std::string unseen = take_unseen(heading.substr(0, colon), value); !unseen.empty()) words_.line(unseen);
      if (is_unseen_remark(heading.substr(0, colon), value))
        words_.line(heading);
      else
        words_.shown(value);  // properties say it again
      heading.clear();
    };
    lines(trail_, text);
    while (!text.empty()) {
      const std::size_t length = std::min(text.find_first_of("\r\n"), text.size());
      if (length > 0 && text[0] != ' ' && text[0] != '\t') end();
      heading += text.substr(0, length);
      text.remove_prefix(std::min(length + 1, text.size()));
    }
    end();
  }
  // [MS-OXMSG] §2.2.3: what the properties are called that have no number of their own.
  void property_names(const CompoundEntry& names) {
    for (const std::size_t child : names.children) {
      const CompoundEntry& entry = file_.entries()[child];
      const auto bytes =
          entry.storage ? Result<Bytes>(tl::unexpected(Error(Code::kInvalid, "it is a storage"))) : file_.whole(entry);
      if (!bytes || !entry.name.starts_with("__substg1.0_"))
        emitter_.observe({.trait = Trait::kUnexplained,
                          .part = file_.path(entry, storage_),
                          .place = "a stream of a kind that is not read"});
      if (bytes) words_.bytes(*bytes);
    }
    file_.take(names);
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
    words_.shown(address);
    person.rest(properties_, words_, true);
  }

  // Plain, as a page and as rich text: Outlook shows one, other programs another.
  void bodies(Properties& mail) {
    const std::string plain = mail.text(kBody);
    std::string shown = plain;
    words_.shown(plain);
    if (auto html = mail.bytes(kHtml); html && !html->empty()) {
      const bool wide = mail.is_wide(kHtml);
      if (wide) html = to_bytes(as_bytes(from_utf16(*html)));
      source_ = as_text(*html);
      const std::string charset = wide ? "utf-8" : code_page(mail.number(kPage, 0));
      const std::string page = shown_by_html(*html, charset);
      lines(other_, what_is_only_in(plain, page));
      const Emitter::Inside inside(emitter_, "the text as a page", html->size());
      if (inside) read_html(*html, emitter_, charset);
      shown = page;
      words_.shown(page);
    }
    if (const auto packed = mail.bytes(kPackedRtf); packed && !packed->empty()) {
      const auto rtf = unpack_rtf(*packed, kMostRtf);
      if (!rtf)
        emitter_.unread("the text as rich text", rtf.error().message());
      else
        rich_text(*rtf, *packed, shown);
    }
    lines(shown_, plain);
  }

  void rich_text(const Bytes& rtf, const Bytes& packed, const std::string& shown) {
    const std::string rich = shown_by_rtf(rtf);
    words_.shown(rich);
    source_ += as_text(rtf);
    if (is_blank(shown))
      lines(shown_, rich);
    else
      lines(other_, what_is_only_in(rich, shown));
    words_.bytes(part_of(packed, 4 + std::size_t{little32(packed, 0)}));
    if (!is_wrapped_in_rtf(rtf) && kind_of(rtf) == "rtf") {
      read_inside(rtf, "the text as rich text", emitter_);
      return;
    }
    read_page_in_rtf(rtf, emitter_);
    const std::string unshown = unshown_by_rtf(rtf);
    for (std::string_view left = unshown; !left.empty();
         left.remove_prefix(std::min(left.find('\n'), left.size() - 1) + 1))
      words_.text(left.substr(0, left.find('\n')));
  }

  void attachment(const CompoundEntry& entry) {
    Properties file(file_, entry, 8, storage_, emitter_);
    std::string name = file.text(kLongName);
    if (name.empty()) name = file.text(kShortName);
    if (name.empty()) name = file.text(kName);
    words_.shown(name);
    const std::string long_path = file.text(kLongPath), short_path = file.text(kShortPath), id = file.text(kContentId);
    for (const std::string& said : {long_path, short_path, id}) words_.text(said);
    if (!long_path.empty() || !short_path.empty())
      emitter_.observe(
          {.trait = Trait::kAbsolutePath, .part = name, .place = "the path of an attached file", .cells = 1});
    const bool unlisted = file.number(kAttachmentHidden) != 0, inline_picture = !id.empty();
    if (const CompoundEntry* object = file.object(kData)) {
      const bool mail = (file.number(kMethod) & 0xff) == 5 || kind_of_storage(file_, *object) == "msg";
      emitter_.observe({.trait = mail ? Trait::kMailInside : Trait::kEmbedded,
                        .part = name,
                        .place = mail ? "a whole mail, with its own recipients and trail" : "an embedded object",
                        .cells = 1});
      read_storage_inside(file_, *object, name, emitter_);
      file_.take(*object);
    } else if (const auto bytes = file.bytes(kData); bytes && !bytes->empty()) {
      const bool picture = !picture_kind(*bytes).empty();
      // A picture that is not listed stands in the text, which names it.
      if (unlisted && (!picture || source_.find("cid:" + id) == std::string::npos))
        emitter_.observe({.trait = Trait::kEmbedded,
                          .part = name,
                          .place = "an attached file that mail programs do not list",
                          .cells = 1});
      else if (!inline_picture || !picture)
        emitter_.observe({.trait = Trait::kAttachment, .part = name, .place = "an attached file", .cells = 1});
      read_inside(*bytes, name, emitter_);
    }
    file.rest(properties_, words_, true);
  }

  Compound& file_;
  const CompoundEntry& storage_;
  Emitter& emitter_;
  Layer shown_, trail_, hidden_, other_, properties_;
  MailWords words_;
  std::string source_;  // of its text as a page or rich text
};

}  // namespace

void read_message(Compound& file, const CompoundEntry& storage, Emitter& emitter) {
  MessageReader(file, storage, emitter).read();
}

}  // namespace tipstaff::document
