#include "document/store/store_mails.h"

#include <fmt/format.h>

#include <algorithm>

#include "document/charset.h"
#include "document/letters.h"
#include "document/reader.h"
#include "document/store/store_heap.h"
#include "document/web/markup.h"
#include "document/word/packed_rtf.h"

namespace tipstaff::document {
namespace {

// §2.2.2.1: kinds of node, and nodes that each mail has.
constexpr std::uint32_t kMail = 0x04, kAssociated = 0x08, kAttachment = 0x05;
constexpr std::uint32_t kRecipients = 0x692;
// [MS-OXPROPS].
constexpr std::uint16_t kBody = 0x1000, kPackedRtf = 0x1009, kHtml = 0x1013, kData = 0x3701, kLongName = 0x3707,
                        kShortName = 0x3704, kTextPage = 0x3fde, kMessagePage = 0x3ffd;
constexpr std::uint16_t kNarrow = 0x1e, kBinary = 0x102, kObject = 0x0d;
constexpr std::size_t kMostRtf = std::size_t{64} << 20, kMostText = std::size_t{64} << 20;
constexpr std::size_t kSmall = 4096;  // bytes of a property; more could be a file

class MailReader {
 public:
  MailReader(StoreFile& file, Emitter& emitter) : file_(file), emitter_(emitter), said_(emitter), text_(emitter) {}

  void read(const StoreNode& node) {
    auto heap = StoreHeap::open(file_, node);
    if (!heap) return emitter_.unread("", heap.error().message());
    const auto values = heap->properties();
    if (!values) return emitter_.unread("", values.error().message());
    page_ = number(*values, kMessagePage, 1252);
    body(*heap, *values);
    others(*heap, *values);
    for (const StoreNode& inner : heap->nodes()) {
      if (inner.id == kRecipients) recipients(inner);
      if (inner.kind() == kAttachment) attachment(inner);
    }
    text_.close(Trait::kVisible, "", "the mail");
    said_.close(Trait::kVisible, "", "whom it names, and what else it says");
  }

 private:
  static std::uint32_t number(const StoreValues& values, std::uint16_t tag, std::uint32_t otherwise) {
    const auto found = std::ranges::find(values, tag, &StoreValue::tag);
    return found == values.end() ? otherwise : found->at;
  }
  std::string text(const StoreHeap& heap, const StoreValue& value) const { return heap.text(value, code_page(page_)); }
  std::string text(const StoreHeap& heap, const StoreValues& values, std::uint16_t tag) const {
    const auto found = std::ranges::find(values, tag, &StoreValue::tag);
    return found == values.end() ? std::string() : text(heap, *found);
  }
  static void lines(Layer& layer, std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
      layer.cell(text.substr(0, end));
      layer.end_row();
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  void body(const StoreHeap& heap, const StoreValues& values) {
    for (const StoreValue& value : values) {
      if (value.tag == kBody) lines(text_, text(heap, value));
      if (value.tag != kHtml && value.tag != kPackedRtf) continue;
      auto bytes = heap.bytes(value, kMostText);
      if (!bytes)
        emitter_.unread("", bytes.error().message());
      else if (value.tag == kPackedRtf)
        rich_text(*bytes);
      else if (value.type == kBinary || value.type == kNarrow)
        page(*bytes, code_page(number(values, kTextPage, page_)));
      else
        page(as_bytes(text(heap, value)), "utf-8");
    }
  }
  void page(ByteView html, const std::string& charset) {
    if (html.empty()) return;
    const Emitter::Inside inside(emitter_, "the text as a page", html.size());
    if (inside) read_html(html, emitter_, charset);
  }
  void rich_text(ByteView packed) {
    if (packed.empty()) return;
    const auto rtf = unpack_rtf(packed, kMostRtf);
    if (!rtf) return emitter_.unread("the text as rich text", rtf.error().message());
    lines(text_, shown_by_rtf(*rtf));
    lines(text_, unshown_by_rtf(*rtf));
  }

  // Names, addresses, numbers of whoever wrote it or is in it, in one row.
  void others(const StoreHeap& heap, const StoreValues& values) {
    for (const StoreValue& value : values) {
      if (value.tag == kBody || value.tag == kHtml || value.tag == kPackedRtf || value.tag == kData) continue;
      if (const std::string said = text(heap, value); !said.empty()) said_.cell(said);
      if (value.type == kBinary) perhaps_a_file(heap, value);
    }
    said_.end_row();
  }
  void perhaps_a_file(const StoreHeap& heap, const StoreValue& value) {
    const auto bytes = heap.bytes(value, kLargestFile);
    if (!bytes || bytes->size() <= kSmall) return;
    const std::string kind = kind_of(*bytes);
    if (kind != "text" && kind != "csv" && kind != "unknown")
      read_inside(*bytes, fmt::format("property {:04x}", value.tag), emitter_);
  }

  void recipients(const StoreNode& table) {
    const auto heap = StoreHeap::open(file_, table);
    const auto rows = heap ? heap->rows() : Result<std::vector<StoreValues>>(fail(heap.error()));
    if (!rows) return emitter_.unread("its recipients", rows.error().message());
    for (const StoreValues& row : *rows) {
      for (const StoreValue& value : row)
        if (const std::string said = text(*heap, value); !said.empty()) said_.cell(said);
      said_.end_row();
    }
  }

  void attachment(const StoreNode& node) {
    auto heap = StoreHeap::open(file_, node);
    auto values = heap ? heap->properties() : Result<StoreValues>(fail(heap.error()));
    if (!values) return emitter_.unread("an attachment", values.error().message());
    std::string name = text(*heap, *values, kLongName);
    if (name.empty()) name = text(*heap, *values, kShortName);
    if (name.empty()) name = "an attachment";
    others(*heap, *values);
    const auto data = std::ranges::find(*values, kData, &StoreValue::tag);
    if (data == values->end()) return;  // it is elsewhere: only its path is here
    if (data->type == kObject) return object(*heap, *data, name);
    const auto bytes = heap->bytes(*data, kLargestFile);
    if (!bytes)
      emitter_.unread(name, bytes.error().message());
    else if (!bytes->empty())
      read_inside(*bytes, name, emitter_);
  }
  // §2.3.3.5: a mail, or what another program put there.
  void object(const StoreHeap& heap, const StoreValue& value, const std::string& name) {
    const StoreNode* node = heap.node(little32(heap.item(value.at), 0));
    if (node == nullptr) return emitter_.unread(name, "an object is missing");
    const Emitter::Inside inside(emitter_, name, 0);
    if (!inside) return;
    if (is_mail(*node)) return MailReader(file_, emitter_).read(*node);
    const auto bytes = file_.whole(node->data, kLargestFile);
    if (!bytes)
      emitter_.unread("", bytes.error().message());
    else if (!bytes->empty())
      read_inside(*bytes, "an object", emitter_);
  }

  StoreFile& file_;
  Emitter& emitter_;
  Layer said_, text_;
  unsigned page_ = 1252;
};

class InMemory : public ByteSource {
 public:
  explicit InMemory(ByteView bytes) : bytes_(bytes) {}
  bool read(std::uint64_t at, std::span<std::uint8_t> out) override {
    if (at > bytes_.size() || out.size() > bytes_.size() - at) return false;
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at), out.size(), out.begin());
    return true;
  }

 private:
  ByteView bytes_;
};

}  // namespace

bool is_mail(const StoreNode& node) { return node.kind() == kMail || node.kind() == kAssociated; }

void read_store_mail(StoreFile& file, const StoreNode& node, Emitter& emitter) {
  const Emitter::Inside inside(emitter, fmt::format("mail {}", node.id >> 5), 0);
  if (inside) MailReader(file, emitter).read(node);
}

void read_mail_store(ByteView store, Emitter& emitter) {
  InMemory bytes(store);
  auto file = StoreFile::open(bytes);
  if (!file) return emitter.unread("", file.error().message());
  for (std::uint64_t next = 0; next <= UINT32_MAX && !emitter.full();) {
    const auto node = file->node_from(static_cast<std::uint32_t>(next));
    if (!node) return emitter.unread("", node.error().message());
    if (!*node) break;
    if (is_mail(**node)) read_store_mail(*file, **node, emitter);
    next = std::uint64_t{(*node)->id} + 1;
  }
  emitter.unread("", "a store of mail keeps what was deleted from it, which is not read: send mails on their own");
}

}  // namespace tipstaff::document
